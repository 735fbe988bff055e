// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../interrupt_poll.hpp"

#include "semaphore.hpp"

namespace concur::detail {
namespace {

// The main thread sleeps on this semaphore. A signal handler may post a
// semaphore, and it has no descriptor that the program could close.
struct semaphore
{
    sem_t it;

    semaphore() noexcept
    {
        ::sem_init(&it, 0, 0);
    }
};

semaphore main_sleeps;

} // namespace

void sleep_on_main_thread(std::optional<std::chrono::nanoseconds> left)
{
    if (left)
    {
        wait_semaphore(main_sleeps.it, *left);
    }
    else
    {
        ::sem_wait(&main_sleeps.it);
    }
}

void wake_main_thread() noexcept
{
    ::sem_post(&main_sleeps.it);
}

} // namespace concur::detail
