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

/// A queue that select() can get from: one whose items move without throwing,
/// so that none is lost on its way out, and whose policy has threads sleep as
/// default_policy does.
template<class Queue>
concept selectable = requires
{
    typename Queue::value_type;
}
&&std::is_nothrow_move_constructible_v<typename Queue::value_type>&&
    std::same_as<typename Queue::policy_type::parker, concur::detail::parker>;

/** Get an item from the first of several queues that has one.

    Waits until there is one. If several queues have items, the turn goes round
    from call to call. An item is taken from no more than one queue, and nothing
    is taken when the call ends otherwise.

    @param until When to give up.
    @param queues The queues, of any kinds and items. A queue that is shut down
    and empty is left out of account.

    @return The item; its `index()` is the position of its queue in the call.

    @throws Empty No item came in time.
    @throws ShutDown All queues are shut down and empty.
    @throws ValueError A time is negative.
    @throws boost::thread_interrupted The thread was interrupted while it
    waited.
    @throws ... What a comparison throws.

    @par Difference from Python
    There is no such function.
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

/// @copydoc select(limit const&, Queues&...)
template<selectable First, selectable... Queues>
std::variant<typename First::value_type, typename Queues::value_type...>
select(First& first, Queues&... queues)
{
    return queue::select(limit(), first, queues...);
}

/// The limit stands before the queues.
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
