// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_POLICY_HPP
#define CONCUR_QUEUE_POLICY_HPP

#include <concur/config.hpp>
#include <concur/detail/parker.hpp>
#include <concur/detail/parking_lock.hpp>
#include <concur/detail/spin.hpp>
#include <concur/errors.hpp>
#include <concur/limit.hpp>

#include <boost/throw_exception.hpp>

#include <concepts>

namespace concur::queue {

/** The policy of a queue: how it locks and waits. Derive from default_policy,
    and replace members.

    `mutex` guards the links and counts of a queue for a few instructions at a
    time. It is default-constructible, and has `lock()` and `unlock()`. It may
    have `bool try_lock() noexcept`. Then put() and get() are faster while no
    thread waits, except in queues that compare, and for items that do not move
    quietly.

    `parker` is where a waiting thread sleeps. `park(limit)` returns true once
    for each call of `unpark()`, and false when the limit comes first.
    `await(n)` returns after `n` calls of `unpark()` in all; these are sure to
    come soon.

    `spins()` is how many times a thread looks again before it sleeps.
*/
template<class P>
concept queue_policy = std::default_initializable<typename P::mutex> &&
    std::default_initializable<typename P::parker> &&
    requires(typename P::mutex& m, typename P::parker& p, limit const& l)
{
    m.lock();
    m.unlock();
    {
        p.park(l)
        } -> std::same_as<bool>;
    p.unpark();
    p.await(1u);
    {
        P::spins()
        } -> std::convertible_to<unsigned>;
};

/** The policy for any number of threads and of Asio's executors. It is the
    right one for most programs.

    Threads sleep in a condition variable of Boost.Thread, so that waiting is an
    interruption point.
*/
struct default_policy
{
    /// A lock of one atomic word.
    using mutex = concur::detail::parking_lock;
    /// Sleeps in a condition variable of Boost.Thread.
    using parker = concur::detail::parker;

    /// For two or three microseconds; not at all where there is one processor.
    static unsigned spins() noexcept
    {
        return concur::detail::spins();
    }
};

/** The policy for one thread, or one strand. Choose it for a queue that is
    never shared, and whose operations are asynchronous or do not wait.

    Nothing is locked. No other thread could wake a thread that waits: a call
    that would wait without a limit is an error, and one with a limit gives up
    at once. Nobody watches for operations whose executor does not run.
*/
struct single_thread_policy : default_policy
{
    /// Locks nothing.
    struct mutex
    {
        /// Does nothing.
        void lock() noexcept {}

        /// Does nothing.
        /// @return True.
        bool try_lock() noexcept
        {
            return true;
        }

        /// Does nothing.
        void unlock() noexcept {}
    };

    /// Never sleeps.
    struct parker
    {
        /** Give up, since nobody else could wake the thread.

            @return False.

            @throws RuntimeError There is no limit.
        */
        bool park(limit const& until)
        {
            if (!until.at() && !until.stop().stop_possible())
            {
                boost::throw_exception(
                    RuntimeError("a single thread would wait forever"));
            }
            return false;
        }

        /// Does nothing: no thread sleeps here.
        void unpark() noexcept {}
        void await(unsigned) noexcept {}
    };

    /// Never: there is no other thread to wait for.
    static unsigned spins() noexcept
    {
        return 0;
    }
};

} // namespace concur::queue

#endif
