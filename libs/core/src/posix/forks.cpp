// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/detail/forks.hpp>

#include <pthread.h>

namespace concur::detail {
namespace {

// The result of forks(). It is changed only in a new child, which has one
// thread.
constinit unsigned number = 0;

[[maybe_unused]] int const counted =
    ::pthread_atfork(nullptr, nullptr, [] { ++number; });

} // namespace

unsigned forks() noexcept
{
    return number;
}

} // namespace concur::detail
