// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost/process/v2/error.hpp>

// The build links this program without the library of Boost.Process, to find
// out whether Boost.Process consists of headers only.

int main()
{
    return boost::process::v2::error::get_utf8_category().name() == nullptr;
}
