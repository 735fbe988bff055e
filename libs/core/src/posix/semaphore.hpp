// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CORE_POSIX_SEMAPHORE_HPP
#define CONCUR_CORE_POSIX_SEMAPHORE_HPP

#include <chrono>
#include <ctime>

#include <semaphore.h>

namespace concur::detail {

/// Wait until the semaphore is posted or `left` has passed. May return early.
void wait_semaphore(sem_t& s, std::chrono::nanoseconds left);

/// The time that a clock will show when `left` has passed.
inline timespec after(clockid_t clock, std::chrono::nanoseconds left) noexcept
{
    timespec at{};
    ::clock_gettime(clock, &at);
    auto const s = std::chrono::duration_cast<std::chrono::seconds>(left);
    at.tv_sec += static_cast<std::time_t>(s.count());
    at.tv_nsec += static_cast<long>((left - s).count());
    if (at.tv_nsec >= 1'000'000'000)
    {
        at.tv_nsec -= 1'000'000'000;
        ++at.tv_sec;
    }
    return at;
}

} // namespace concur::detail

#endif
