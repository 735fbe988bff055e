// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_SELECT_HPP
#define CONCUR_QUEUE_SELECT_HPP

#include <concur/config.hpp>
#include <concur/detail/misuse.hpp>
#include <concur/limit.hpp>
#include <concur/queue/detail/selection.hpp>
#include <concur/queue/errors.hpp>
#include <concur/queue/queue_base.hpp>

#include <boost/throw_exception.hpp>

#include <concepts>
#include <type_traits>
#include <utility>
#include <variant>

namespace concur::queue {

/// A queue for select(). Moves of its items do not throw, so that no item is
/// lost. Its policy has the parker of default_policy.
template<class Queue>
concept selectable = requires
{
    typename Queue::value_type;
}
&&std::is_nothrow_move_constructible_v<typename Queue::value_type>&&
    std::same_as<typename Queue::policy_type::parker, concur::detail::parker>;

/** Get an item from one of several queues.

    The call waits until a queue has an item. If several queues have items,
    successive calls prefer different queues. A call that returns takes one item
    from one queue. A call that throws takes no item.

    @param until The limit of the wait.
    @param queues The queues. Their classes and item types may differ. Empty
    queues that were shut down are ignored.

    @return The item. Its `index()` is the position of its queue among the
    arguments.

    @throws Empty No item came before the limit.
    @throws ShutDown All queues are shut down and empty.
    @throws ValueError A duration is negative.
    @throws boost::thread_interrupted The thread was interrupted while it
    waited.
    @throws ... The exception of a comparison.

    @par Difference from Python
    Python has no such function.
*/
template<selectable... Queues>
requires(sizeof...(Queues) != 0)
    std::variant<typename Queues::value_type...> select(limit const& until,
                                                        Queues&... queues)
{
    detail::check_not_negative(until);
    detail::selection<
        std::remove_reference_t<decltype(detail::access::queue(queues))>...>
    selection(detail::access::queue(queues)...);
    auto item = selection.wait(until);
    if (!item)
    {
        boost::throw_exception(Empty());
    }
    return std::move(*item);
}

/// select() without a limit.
template<selectable First, selectable... Queues>
std::variant<typename First::value_type, typename Queues::value_type...>
select(First& first, Queues&... queues)
{
    return queue::select(limit(), first, queues...);
}

/// Makes select() a compile-time error if an argument after a queue is not
/// selectable.
template<selectable First, class... Rest>
requires(!(selectable<Rest> &&
           ...)) std::variant<typename First::value_type> select(First& first,
                                                                 Rest&&...)
{
    static_assert(concur::detail::right_use<First>,
                  "select() takes a limit first, and queues");
    return queue::select(first);
}

} // namespace concur::queue

#endif
