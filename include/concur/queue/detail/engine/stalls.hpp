// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_ENGINE_STALLS_HPP
#define CONCUR_QUEUE_DETAIL_ENGINE_STALLS_HPP

#include <concur/detail/background_thread.hpp>
#include <concur/queue/detail/engine.hpp>

#include <atomic>
#include <cstddef>
#include <memory>
#include <type_traits>

// How long operations may keep others waiting. At the end of engine.hpp.

namespace concur::queue::detail {

// Guarded by the end that calls those of the line. Without memory, the next
// change of the line tries again.
template<class Policy, class Order>
void engine<Policy, Order>::watch(line const& l) noexcept
{
    // A mutex without state belongs to a queue of one thread.
    if constexpr (!std::is_empty_v<mutex>)
    {
        if (!l.may_stall())
        {
            return;
        }
        auto const here = concur::detail::process_id();
        if (watched_in_.exchange(here) != here &&
            !watch_for_stalls(std::shared_ptr<stallable>(
                this->weak_from_this().lock(), this)))
        {
            watched_in_ = 0;
        }
    }
}

template<class Policy, class Order>
bool engine<Policy, Order>::check_progress() noexcept
{
    wakeups woken;
    lock_both();
    bool const getting =
        check_progress(getters_, gets_.load(std::memory_order_relaxed), woken);
    bool const putting =
        check_progress(putters_, puts_.load(std::memory_order_relaxed), woken);
    bool const again = getting || putting;
    if (!again)
    {
        watched_in_ = 0;
    }
    unlock_both();
    return again;
}

// Guarded by both.
template<class Policy, class Order>
bool engine<Policy, Order>::check_progress(line& l, std::size_t taken,
                                           wakeups& woken) noexcept
{
    if (l.empty() || (&l == &getters_ ? items() : room()) == 0)
    {
        l.calm();
        return false;
    }
    if (l.stalled(taken))
    {
        l.stall(woken);
    }
    return true;
}

} // namespace concur::queue::detail

#endif
