// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/redirect.hpp>

#include <concur/errors.hpp>

#include <boost/throw_exception.hpp>

#include <cstdio>

namespace concur::subprocess {

redirect::redirect(std::FILE* file) : kind_(kind::descriptor)
{
    descriptor_ = file ? ::fileno(file) : -1;
    if (descriptor_ < 0)
    {
        boost::throw_exception(ValueError("I/O operation on closed file"));
    }
}

} // namespace concur::subprocess
