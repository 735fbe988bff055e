// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../native.hpp"

#include <algorithm>

#include <cxxabi.h>
#include <limits.h>
#include <pthread.h>
#include <unistd.h>

namespace concur::thread {
namespace {

// A pthread_t is an integer on some systems, a pointer on others.
ident as_ident(pthread_t t)
{
    return (ident)t;
}

} // namespace

ident get_ident() noexcept
{
    return as_ident(::pthread_self());
}

ident detail::native::ident_of(boost::thread& t)
{
    return as_ident(t.native_handle());
}

std::type_info const* detail::native::current_exception_type() noexcept
{
    return abi::__cxa_current_exception_type();
}

std::ptrdiff_t detail::native::least_stack_size()
{
    return std::max<std::ptrdiff_t>(::sysconf(_SC_THREAD_STACK_MIN), 0);
}

} // namespace concur::thread
