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
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

namespace concur::queue {
namespace detail {

struct access;

/// A type that would convert to a flag, and might be meant as a time.
template<class T>
concept ambiguous =
    !std::same_as<T, bool> &&
    (std::is_arithmetic_v<T> ||
     (std::convertible_to<T, bool> && !std::convertible_to<T, limit>));

} // namespace detail

/// A type of which objects may be in a queue: it can be move-constructed, and
/// its destructor does not throw.
template<class T>
concept queue_item = std::is_object_v<T> && std::move_constructible<T>;

/** The base of all queues, with the functions that get items.

    Threads and asynchronous operations that wait are notified in the order of
    their arrival. A thread that is running may take an item before a notified
    thread wakes up, but only once: then an item is reserved for the latter. For
    an operation an item is reserved from the start. If its executor does not
    run, other waiters are notified instead after 10 to 20 milliseconds.

    A call that does not wait, and one whose limit has passed, takes an item
    that is there, reserved or not; so it finds what qsize() says.

    Items are moved, compared and destroyed while no lock is held, so that they
    may use the queue in these functions. There are two exceptions: a
    PriorityQueue compares under its lock, and items for which `moves_quietly`
    is true are moved under it.

    Waiting is an interruption point of Boost.Thread. On the main thread it runs
    the handlers of thread::interrupt_main().

    @par Exception safety
    Strong, unless a function says less: when it throws, the queue is as before.

    @par Thread safety
    Distinct objects: safe. Shared objects: safe, except construction and
    destruction. Threads that wait when the queue is destroyed go on waiting, as
    if nothing was ever put again; asynchronous operations end with
    `boost::asio::error::operation_aborted`. A queue with static storage is not
    destroyed when the program exits while other threads may use it.
*/
template<queue_item T, queue_policy Policy, class Order>
class queue_base
{
public:
    /// The type of the items.
    using value_type = T;
    /// What the queue is made of.
    using policy_type = Policy;

    queue_base(queue_base const&) = delete;
    queue_base& operator=(queue_base const&) = delete;

    /** Remove and return an item, waiting until there is one.

        @param wait Whether to wait. If not, the limit is ignored.
        @param until When to give up: a duration, a time point, a stop token, or
        a stop token with one of these, in braces. An item that is there at once
        is got even if the limit has passed.

        @return The next item in the queue's order.

        @throws Empty There was no item, or none came in time.
        @throws ShutDown The queue is shut down, and there is no item left.
        @throws ValueError A time is negative.
        @throws boost::thread_interrupted The thread was interrupted while it
        waited.
        @throws ... The exception of a move or a comparison of items; the item
        is then in the queue as before.
    */
    T get(bool wait = true, limit const& until = {})
    {
        return queue_.get(wait, until);
    }

    /// @copydoc get(bool, limit const&)
    T get(limit const& until)
    {
        return get(true, until);
    }

    /// A number alone could be either of two arguments.
    template<detail::ambiguous Number>
    T get(Number) = delete;

    /// get() without waiting.
    T get_nowait()
    {
        return get(false);
    }

    /** Wait for an item, and remove as many as there are, except those that are
        reserved for other waiters.

        @param most How many at the most. The call does not wait if it is zero.
        @param until When to give up waiting for the first one.

        @return At least one item, in the queue's order; none if `most` is zero.

        @throws ... The exceptions of get(), if there is no item to return.

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

        @throws ... The exception of a move or a comparison, or
        `std::bad_alloc`, if there is no item to return.

        @par Difference from Python
        There is no such function.
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

    /// True if qsize() is zero.
    bool empty() const noexcept
    {
        return qsize() == 0;
    }

    /** Remove an item as soon as there is one, without blocking.

        The handler is called as if by `boost::asio::post()` on its associated
        executor, never during this call. The item is taken just before the
        handler is called: an operation that was cancelled, or whose executor
       was destroyed, has taken none. The operation can be cancelled through the
        handler's cancellation slot.

        @param token A completion token for `void(error_code, T)`, or for
        `void(error_code, std::optional<T>)` if there is no default `T` to go
        with an error. The error is `errc::shut_down`,
        `errc::comparison_failed` or `boost::asio::error::operation_aborted`.

        @throws ... The exception of the default constructor of `T`.
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

/// Gives select() access to the implementation of a queue.
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
