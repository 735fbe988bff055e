// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/thread/lock.hpp>

#include <support/support.hpp>
#include <support/test_thread.hpp>
#include <support/typed_cases.hpp>

#include <boost/chrono/system_clocks.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>
#include <ratio>
#include <tuple>

namespace thread = concur::thread;
using namespace std::chrono_literals;

// The timed waits of a TimedLockable, by clocks and durations of all kinds.

namespace {

/// The steady clock with another epoch and in another unit.
template<class Duration, std::int64_t Begin>
struct shifted
{
    using rep = typename Duration::rep;
    using period = typename Duration::period;
    using duration = Duration;
    using time_point = std::chrono::time_point<shifted>;
    static constexpr bool is_steady = true;

    static inline std::atomic<int> looks{0};

    static time_point now()
    {
        ++looks;
        return time_point(
            duration(static_cast<rep>(Begin)) +
            std::chrono::duration_cast<duration>(
                std::chrono::steady_clock::now().time_since_epoch()));
    }
};

using std::chrono::milliseconds;
using std::chrono::nanoseconds;
constexpr auto first = std::numeric_limits<std::int64_t>::min();

using clocks = std::tuple<
    shifted<nanoseconds, 0>, shifted<nanoseconds, -(std::int64_t(1) << 62)>,
    shifted<nanoseconds, first>, shifted<milliseconds, -62'000'000'000'000>,
    shifted<milliseconds, std::int64_t(1) << 62>, shifted<milliseconds, first>,
    shifted<std::chrono::duration<double>, -6'000'000'000>,
    std::chrono::file_clock, std::chrono::system_clock,
    std::chrono::steady_clock, boost::chrono::steady_clock,
    boost::chrono::system_clock>;

template<class Clock>
int looks_of()
{
    if constexpr (requires { Clock::looks; })
    {
        return Clock::looks;
    }
    else
    {
        return 0;
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(clocks_)

// The wait sleeps until the lock is free: it reads the clock once or twice.
TEST_CASE_FOR_TYPES(the_last_moment, Clock, clocks)
{
    thread::LockType lock;
    lock.acquire();
    auto const before = looks_of<Clock>();
    std::atomic<bool> acquired{false};
    support::test_thread waiter(
        [&] { acquired = lock.try_lock_until((Clock::time_point::max)()); });
    BOOST_TEST(support::falls_asleep(waiter));
    BOOST_TEST(!acquired);
    lock.release();
    waiter.join();
    BOOST_TEST(acquired);
    BOOST_TEST(looks_of<Clock>() - before <= 3);
}

TEST_CASE_FOR_TYPES(moments_that_have_passed, Clock, clocks)
{
    thread::LockType lock;
    using time_point = typename Clock::time_point;
    for (auto const& at : {(time_point::min)(), Clock::now()})
    {
        BOOST_TEST(lock.try_lock_until(at)); // the lock is free
        BOOST_TEST(!lock.try_lock_until(at));
        lock.release();
    }
}

TEST_CASE_FOR_TYPES(moments_to_come, Clock, clocks)
{
    thread::LockType lock;
    lock.acquire();
    auto const at = Clock::now() + typename Clock::duration(1);
    BOOST_TEST(!lock.try_lock_until(at));
    BOOST_TEST((Clock::now() >= at));
}

// Time points in a unit that the clock does not have.
BOOST_AUTO_TEST_CASE(units)
{
    thread::LockType lock;
    lock.acquire();
    using std::chrono::time_point;
    using steady = std::chrono::steady_clock;
    using file = std::chrono::file_clock;
    BOOST_TEST(
        !lock.try_lock_until(time_point<steady, std::chrono::hours>::min()));
    BOOST_TEST(!lock.try_lock_until(
        time_point<std::chrono::system_clock,
                   std::chrono::duration<std::int8_t>>::min()));
    BOOST_TEST(!lock.try_lock_until(
        time_point<file, std::chrono::duration<float>>::min()));
    support::test_thread waiter([&] {
        EXPECT(
            lock.try_lock_until(time_point<steady, std::chrono::hours>::max()));
    });
    lock.release();
    waiter.join();
}

BOOST_AUTO_TEST_CASE(durations)
{
    thread::LockType lock;
    lock.acquire();
    using std::chrono::duration;
    BOOST_TEST(
        !lock.try_lock_for(duration<signed char, std::ratio<1, 256>>(1)));
    BOOST_TEST(!lock.try_lock_for(duration<std::int8_t, std::nano>(100)));
    BOOST_TEST(!lock.try_lock_for(std::chrono::hours::min()));
    BOOST_TEST(!lock.acquire(true, duration<std::int8_t, std::nano>(100)));
    support::test_thread waiter([&] {
        EXPECT(lock.try_lock_for(std::chrono::hours::max()));
        lock.release();
        EXPECT(lock.try_lock_for(duration<double>::max()));
    });
    lock.release();
    waiter.join();
}

BOOST_AUTO_TEST_SUITE_END()
