// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../kernel.hpp"

#include <concur/detail/brief_lock.hpp>
#include <concur/detail/forks.hpp>

#include <mutex>

#include <pthread.h>
#include <semaphore.h>

namespace concur::subprocess::detail::kernel {
namespace {

// A call that waits for the thread. It is in the caller's stack frame.
struct pending_call
{
    void (*function)(void*) noexcept;
    void* argument;
    pending_call* next = nullptr;
    sem_t returned = {};
};

// The data is never destroyed: the thread runs until the process has ended.
// After a fork, all of it is made anew at the next use, since no thread that it
// is about exists in the child.
constinit concur::detail::brief_lock mutex; // guards all but the semaphore
constinit unsigned running_in = 0; // forks() + 1 of the thread's process
constinit pending_call* first = nullptr;
constinit pending_call** end = &first;
sem_t calls; // their number

void wait_for(sem_t& semaphore) noexcept
{
    while (::sem_wait(&semaphore) != 0)
    {
    }
}

void* run(void*)
{
    for (;;)
    {
        wait_for(calls);
        pending_call* call;
        {
            std::lock_guard const guard(mutex);
            call = first;
            first = call->next;
            if (first == nullptr)
            {
                end = &first;
            }
        }
        call->function(call->argument);
        ::sem_post(&call->returned);
    }
}

int start_detached() noexcept
{
    pthread_attr_t detached;
    if (int const error = ::pthread_attr_init(&detached))
    {
        return error;
    }
    ::pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    pthread_t thread;
    int const error = ::pthread_create(&thread, &detached, run, nullptr);
    ::pthread_attr_destroy(&detached);
    return error;
}

} // namespace

int start_lasting_thread() noexcept
{
    auto const here = concur::detail::forks() + 1;
    // It is held until the thread exists, so that no other caller relies on a
    // thread that cannot be started.
    std::lock_guard const guard(mutex);
    if (running_in == here)
    {
        return 0;
    }
    running_in = 0;
    first = nullptr;
    end = &first;
    ::sem_init(&calls, 0, 0);
    int const error = start_detached();
    if (error == 0)
    {
        running_in = here;
    }
    return error;
}

void call_on_lasting_thread(void (*function)(void*) noexcept,
                            void* argument) noexcept
{
    pending_call call{function, argument};
    ::sem_init(&call.returned, 0, 0);
    {
        std::lock_guard const guard(mutex);
        *end = &call;
        end = &call.next;
    }
    ::sem_post(&calls);
    wait_for(call.returned);
    ::sem_destroy(&call.returned);
}

} // namespace concur::subprocess::detail::kernel
