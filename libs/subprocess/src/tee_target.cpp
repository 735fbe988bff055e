// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/tee_target.hpp>

#include <concur/errors.hpp>

#include <boost/throw_exception.hpp>

namespace concur::subprocess {

tee_target::tee_target(std::FILE* file) : value_(file)
{
    if (file == nullptr)
    {
        boost::throw_exception(ValueError("I/O operation on closed file"));
    }
}

} // namespace concur::subprocess
