// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/detail/background_thread.hpp>

#include <csignal>

#include <pthread.h>
#include <unistd.h>

namespace concur::detail {
namespace {

void* run(void* body)
{
    reinterpret_cast<void (*)()>(body)();
    return nullptr;
}

} // namespace

bool start_background_thread(void (*body)()) noexcept
{
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    if (::pthread_sigmask(SIG_SETMASK, &all, &before) != 0)
    {
        return false;
    }
    pthread_t thread;
    auto const failed =
        ::pthread_create(&thread, nullptr, run, reinterpret_cast<void*>(body));
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (failed != 0)
    {
        return false;
    }
    ::pthread_detach(thread);
    return true;
}

long process_id() noexcept
{
    return ::getpid();
}

} // namespace concur::detail
