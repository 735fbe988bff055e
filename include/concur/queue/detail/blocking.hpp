// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_BLOCKING_HPP
#define CONCUR_QUEUE_DETAIL_BLOCKING_HPP

#include <concur/config.hpp>
#include <concur/detail/parker.hpp>
#include <concur/detail/spin.hpp>
#include <concur/detail/waiter.hpp>
#include <concur/errors.hpp>
#include <concur/limit.hpp>
#include <concur/queue/detail/attempts.hpp>
#include <concur/queue/detail/engine.hpp>
#include <concur/queue/detail/node.hpp>
#include <concur/queue/errors.hpp>

#include <boost/throw_exception.hpp>

#include <memory>
#include <optional>

namespace concur::queue::detail {

/// Wakes the waiters that a blocking call notifies, when the call ends or
/// earlier. If the call waits, `engine` keeps the engine alive until the end of
/// the call, since the queue may be destroyed during the wait.
class call_wakeups : public wakeups
{
public:
    ~call_wakeups()
    {
        flush();
    }

    std::shared_ptr<void const> engine;
};

/// A thread in a wait queue, with the parker on which it sleeps.
template<class Parker>
class thread_waiter final : public queued_waiter
{
public:
    thread_waiter() : queued_waiter(false) {}

    void wake() noexcept override
    {
        parker_.unpark();
    }

    /// Sleep until the waiter is notified.
    /// @return False if the limit was reached.
    bool park(limit const& until)
    {
        return parker_.park(until);
    }

    void around_interrupts(concur::detail::interruption& i) noexcept
    {
        if constexpr (requires { parker_.around_interrupts(i); })
        {
            parker_.around_interrupts(i);
        }
    }

    /// Sleep until wake() was called `times` times since construction.
    void await(unsigned times) noexcept
    {
        parker_.await(times);
    }

private:
    Parker parker_;
};

/** The functions in which a thread may wait. */
template<class Engine>
class blocking
{
public:
    /// Wait for room, and return a node without an item. The put end is locked
    /// on return.
    static node* begin_put(Engine& e, bool may_wait, limit const& until,
                           call_wakeups& woken);

    /// Wait for an item, and unlink its node. The get end is locked on return.
    static node* begin_get(Engine& e, bool may_wait, limit const& until,
                           call_wakeups& woken);

    /// Wait until all tasks are done.
    /// @return False if the limit was reached or if an item was thrown away.
    static bool join(Engine& e, limit const& until);

private:
    using waiter_type = thread_waiter<typename Engine::policy::parker>;

    class interrupted_wait;

    template<class Take>
    static bool wait(Engine& e, wait_queue& q, bool may_wait,
                     limit const& until, call_wakeups& woken, Take take);
    static void wait_for_room(Engine& e, bool may_wait, limit const& until,
                              call_wakeups& woken);
    static node* wait_for_item(Engine& e, bool may_wait, limit const& until,
                               call_wakeups& woken);
};

} // namespace concur::queue::detail

#include <concur/queue/detail/blocking_impl.hpp>

namespace concur::queue::detail {

// These classes are compiled in the library.
extern template class CONCUR_QUEUE_DECL blocking<engine<default_policy, fifo>>;
extern template class CONCUR_QUEUE_DECL blocking<engine<default_policy, lifo>>;

} // namespace concur::queue::detail

#endif
