// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_QUEUE_BASE_HPP
#define CONCUR_QUEUE_QUEUE_BASE_HPP

#include <concur/config.hpp>
#include <concur/errors.hpp>
#include <concur/limit.hpp>
#include <concur/queue/detail/async.hpp>
#include <concur/queue/detail/operations.hpp>
#include <concur/queue/detail/typed_queue.hpp>
#include <concur/queue/errors.hpp>
#include <concur/queue/policy.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/system/error_code.hpp>

#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

namespace concur::queue {
namespace detail {

struct access;

/// A number type, or another type that converts to bool but not to a limit. An
/// argument of such a type may not be meant as `wait`.
template<class T>
concept ambiguous =
    !std::same_as<T, bool> &&
    (std::is_arithmetic_v<T> ||
     (std::convertible_to<T, bool> && !std::convertible_to<T, limit>));

} // namespace detail

/// A type of items: it can be move-constructed, and its destructor does not
/// throw.
template<class T>
concept queue_item = std::is_object_v<T> && std::move_constructible<T>;

/** The base of all queues, with the functions that get items.

    Waiters are notified in the order of their arrival. A waiter is a thread or
    an asynchronous operation. A running thread may take an item before a
    notified thread wakes up, but only once: then an item is reserved for the
    notified thread. An operation has a reservation from the start. If its
    executor does not run, other waiters are notified instead after 10 to 20
    milliseconds.

    A call that does not wait, or whose limit has passed, may take a reserved
    item. So a reservation does not hide an item that qsize() counts.

    Items are moved and destroyed while no lock is held. So the move and the
    destructor of an item may use the queue. But items for which `moves_quietly`
    is true may be moved under the lock. A PriorityQueue compares items under
    its lock.

    A wait is an interruption point of Boost.Thread. A wait on the main thread
    runs interrupt handlers, and throws their exceptions; see
    thread::interrupt_main(). With `single_thread_policy`, a call that would
    wait without a limit throws a RuntimeError.

    @par Exception safety
    Strong, unless the comment of a function says less: if a function throws,
    the queue has not changed.

    @par Thread safety
    Distinct objects: safe. Shared objects: safe, except construction and
    destruction. Threads that wait when the queue is destroyed go on waiting, as
    if the queue was never used again. Asynchronous operations complete with
    `boost::asio::error::operation_aborted`. A static queue stays usable for
    other threads while the program exits.
*/
template<queue_item T, queue_policy Policy, class Order>
class queue_base
{
public:
    /// The type of the items.
    using value_type = T;
    /// The policy bag of the queue.
    using policy_type = Policy;

    queue_base(queue_base const&) = delete;
    queue_base& operator=(queue_base const&) = delete;

    /** Wait until there is an item, then remove and return it.

        @param wait Whether to wait. If false, `until` is ignored. Its keyword
        is `block`: `block = false`.
        @param until The limit of the wait: a duration, a time point or a stop
        token. Its keyword is `timeout`: `timeout = 5` is five seconds. Braces
        combine a duration or time point with a stop token. If the queue has an
        item, the call gets it even if the limit has passed.

        @return The next item in the queue's order.

        @throws Empty There was no item, and none came before the limit.
        @throws ShutDown The queue was shut down, and no item is left.
        @throws ValueError A duration is negative and the call may wait.
        @throws boost::thread_interrupted The thread was interrupted while it
        waited.
        @throws ... The exception of a move or a comparison of items. Then the
        item stays in the queue.
    */
    T get(bool wait = true, limit const& until = {})
    {
        return queue_.get(wait, until);
    }

    /// Call get(true, until).
    T get(limit const& until)
    {
        return get(true, until);
    }

    /// Deleted: a plain number could mean `wait` or `until`.
    template<detail::ambiguous Number>
    T get(Number) = delete;

    /// get() without waiting.
    T get_nowait()
    {
        return get(false);
    }

    /** Wait for an item, then remove at most `most` items. Items that are
        reserved for other waiters stay, unless the limit has passed.

        @param most The largest number of items to remove. If it is zero, the
        call does not wait.
        @param until The limit of the wait for the first item.

        @return At least one item, in the queue's order. No items if `most` is
        zero.

        @throws ... The exceptions of get(), or `std::bad_alloc`. But if the
        move or comparison of a later item throws, the items before it are
        returned.

        @par Difference from Python
        Python has no such function.
    */
    std::vector<T> get_many(std::size_t most, limit const& until = {})
    {
        return queue_.get_many(most, true, until);
    }

    /** Remove all items without waiting.

        @return The items, in the queue's order. No items if the queue is empty,
        even if it was shut down. If the move or comparison of a later item
        throws, that item stays in the queue, and only the items before it are
        returned.

        @throws ... The exception of the move or comparison of the first item,
        or `std::bad_alloc`.

        @par Difference from Python
        Python has no such function.
    */
    std::vector<T> drain()
    {
        return queue_.drain();
    }

    /// The number of items at some moment during the call.
    std::size_t qsize() const noexcept
    {
        return queue_->size();
    }

    /// Whether qsize() is zero.
    bool empty() const noexcept
    {
        return qsize() == 0;
    }

    /** Start an operation that waits for an item and removes it. The call does
        not block.

        The handler is called as if by `boost::asio::post()` on its associated
        executor, never during this call. The item is removed just before the
        handler is called. If the operation was cancelled, or its execution
        context was destroyed, no item is removed. The operation can be
        cancelled through the handler's cancellation slot.

        @param token A completion token for `void(error_code, T)`, or for
        `void(error_code, std::optional<T>)` if `T` has no default constructor.
        After an error the value is a default `T` or `std::nullopt`. The error
        is `errc::shut_down`, `errc::comparison_failed` or
        `boost::asio::error::operation_aborted`.

        @throws ... The exception of the default constructor of `T`, or
        `std::bad_alloc`.
    */
    template<boost::asio::completion_token_for<void(boost::system::error_code,
                                                    detail::async_item<T>)>
                 Token>
    requires std::is_nothrow_move_constructible_v<T>
    auto async_get(Token&& token)
    {
        using signature =
            void(boost::system::error_code, detail::async_item<T>);
        return detail::initiate<signature, detail::get_body<T, engine_type>>(
            std::forward<Token>(token), queue_.shared());
    }

protected:
    using engine_type = detail::engine<Policy, Order>;

    template<class... Args>
    explicit queue_base(std::ptrdiff_t bound, Args&&... args)
        : queue_(bound, std::forward<Args>(args)...)
    {
    }

    ~queue_base() = default;

    detail::typed_queue<T, Policy, Order> queue_;

private:
    friend struct detail::access;
};

namespace detail {

/// Gives the library access to the implementation of a queue.
struct access
{
    template<class T, class Policy, class Order>
    static auto& queue(queue_base<T, Policy, Order>& source) noexcept
    {
        return source.queue_;
    }

    template<class T, class Policy, class Order>
    static auto& queue(queue_base<T, Policy, Order> const& source) noexcept
    {
        return source.queue_;
    }
};

} // namespace detail
} // namespace concur::queue

#endif
