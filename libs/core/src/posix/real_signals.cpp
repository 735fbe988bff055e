// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/detail/brief_lock.hpp>
#include <concur/detail/interrupts.hpp>
#include <concur/errors.hpp>

#include <array>
#include <cerrno>
#include <csignal>
#include <mutex>

namespace concur::detail {
namespace {

extern "C" void on_signal(int signum)
{
    auto const keep = errno;
    post_interrupt(signum);
    errno = keep;
}

struct caught
{
    int users = 0;
    struct sigaction before = {};
};

brief_lock lock; // guards `all`
std::array<caught, NSIG> all;

} // namespace

void catch_signal(int signum)
{
    // SA_RESTART is not set, so that the signal ends a blocking call, as in
    // Python.
    struct sigaction action = {};
    action.sa_handler = on_signal;
    ::sigemptyset(&action.sa_mask);

    std::unique_lock guard(lock);
    auto& it = all[static_cast<std::size_t>(signum)];
    if (it.users == 0 && ::sigaction(signum, &action, &it.before) != 0)
    {
        auto const error = errno;
        guard.unlock();
        throw_os_error(error);
    }
    ++it.users;
}

void release_signal(int signum) noexcept
{
    std::lock_guard const guard(lock);
    auto& it = all[static_cast<std::size_t>(signum)];
    if (--it.users != 0)
    {
        return;
    }
    struct sigaction now = {};
    // If the program has set another signal handler since then, that handler
    // stays.
    if (::sigaction(signum, nullptr, &now) == 0 &&
        (now.sa_flags & SA_SIGINFO) == 0 && now.sa_handler == on_signal)
    {
        ::sigaction(signum, &it.before, nullptr);
    }
}

} // namespace concur::detail
