// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_SIMPLE_QUEUE_HPP
#define CONCUR_QUEUE_SIMPLE_QUEUE_HPP

#include <concur/config.hpp>
#include <concur/limit.hpp>
#include <concur/queue/basic_queue.hpp>
#include <concur/queue/detail/orders.hpp>
#include <concur/queue/policy.hpp>

#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

namespace concur::queue {

/** An unbounded queue without tasks, whose items leave in the order in which
    they came.

    put() never waits for room, nor for anybody who gets, and may be called by
    whatever code the queue itself calls: the destructor of an item, for
   example.

    @tparam T A type that can be moved.
    @tparam Policy How it locks and waits; see default_policy.

    @par Exception safety
    Strong.

    @par Thread safety
    As basic_queue.
*/
template<queue_item T, queue_policy Policy = default_policy>
class SimpleQueue
{
public:
    using value_type = T;
    using policy_type = Policy;

    SimpleQueue() : queue_(0) {}
    SimpleQueue(SimpleQueue const&) = delete;
    SimpleQueue& operator=(SimpleQueue const&) = delete;

    /** Add an item.

        `block` and `until` are there so that the queue can stand in for a
       Queue; they have no effect.

        @throws ... What a move of the item throws, or `std::bad_alloc`.
    */
    void put(T&& item, bool block = true, limit const& until = {})
    {
        static_cast<void>(block);
        static_cast<void>(until);
        queue_.put(std::move(item), false, {});
    }

    /// @copydoc put(T&&, bool, limit const&)
    void put(T const& item, bool block = true, limit const& until = {})
    {
        put(T(item), block, until);
    }

    /// @copydoc put(T&&, bool, limit const&)
    void put(T&& item, limit const&)
    {
        put(std::move(item));
    }

    /// @copydoc put(T&&, bool, limit const&)
    void put(T const& item, limit const&)
    {
        put(item);
    }

    /// The same as put().
    void put_nowait(T&& item)
    {
        put(std::move(item));
    }

    /// The same as put().
    void put_nowait(T const& item)
    {
        put(item);
    }

    /// @copydoc basic_queue::get(bool, limit const&)
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

    /// @copydoc basic_queue::get_many(std::size_t, limit const&)
    std::vector<T> get_many(std::size_t most, limit const& until = {})
    {
        return queue_.get_many(most, true, until);
    }

    /// @copydoc basic_queue::drain()
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

    /// @copydoc basic_queue::async_get()
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

private:
    friend struct detail::access;

    using engine_type = detail::engine<Policy, detail::fifo>;

    detail::item_queue<T, Policy, detail::fifo> queue_;
};

} // namespace concur::queue

#endif
