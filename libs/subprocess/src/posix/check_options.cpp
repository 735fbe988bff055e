// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "../check_options.hpp"

#include <concur/errors.hpp>

#include <boost/throw_exception.hpp>

namespace concur::subprocess::detail {

void check_platform_options(options const& o)
{
    if (o.startupinfo)
    {
        boost::throw_exception(
            ValueError("startupinfo is only supported on Windows platforms"));
    }
    if (o.creationflags != 0)
    {
        boost::throw_exception(
            ValueError("creationflags is only supported on Windows platforms"));
    }
}

} // namespace concur::subprocess::detail
