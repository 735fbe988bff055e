// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_BASIC_QUEUE_HPP
#define CONCUR_QUEUE_BASIC_QUEUE_HPP

#include <concur/config.hpp>
#include <concur/errors.hpp>
#include <concur/limit.hpp>
#include <concur/queue/detail/async.hpp>
#include <concur/queue/detail/item_queue.hpp>
#include <concur/queue/error.hpp>
#include <concur/queue/keywords.hpp>
#include <concur/queue/policy.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/system/error_code.hpp>

#include <concepts>
#include <cstddef>
#include <limits>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace concur::queue {

/// What may be in a queue: anything that can be moved into a new object, and
/// whose destructor does not throw.
template<class T>
concept queue_item = std::is_object_v<T> && std::move_constructible<T>;

/** What Queue, LifoQueue and PriorityQueue have in common.

    Threads and asynchronous operations that wait for an item, or for room,
   stand in one line in the order in which they came. An item that is there may
   be taken by a thread that passes by while the first of the line wakes up, but
    from nobody twice; an operation is not passed over at all.

    Items are moved, compared and destroyed while no lock is held, except that a
    PriorityQueue compares under its lock. They may use the queue while they
    are.

    Waiting is an interruption point of Boost.Thread. On the main thread it runs
    the handlers of thread::interrupt_main().

    @par Exception safety
    Strong, unless a function says less: when it throws, the queue is as before.

    @par Thread safety
    Distinct objects: safe. Shared objects: safe, except construction and
    destruction. No thread may be waiting when the queue is destroyed;
    asynchronous operations then end with
    `boost::asio::error::operation_aborted`.
*/
template<queue_item T, queue_policy Policy, class Order>
class basic_queue
{
public:
    using value_type = T;
    using policy_type = Policy;

    basic_queue(basic_queue const&) = delete;
    basic_queue& operator=(basic_queue const&) = delete;

    /** Add an item, waiting until there is room.

        @param item Moved from only when the call succeeds, or when a comparison
        throws.
        @param block Whether to wait. If not, the limit is ignored.
        @param until When to give up: a time, a moment, a stop token, or a token
        with one of these, in braces.

        @throws Full There was no room, or none became free in time.
        @throws ShutDown The queue is shut down, or was while the call waited.
        @throws ValueError A time is negative and the queue is bounded.
        @throws boost::thread_interrupted The thread was interrupted while it
        waited.
        @throws ... What a move or a comparison of items throws, or
        `std::bad_alloc`.
    */
    void put(T&& item, bool block = true, limit const& until = {})
    {
        queue_.put(std::move(item), block, until);
    }

    /// @copydoc put(T&&, bool, limit const&)
    void put(T const& item, bool block = true, limit const& until = {})
    {
        put(T(item), block, until);
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
    template<class Number>
    requires std::is_arithmetic_v<Number>
    void put(T&& item, Number) = delete;

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

    /** Remove and return an item, waiting until there is one.

        @param block Whether to wait. If not, the limit is ignored.
        @param until When to give up; see put().

        @return The next item in the queue's order.

        @throws Empty There was no item, or none came in time.
        @throws ShutDown The queue is shut down, and there is no item left.
        @throws ValueError A time is negative.
        @throws boost::thread_interrupted The thread was interrupted while it
        waited.
        @throws ... What a move or a comparison of items throws; the item is
       then still the next one of the queue.
    */
    T get(bool block = true, limit const& until = {})
    {
        return queue_.get(block, until);
    }

    /// @copydoc get(bool, limit const&)
    T get(limit const& until)
    {
        return get(true, until);
    }

    /// A number alone could be either of two arguments.
    template<class Number>
    requires std::is_arithmetic_v<Number> T get(Number)
    = delete;

    /// get() without waiting.
    T get_nowait()
    {
        return get(false);
    }

    /** Wait for an item, and remove as many as there are.

        @param most How many at the most. None are waited for if it is zero.
        @param until When to give up waiting for the first one.

        @return At least one item, in the queue's order.

        @throws ... What get() throws, as long as there is no item to return.

        @par Difference from Python
        There is no such function.
    */
    std::vector<T> get_many(std::size_t most, limit const& until = {})
    {
        return queue_.get_many(most, true, until);
    }

    /** Remove all items that are there, without waiting.

        @return The items, in the queue's order; none if the queue is empty,
       shut down or not.

        @par Difference from Python
        There is no such function.
    */
    std::vector<T> drain()
    {
        return queue_.drain();
    }

    /** Say that the work on an item that was put is done.

        @throws ValueError It was called more often than items were put.
    */
    void task_done()
    {
        queue_->task_done();
    }

    /** Wait until task_done() was called for every item that was put.

        @param until When to give up.

        @return True if all work is done. False if the limit came first, or if
        shutdown() has thrown items away: these count as done, though nobody has
        worked on them.

        @throws ValueError A time is negative.
        @throws boost::thread_interrupted The thread was interrupted while it
        waited.

        @par Difference from Python
        There is no limit, and no result.
    */
    bool join(limit const& until = {})
    {
        return queue_->join(until);
    }

    /// The number of items that were put, and not marked by task_done().
    std::size_t unfinished_tasks() const
    {
        return queue_->unfinished();
    }

    /// The number of items at some moment during the call.
    std::size_t qsize() const noexcept
    {
        return queue_->size();
    }

    /// True if qsize() is zero.
    bool empty() const noexcept
    {
        return qsize() == 0;
    }

    /// True if there is a bound, and qsize() has reached it.
    bool full() const noexcept
    {
        return queue_->full();
    }

    /// The bound as it was given; zero or less sets none.
    std::ptrdiff_t maxsize() const noexcept
    {
        return queue_->maxsize();
    }

    /// Change the bound. Items that are too many stay; who waits for room and
    /// now has it goes on.
    void maxsize(std::ptrdiff_t size)
    {
        queue_->set_maxsize(size);
    }

    /** End the queue: no more items can be put.

        Those that are there can still be got, unless `immediate` throws them
        away and marks them as done. Everybody who waits to put, or who waits to
        get and will never have anything, goes on with ShutDown.

        @param immediate Whether to throw the items away.

        @par Difference from Python
        From Python 3.13. Items are destroyed after everybody was woken.
    */
    void shutdown(bool immediate = false)
    {
        queue_->shutdown(immediate);
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
        `errc::shut_down` or `boost::asio::error::operation_aborted`.
    */
    template<boost::asio::completion_token_for<void(boost::system::error_code)>
                 Token>
    auto async_put(T item, Token&& token)
    {
        using body = detail::put_body<T, engine_type>;
        return detail::initiate<void(boost::system::error_code), body>(
            std::forward<Token>(token), queue_.shared(), std::move(item));
    }

    /** Remove an item as soon as there is one, without blocking.

        Runs as async_put() does. The item is taken in the moment in which the
        handler is called: an operation that is cancelled, or whose executor is
        gone, has taken none.

        @param token A completion token for `void(error_code, T)`, or for
        `void(error_code, std::optional<T>)` if there is no default `T` to go
        with an error.
    */
    template<boost::asio::completion_token_for<void(boost::system::error_code,
                                                    detail::async_item<T>)>
                 Token>
    requires std::is_nothrow_move_constructible_v<T>
    auto async_get(Token&& token)
    {
        using body = detail::get_body<T, engine_type>;
        return detail::initiate<
            void(boost::system::error_code, detail::async_item<T>), body>(
            std::forward<Token>(token), queue_.shared());
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
        : queue_(maxsize, std::forward<Args>(args)...)
    {
    }

    ~basic_queue() = default;

private:
    friend struct detail::access;

    using engine_type = detail::engine<Policy, Order>;

    detail::item_queue<T, Policy, Order> queue_;
};

} // namespace concur::queue

#endif
