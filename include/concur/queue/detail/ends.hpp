// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_ENDS_HPP
#define CONCUR_QUEUE_DETAIL_ENDS_HPP

#include <concur/config.hpp>
#include <concur/queue/detail/node.hpp>
#include <concur/queue/detail/node_pool.hpp>

#include <atomic>
#include <cstddef>
#include <limits>

// The two ends of a queue, each with the data that its lock guards. The counter
// that threads at the other end read has a cache line of its own.

namespace concur::queue::detail {

/// The lock of the get end in a one-ended queue. It is empty, since the lock of
/// the put end guards both ends.
struct no_mutex
{
};

/** The end at which nodes are linked.

    A put that has found room may unlock this end and link its node later. Until
    then it claims the room, so that no other put takes it. If the queue has a
    bound that was not lowered, `puts + claims - gets <= bound`.

    @par Thread safety
    Guarded by `mutex`, except puts(), which may be called at any time.
*/
template<class Mutex>
class put_end
{
public:
    alignas(64) Mutex mutex;

    /// The number of nodes that were ever linked.
    std::size_t puts() const noexcept
    {
        return puts_.load(std::memory_order_acquire);
    }

    void count_put() noexcept
    {
        puts_.store(puts_.load(std::memory_order_relaxed) + 1,
                    std::memory_order_release);
    }

    /// Claim room for a put that will link its node later.
    void claim_room() noexcept
    {
        ++claims_;
    }

    /// End the claim of a put: it links its node now, or has given up.
    void release_room() noexcept
    {
        --claims_;
    }

    std::size_t claims() const noexcept
    {
        return claims_;
    }

    /// The number of puts for which there is room under a bound.
    /// @param exact If false, the result may be too small, but it is 0 only if
    /// there is no room. The number of gets, which is in a cache line of the
    /// other end, is then read less often.
    template<class GetEnd>
    std::size_t room(std::ptrdiff_t bound, GetEnd const& other,
                     bool exact) noexcept
    {
        if (bound <= 0)
        {
            return std::numeric_limits<std::size_t>::max();
        }
        auto const begun = puts_.load(std::memory_order_relaxed) + claims_;
        auto const most = static_cast<std::size_t>(bound);
        if (exact || begun - seen_gets_ >= most)
        {
            seen_gets_ = other.gets();
        }
        auto const there = begun - seen_gets_;
        return there < most ? most - there : 0;
    }

    free_nodes free;

private:
    std::size_t seen_gets_ = 0;
    std::size_t claims_ = 0;
    alignas(64) std::atomic<std::size_t> puts_{0};
};

/** The end at which nodes are unlinked.

    An unlinked node is in use until its item was moved out or it is linked
    again. gets() counts the items that were moved out or dropped.

    @par Thread safety
    Guarded by `mutex`, except gets(), which may be called at any time.
*/
template<class Mutex>
class get_end
{
public:
    explicit get_end(std::size_t node_size) noexcept : retired(node_size) {}

    alignas(64) [[no_unique_address]] Mutex mutex;

    /// The number of items that were got or dropped.
    std::size_t gets() const noexcept
    {
        return gets_.load(std::memory_order_acquire);
    }

    /// Note that a node was unlinked.
    void begin_use() noexcept
    {
        ++in_use_;
    }

    /// Note that an unlinked node was linked again or counted by count_gets().
    void end_use() noexcept
    {
        --in_use_;
    }

    /// The number of unlinked nodes that gets() does not count yet.
    std::size_t in_use() const noexcept
    {
        return in_use_;
    }

    void count_gets(std::size_t number) noexcept
    {
        gets_.store(gets_.load(std::memory_order_relaxed) + number,
                    std::memory_order_release);
    }

    retired_nodes retired;

private:
    std::size_t in_use_ = 0;
    alignas(64) std::atomic<std::size_t> gets_{0};
};

} // namespace concur::queue::detail

#endif
