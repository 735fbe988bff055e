// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_ASYNC_SELECT_HPP
#define CONCUR_QUEUE_ASYNC_SELECT_HPP

#include <concur/config.hpp>
#include <concur/queue/detail/async.hpp>
#include <concur/queue/detail/select_body.hpp>
#include <concur/queue/errors.hpp>
#include <concur/queue/queue_base.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

namespace concur::queue {

/// A queue for async_select(). Moves of its items do not throw, so that no item
/// is lost.
template<class Queue>
concept async_selectable = requires(Queue& q)
{
    typename Queue::value_type;
    detail::access::queue(q);
}
&&std::is_nothrow_move_constructible_v<typename Queue::value_type>;

namespace detail {

template<class... Queues>
using select_signature =
    void(boost::system::error_code,
         async_item<std::variant<typename Queues::value_type...>>);

/// The last argument of async_select() is the token, the others are queues.
template<class Numbers, class... Arguments>
struct select_arguments;

template<std::size_t... I, class... Arguments>
struct select_arguments<std::index_sequence<I...>, Arguments...>
{
    template<std::size_t Number>
    using type = std::tuple_element_t<Number, std::tuple<Arguments...>>;

    static constexpr bool are_queues =
        (std::is_lvalue_reference_v<type<I>> && ...) &&
        (async_selectable<std::remove_reference_t<type<I>>> && ...);
};

template<class... Arguments>
concept queues_and_token =
    sizeof...(Arguments) >= 2 &&
    select_arguments<std::make_index_sequence<sizeof...(Arguments) - 1>,
                     Arguments...>::are_queues;

template<class Token, class... Queues>
auto start_select(Token&& token, Queues&... queues)
{
    using body = select_body<
        std::remove_reference_t<decltype(access::queue(queues))>...>;
    return initiate<select_signature<Queues...>, body>(
        std::forward<Token>(token), access::queue(queues).shared()...);
}

} // namespace detail

/** Start an operation that gets an item from one of several queues: the
    asynchronous form of select(). The call does not block.

    The operation waits until a queue has an item. If several queues have items,
    successive operations prefer different queues. An operation that succeeds
    takes one item from one queue, just before the handler is called. An
    operation that is cancelled, or whose execution context is destroyed, takes
    no item. So no item is dropped, unlike with nested operators `||` of Asio.

    The handler is called, and the operation can be cancelled, as with
    async_get().

    @param arguments The queues, then a completion token. The classes and item
    types of the queues may differ. Empty queues that were shut down, and queues
    that were destroyed, are ignored.
    The token is for `void(error_code, std::variant<T...>)`, or for
    `void(error_code, std::optional<std::variant<T...>>)` if the first item type
    has no default constructor. `T...` are the item types. The `index()` of the
    variant is the position of the queue among the arguments. After an error the
    value is a default variant or `std::nullopt`. The error is
    - `errc::shut_down`: all queues were shut down and are empty
    - `errc::comparison_failed`: a comparison threw; the comparison_error() of
      its queue returns the exception
    - `boost::asio::error::operation_aborted`: the operation was cancelled, or
      all queues have ended, at least one of them by its destruction

    @throws ... The exception of the default constructor of the first item type,
    or `std::bad_alloc`.

    @par Difference from Python
    Python has no such function.
*/
template<class... Arguments>
auto async_select(Arguments&&... arguments)
{
    constexpr bool good = detail::queues_and_token<Arguments...>;
    static_assert(good, "async_select() takes queues, then a completion token");
    if constexpr (good)
    {
        auto all = std::forward_as_tuple(std::forward<Arguments>(arguments)...);
        return [&]<std::size_t... I>(std::index_sequence<I...>)
        {
            return detail::start_select(std::get<sizeof...(I)>(std::move(all)),
                                        std::get<I>(all)...);
        }
        (std::make_index_sequence<sizeof...(Arguments) - 1>());
    }
}

} // namespace concur::queue

#endif
