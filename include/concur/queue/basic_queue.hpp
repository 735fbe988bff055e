// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_BASIC_QUEUE_HPP
#define CONCUR_QUEUE_BASIC_QUEUE_HPP

#include <concur/config.hpp>
#include <concur/detail/misuse.hpp>
#include <concur/errors.hpp>
#include <concur/limit.hpp>
#include <concur/queue/detail/async.hpp>
#include <concur/queue/detail/operations.hpp>
#include <concur/queue/errors.hpp>
#include <concur/queue/keywords.hpp>
#include <concur/queue/policy.hpp>
#include <concur/queue/queue_base.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/system/error_code.hpp>

#include <concepts>
#include <cstddef>
#include <utility>

namespace concur::queue {

/** The base of Queue, LifoQueue and PriorityQueue, which have a bound and
    tasks.

    Waiters for room are notified by the same rule as waiters for items. It is
    described with queue_base, which has the functions that get items.
*/
template<queue_item T, queue_policy Policy, class Order>
class basic_queue : public queue_base<T, Policy, Order>
{
public:
    /** Add an item, waiting until there is room.

        @param item It is moved from only if the call succeeds, or if a
        comparison throws.
        @param wait Whether to wait. If not, the limit is ignored.
        @param until When to give up: a duration, a time point, a stop token, or
        a stop token with one of these, in braces.

        @throws Full There was no room, or none became free in time.
        @throws ShutDown The queue is shut down, or was while the call waited.
        @throws ValueError A time is negative and the queue is bounded.
        @throws boost::thread_interrupted The thread was interrupted while it
        waited.
        @throws ... The exception of a move or a comparison of items, or
        `std::bad_alloc`.
    */
    void put(T&& item, bool wait = true, limit const& until = {})
    {
        queue_.put(std::move(item), wait, until);
    }

    /// @copydoc put(T&&, bool, limit const&)
    void put(T const& item, bool wait = true, limit const& until = {})
    {
        put(T(item), wait, until);
    }

    /// @copydoc put(T&&, bool, limit const&)
    void put(T&& item, limit const& until)
    {
        put(std::move(item), true, until);
    }

    /// @copydoc put(T&&, bool, limit const&)
    void put(T const& item, limit const& until)
    {
        put(T(item), true, until);
    }

    /// A number alone could be either of two arguments.
    template<detail::ambiguous Number>
    void put(T&& item, Number) = delete;

    /// A number alone could be either of two arguments.
    template<detail::ambiguous Number>
    void put(T const& item, Number) = delete;

    /// A type that does not convert to T does not compile.
    template<class Other>
    requires(!std::convertible_to<Other, T>) void put(Other&&, auto&&...)
    {
        static_assert(concur::detail::right_use<Other>,
                      "put() of what is no item: another type, or not moved");
    }

    /// put() without waiting.
    void put_nowait(T&& item)
    {
        put(std::move(item), false);
    }

    /// put() without waiting.
    void put_nowait(T const& item)
    {
        put(item, false);
    }

    /** Count the work on one item that was put as done.

        @throws ValueError It was called more often than items were put.
    */
    void task_done()
    {
        queue_->task_done();
    }

    /** Wait until task_done() was called for every item that was put.

        @param until When to give up.

        @return True if all work is done. False if the limit came first, or if
        shutdown() has thrown items away, which count as done without any work.

        @throws ValueError A time is negative.
        @throws boost::thread_interrupted The thread was interrupted while it
        waited.

        @par Difference from Python
        There is no limit, and no result.
    */
    bool join(limit const& until = {})
    {
        return queue_.join(until);
    }

    /// The number of items that were put, and not marked by task_done().
    std::size_t unfinished_tasks() const
    {
        return queue_->unfinished();
    }

    /// True if there is a bound, and `qsize()` has reached it.
    bool full() const noexcept
    {
        return queue_->full();
    }

    /// The bound as it was given; zero or less sets none.
    std::ptrdiff_t maxsize() const noexcept
    {
        return queue_->maxsize();
    }

    /// Change the bound. Items above a lower bound stay in the queue. Waiters
    /// that have room under a higher bound are notified.
    void maxsize(std::ptrdiff_t size)
    {
        queue_->set_maxsize(size);
    }

    /** End the queue: no more items can be put.

        Items that are there can still be got, unless `drop` is true: then they
        are thrown away, and count as done. Calls that wait to put throw
        ShutDown, and so do calls that wait to get once there is no item left.

        @param drop Whether to throw the items away.

        @par Difference from Python
        This function is from Python 3.13. Items are destroyed after all waiters
        were woken.
    */
    void shutdown(bool drop = false)
    {
        queue_->shutdown(drop);
    }

    /// True after shutdown().
    bool is_shutdown() const noexcept
    {
        return queue_->is_shutdown();
    }

    /** Add an item as soon as there is room, without blocking.

        The handler is called as if by `boost::asio::post()` on its associated
        executor, never during this call. The operation can be cancelled through
        the handler's cancellation slot until it completes; the item is then
        destroyed.

        @param token A completion token for `void(error_code)`. The error is
        `errc::shut_down`, `errc::comparison_failed`,
        `boost::asio::error::operation_aborted` or
        `boost::system::errc::not_enough_memory`.
    */
    template<boost::asio::completion_token_for<void(boost::system::error_code)>
                 Token>
    auto async_put(T item, Token&& token)
    {
        using body = detail::put_body<T, engine_type>;
        return detail::initiate<void(boost::system::error_code), body>(
            std::forward<Token>(token), queue_.shared(), std::move(item));
    }

    /** Complete as soon as every item that was put is done, without blocking.

        Runs as async_put() does.

        @param token A completion token for `void(error_code, bool)`; the flag
        is what join() returns.
    */
    template<
        boost::asio::completion_token_for<void(boost::system::error_code, bool)>
            Token>
    auto async_join(Token&& token)
    {
        using body = detail::join_body<engine_type>;
        return detail::initiate<void(boost::system::error_code, bool), body>(
            std::forward<Token>(token), queue_.shared());
    }

protected:
    template<class... Args>
    explicit basic_queue(std::ptrdiff_t maxsize, Args&&... args)
        : base(maxsize, std::forward<Args>(args)...)
    {
    }

    ~basic_queue() = default;

private:
    using base = queue_base<T, Policy, Order>;
    using base::queue_;
    using typename base::engine_type;
};

} // namespace concur::queue

#endif
