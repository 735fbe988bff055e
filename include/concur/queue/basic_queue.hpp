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
#include <functional>
#include <type_traits>
#include <utility>

namespace concur::queue {

/** The base of the queues that have a bound and tasks: Queue, LifoQueue and
    PriorityQueue.

    The class queue_base has the functions that get items. It describes the
    order in which waiters for items are notified. Waiters for room are notified
    in the same order.
*/
template<queue_item T, queue_policy Policy, class Order>
class basic_queue : public queue_base<T, Policy, Order>
{
public:
    /** Wait until there is room, and add an item.

        @param item The item, which is copied or moved. An rvalue is moved from
        only if the call succeeds, or if a move or a comparison throws.
        @param wait Whether to wait. If false, `until` is ignored. Its keyword
        is `block`: `block = false`.
        @param until The limit of the wait: a duration, a time point or a stop
        token. Its keyword is `timeout`: `timeout = 5` is five seconds. Braces
        combine a duration or time point with a stop token.

        @throws Full There was no room, and none became free before the limit.
        @throws ShutDown The queue was shut down before the call, or while it
        waited.
        @throws ValueError A duration is negative, the call may wait, and the
        queue has a bound.
        @throws boost::thread_interrupted The thread was interrupted while it
        waited.
        @throws ... The exception of a copy, a move or a comparison of items, or
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

    /// Call put(std::move(item), true, until).
    void put(T&& item, limit const& until)
    {
        put(std::move(item), true, until);
    }

    /// Call put(item, true, until).
    void put(T const& item, limit const& until)
    {
        put(T(item), true, until);
    }

    /// Deleted: a plain number could mean `wait` or `until`.
    template<detail::ambiguous Number>
    void put(T&& item, Number) = delete;

    /// Deleted: a plain number could mean `wait` or `until`.
    template<detail::ambiguous Number>
    void put(T const& item, Number) = delete;

    /// Makes put() a compile-time error if the argument cannot be converted to
    /// T.
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

    /** Mark the task of one item as done.

        @throws ValueError All tasks are done already.
    */
    void task_done()
    {
        queue_->task_done();
    }

    /** Wait until task_done() was called for every item that was put.

        @param until The limit of the wait.

        @return True if all tasks are done. False if the limit was reached, if
        shutdown() has ever thrown items away, or if an object of class `task`
        has ever been destroyed without done(). The tasks of such items count as
        done.

        @throws ValueError A duration is negative.
        @throws boost::thread_interrupted The thread was interrupted while it
        waited.

        @par Difference from Python
        In Python, join() has neither limit nor result.
    */
    bool join(limit const& until = {})
    {
        return queue_.join(until);
    }

    /// The number of items that were put and whose tasks are not done.
    std::size_t unfinished_tasks() const
    {
        return queue_->unfinished();
    }

    /// Whether there is a bound and qsize() has reached it.
    bool full() const noexcept
    {
        return queue_->full();
    }

    /// The bound as it was given. Zero or less means no bound.
    std::ptrdiff_t maxsize() const noexcept
    {
        return queue_->maxsize();
    }

    /// Change the bound. If there are more items than the new bound allows,
    /// they stay in the queue. If the new bound makes room, waiters are
    /// notified.
    void maxsize(std::ptrdiff_t size)
    {
        queue_->set_maxsize(size);
    }

    /** End the queue: no more items can be put.

        The items in the queue can still be got. But if `drop` is true, they are
        thrown away and their tasks count as done. Waiting calls of put() throw
        ShutDown. Waiting calls of get() throw ShutDown when no item is left.

        @param drop Whether to throw the items away.

        @par Difference from Python
        Python has this function since 3.13. Here items are destroyed after all
        waiters were woken.
    */
    void shutdown(bool drop = false)
    {
        queue_->shutdown(drop);
    }

    /// Whether shutdown() was called.
    bool is_shutdown() const noexcept
    {
        return queue_->is_shutdown();
    }

    /** Start an operation that waits for room and adds an item. The call does
        not block.

        The handler is called as if by `boost::asio::post()` on its associated
        executor, never during this call. Until it completes, the operation can
        be cancelled through the handler's cancellation slot.

        If the operation ends with an error, the item is destroyed. To keep it,
        give `std::ref(item)` to the other overload.

        @param item The item. It is moved into the operation.
        @param token A completion token for `void(error_code)`. The error is
        `errc::shut_down`, `errc::comparison_failed`,
        `boost::asio::error::operation_aborted` or
        `boost::system::errc::not_enough_memory`.

        @throws ... The exception of a move of the item, or `std::bad_alloc`.
    */
    template<boost::asio::completion_token_for<void(boost::system::error_code)>
                 Token>
    auto async_put(T item, Token&& token)
    {
        using body = detail::put_body<T, engine_type>;
        return detail::initiate<void(boost::system::error_code), body>(
            std::forward<Token>(token), queue_.shared(), std::move(item));
    }

    /** Start an operation that waits for room and moves an item of the caller
        into the queue.

        The item is moved at the moment at which the put succeeds, just before
        the handler is called. If the operation ends with an error, if it never
        starts, or if its execution context is destroyed, the caller still has
        the item, unchanged. So a cancelled operation loses no item.

        The item is not a second argument of the handler, because that argument
        would be lost where an error is thrown, as `use_awaitable` does, and
        where the operator `||` of Asio drops the results of the operations that
        it cancels.

        @param item The result of `std::ref()`. The referenced item must exist,
        and must not be used, until the handler is called or destroyed.
        @param token A completion token for `void(error_code)`, with the errors
        of the other overload.

        @throws std::bad_alloc There is no memory for the operation.

        @pre The move construction and the move assignment of `T` do not throw;
        otherwise the call does not compile.
    */
    template<std::same_as<std::reference_wrapper<T>> Reference,
             boost::asio::completion_token_for<void(boost::system::error_code)>
                 Token>
    auto async_put(Reference item, Token&& token)
    {
        static_assert(std::is_nothrow_move_constructible_v<T> &&
                          std::is_nothrow_move_assignable_v<T>,
                      "async_put() of a reference: a move may throw");
        using body = detail::put_from_body<T, engine_type>;
        return detail::initiate<void(boost::system::error_code), body>(
            std::forward<Token>(token), queue_.shared(), &item.get());
    }

    /** Start an operation that completes when all tasks are done. The call does
        not block.

        The handler is called, and the operation can be cancelled, as with
        async_put().

        @param token A completion token for `void(error_code, bool)`. The second
        argument is the result of join(), or false after an error. The error is
        `boost::asio::error::operation_aborted`.
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
