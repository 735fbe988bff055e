// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CORE_NAP_HPP
#define CONCUR_CORE_NAP_HPP

#include <concur/detail/uncancellable.hpp>

#include <chrono>
#include <thread>

namespace concur::detail {

/// Sleep for a moment, so that another thread can finish a short section. A
/// yield is not enough: under SCHED_FIFO a thread of lower priority would not
/// run.
inline void nap() noexcept
{
    uncancellable const whole;
    std::this_thread::sleep_for(std::chrono::microseconds(50));
}

} // namespace concur::detail

#endif
