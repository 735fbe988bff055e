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

/** The policy bag of a queue: its locks and waits. Derive your own from
    default_policy and replace members.

    `mutex` guards the links and counts of a queue. It is locked for a few
    instructions at a time, except while a PriorityQueue compares items. It is
    default-constructible, and has `lock()` and `unlock()`. With an optional
    `bool try_lock() noexcept`, put() and get() are faster while no thread
    waits. But this does not apply to a PriorityQueue, nor to items for which
    `moves_quietly` is false.

    A waiting thread sleeps on a `parker`. `park(limit)` returns true once for
    each call of `unpark()`, and false if the limit was reached. `await(n)`
    returns when `unpark()` has been called `n` times since construction. The
    queue calls `await(n)` only if these calls of `unpark()` come soon.

    `spins()` is the largest number of times that a thread checks the queue
    before it sleeps.
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

/** The policy bag for any number of threads and Asio executors. It is right for
    most programs.

    Threads sleep on a condition variable of Boost.Thread, so a wait is an
    interruption point. The main thread sleeps on a semaphore, so that a signal
    handler can wake it. Its wait is an interruption point only at the
    beginning.
*/
struct default_policy
{
    /// A lock that uses only one atomic word while no thread waits for it.
    using mutex = concur::detail::parking_lock;
    /// The object on which a waiting thread sleeps.
    using parker = concur::detail::parker;

    /// The number of spins that take two or three microseconds; 0 if there is
    /// only one processor.
    static unsigned spins() noexcept
    {
        return concur::detail::spins();
    }
};

/** The policy bag for one thread or one strand. Choose it for a queue that only
    one thread uses at a time, and whose calls are asynchronous or do not wait.

    Nothing is locked. No other thread could wake a waiting thread. So a call
    that would wait without a limit throws a RuntimeError, and a call with a
    limit gives up at once. Stalled operations are not detected. A put and a get
    take 11 ns instead of 14 ns (bin/bench/queue one-thread).
*/
struct single_thread_policy : default_policy
{
    /// A mutex that locks nothing.
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

    /// A parker that never sleeps.
    struct parker
    {
        /** Give up, since no other thread could wake this thread.

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

        /// Does nothing, since no thread sleeps on this parker.
        void unpark() noexcept {}

        /// Does nothing: no other thread could still be about to call
        /// unpark().
        void await(unsigned) noexcept {}
    };

    /// Return 0: there is no other thread to wait for.
    static unsigned spins() noexcept
    {
        return 0;
    }
};

} // namespace concur::queue

#endif
