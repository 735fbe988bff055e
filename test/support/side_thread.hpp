// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUPPORT_SIDE_THREAD_HPP
#define CONCUR_TEST_SUPPORT_SIDE_THREAD_HPP

#include <support/test_thread.hpp>

namespace support {

using side_thread = test_thread;

template<class Error, class Call>
void expect_throw(Call const& call)
{
    expect_error<Error>(call);
}

} // namespace support

#endif
