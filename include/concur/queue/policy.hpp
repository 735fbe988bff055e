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

/** What a queue is made of; derive from default_policy and replace members.

    `mutex` guards the queue's links and counts for a few instructions at a
    time; it is default-constructible, with `lock()` and `unlock()`.

    `parker` is where a thread sleeps that has to wait: `park(limit)` returns
    true after `unpark()` was called, once for each call of it, and false when
    the limit comes first; `await(n)` returns when `unpark()` has been called n
    times in all, which is promised to happen soon.

    `spins()` says how often a thread looks again before it sleeps.
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

/** Any number of threads and of Asio's executors: the right one, unless a
    program has a reason.

    Threads sleep in a condition variable of Boost.Thread, so that waiting is an
    interruption point.
*/
struct default_policy
{
    using mutex = concur::detail::parking_lock;
    using parker = concur::detail::parker;

    static unsigned spins() noexcept
    {
        return concur::detail::spins();
    }
};

/** One thread, or one strand: choose it where a queue is never shared, and
    operations are asynchronous or do not wait.

    Nothing is locked. Whoever would have to block could never be woken: without
    a limit that is an error, and with one the call gives up at once.
*/
struct single_thread_policy : default_policy
{
    struct mutex
    {
        void lock() noexcept {}

        bool try_lock() noexcept
        {
            return true;
        }

        void unlock() noexcept {}
    };

    struct parker
    {
        bool park(limit const& until)
        {
            if (!until.at() && !until.stop().stop_possible())
            {
                boost::throw_exception(
                    RuntimeError("a single thread would wait forever"));
            }
            return false;
        }

        void unpark() noexcept {}
        void await(unsigned) noexcept {}
    };

    static unsigned spins() noexcept
    {
        return 0;
    }
};

} // namespace concur::queue

#endif
