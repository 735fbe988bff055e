// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/detail/forks.hpp>

#include <boost/thread/pthread/thread_data.hpp>

#include <memory>

#include <pthread.h>

namespace concur::detail {
namespace {

// The result of forks(). It is changed only in a new child, which has one
// thread.
constinit unsigned number = 0;

// Each sleep of the calling thread locks a mutex of Boost.Thread. During the
// fork, a thread that detached, joined or interrupted this one may have locked
// it. That thread does not exist in the child, so it would stay locked.
void unlock_sleeps() noexcept
{
    if (auto* const data = boost::detail::get_current_thread_data())
    {
        std::construct_at(&data->data_mutex);
    }
}

[[maybe_unused]] int const counted = ::pthread_atfork(nullptr, nullptr, [] {
    ++number;
    unlock_sleeps();
});

} // namespace

unsigned forks() noexcept
{
    return number;
}

} // namespace concur::detail
