// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_ENGINE_STALLS_HPP
#define CONCUR_QUEUE_DETAIL_ENGINE_STALLS_HPP

#include <concur/detail/forks.hpp>
#include <concur/queue/detail/engine.hpp>

#include <atomic>
#include <memory>
#include <type_traits>

// How long operations may keep others waiting. At the end of engine.hpp.

namespace concur::queue::detail {

// Guarded by an end of the queue. Without memory, or a thread, the next change
// of the line tries again.
template<class Policy, class Order>
void engine<Policy, Order>::watch(line const& l) noexcept
{
    // A mutex without state belongs to a queue of one thread.
    if constexpr (!std::is_empty_v<mutex>)
    {
        auto const here = concur::detail::forks() + 1;
        if (!l.may_stall() ||
            watched_in_.load(std::memory_order_relaxed) == here)
        {
            return;
        }
        if (watched_in_.exchange(here) != here &&
            !watch_for_stalls(std::shared_ptr<stallable>(
                this->weak_from_this().lock(), this)))
        {
            watched_in_ = 0;
        }
    }
}

// Whoever has locked the queue is not waited for: it may be comparing items for
// a long time, and other queues are waiting for their check.
template<class Policy, class Order>
bool engine<Policy, Order>::check_progress() noexcept
{
    wakeups woken;
    if (!try_lock_both())
    {
        return true;
    }
    bool const getting = check_progress(getters_, woken);
    bool const putting = check_progress(putters_, woken);
    idle_checks_ = getting || putting ? 0 : idle_checks_ + 1;
    // A queue that is used again and again is not forgotten at once.
    bool const again = idle_checks_ != most_idle_checks;
    if (!again)
    {
        idle_checks_ = 0;
        watched_in_ = 0;
    }
    unlock_both();
    return again;
}

// Guarded by both.
template<class Policy, class Order>
bool engine<Policy, Order>::check_progress(line& l, wakeups& woken) noexcept
{
    if (l.end_period() && (&l == &getters_ ? items() : room()) != 0)
    {
        l.call_in_place(woken);
    }
    return l.may_stall();
}

} // namespace concur::queue::detail

#endif
