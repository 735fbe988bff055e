// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/thread/lock.hpp>

#include <concur/thread/errors.hpp>
#include <concur/thread/start_new_thread.hpp>

#include "threads.hpp"

#include <boost/chrono/duration.hpp>
#include <boost/chrono/system_clocks.hpp>
#include <boost/test/unit_test.hpp>
#include <boost/thread/lock_types.hpp>

#include <chrono>
#include <concepts>
#include <limits>
#include <mutex>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <type_traits>

// Locks in a program with one thread.

namespace thread = concur::thread;
using concur::deadline;
using concur::limit;
using concur::OverflowError;
using concur::ValueError;
using namespace std::chrono_literals;
using boost::unit_test::label;

namespace {

auto says(std::string const& text)
{
    return [text](std::exception const& e) { return e.what() == text; };
}

auto const no_timeout = says("can't specify a timeout for a non-blocking call");
auto const negative = says("timeout value must be positive");
auto const too_large = says("timeout value is too large");
auto const not_a_number = says("Invalid value NaN (not a number)");

// Check that arguments are an error with the lock free and with it held, and
// that the lock does not change.
template<class Error, class Says, class... Args>
void check_refused(Says const& said, Args const&... args)
{
    auto lock = thread::allocate_lock();
    BOOST_CHECK_EXCEPTION(lock.acquire(args...), Error, said);
    BOOST_TEST(!lock.locked());
    lock.acquire();
    BOOST_CHECK_EXCEPTION(lock.acquire(args...), Error, said);
    BOOST_TEST(lock.locked());
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(lock, leaves_no_thread)

BOOST_AUTO_TEST_CASE(a_lock_is_made_and_destroyed,
                     *label("py:thread.lock.construct_destroy"))
{
    thread::LockType unused;
    BOOST_TEST(!unused.locked());
}

BOOST_AUTO_TEST_CASE(allocate_lock_returns_a_free_lock,
                     *label("py:thread.lock_type") *
                         label("py:thread.allocate_lock.unlocked"))
{
    static_assert(
        std::same_as<decltype(thread::allocate_lock()), thread::LockType>);
    static_assert(!std::is_copy_constructible_v<thread::LockType>);
    static_assert(!std::is_move_constructible_v<thread::LockType>);
    auto lock = thread::allocate_lock();
    BOOST_TEST(!lock.locked());
    BOOST_TEST(lock.acquire(false));
}

BOOST_AUTO_TEST_CASE(a_lock_is_acquired_and_released,
                     *label("py:thread.lock.acquire_release") *
                         label("py:thread.lock.locked"))
{
    auto lock = thread::allocate_lock();
    for (int i = 0; i != 3; ++i)
    {
        BOOST_TEST(lock.acquire());
        BOOST_TEST(lock.locked());
        lock.release();
        BOOST_TEST(!lock.locked());
    }
}

BOOST_AUTO_TEST_CASE(a_held_lock_may_be_destroyed,
                     *label("py:thread.lock.destroy_while_held"))
{
    {
        auto lock = thread::allocate_lock();
        lock.acquire();
    }
    {
        auto lock = thread::allocate_lock();
        lock.acquire();
        BOOST_TEST(!lock.acquire(true, 0.001)); // a wait that times out
    }
}

BOOST_AUTO_TEST_CASE(acquire_asks_only_once_if_told_so,
                     *label("py:thread.lock.try_acquire_free"))
{
    auto lock = thread::allocate_lock();
    BOOST_TEST(lock.acquire(false));
    BOOST_TEST(lock.locked());
    BOOST_TEST(!lock.acquire(false));
    BOOST_TEST(lock.locked());
    lock.release();
    BOOST_TEST(lock.acquire(true));
}

BOOST_AUTO_TEST_CASE(locks_are_independent,
                     *label("py:thread.lock.independent"))
{
    auto one = thread::allocate_lock();
    auto other = thread::allocate_lock();
    one.acquire();
    BOOST_TEST(!other.locked());
    BOOST_TEST(other.acquire(false));
    one.release();
    BOOST_TEST(other.locked());
}

BOOST_AUTO_TEST_CASE(releasing_a_free_lock_is_an_error,
                     *label("py:thread.lock.release.unlocked") *
                         label("py:thread.error.alias"))
{
    static_assert(std::same_as<thread::error, concur::RuntimeError>);
    static_assert(std::derived_from<thread::error, std::runtime_error>);
    auto lock = thread::allocate_lock();
    for (int i = 0; i != 2; ++i)
    {
        BOOST_CHECK_EXCEPTION(lock.release(), thread::error,
                              says("release unlocked lock"));
        BOOST_TEST(!lock.locked());
        BOOST_TEST(lock.acquire());
        lock.release();
    }
    // The same after a wait that timed out.
    lock.acquire();
    BOOST_TEST(!lock.acquire(true, 0.001));
    lock.release();
    BOOST_CHECK_EXCEPTION(lock.release(), thread::error,
                          says("release unlocked lock"));
    BOOST_TEST(lock.acquire(false));
}

BOOST_AUTO_TEST_CASE(the_text_of_a_free_lock_has_its_address,
                     *label("py:thread.lock.repr_unlocked"))
{
    auto lock = thread::allocate_lock();
    std::ostringstream text;
    text << "<unlocked _thread.lock object at " << static_cast<void*>(&lock)
         << '>';
    BOOST_TEST(to_string(lock) == text.str());
    std::ostringstream out;
    out << lock;
    BOOST_TEST(out.str() == text.str());
}

BOOST_AUTO_TEST_CASE(the_text_of_a_held_lock_has_its_address,
                     *label("py:thread.lock.repr_locked"))
{
    auto lock = thread::allocate_lock();
    lock.acquire();
    std::ostringstream text;
    text << "<locked _thread.lock object at " << static_cast<void*>(&lock)
         << '>';
    BOOST_TEST(to_string(lock) == text.str());
    // The same after a wait that timed out.
    BOOST_TEST(!lock.acquire(true, 0));
    BOOST_TEST(to_string(lock) == text.str());
}

BOOST_AUTO_TEST_CASE(
    a_timeout_may_be_that_which_is_none,
    *label("py:thread.lock.acquire.nonblocking_default_timeout"))
{
    auto lock = thread::allocate_lock();
    BOOST_TEST(lock.acquire(false, -1));
    BOOST_TEST(!lock.acquire(false, -1));
    BOOST_TEST(!lock.acquire(false, -1s));
    BOOST_TEST(!lock.acquire(false, std::nullopt));
    lock.release();
    BOOST_TEST(lock.acquire(true, -1));
    lock.release();
    BOOST_TEST(lock.acquire(true, std::nullopt));
    lock.release();
    BOOST_TEST(lock.acquire(std::nullopt));
}

BOOST_AUTO_TEST_CASE(
    no_timeout_goes_with_a_call_that_does_not_block,
    *label("py:thread.lock.acquire.nonblocking_any_timeout_rejected"))
{
    for (double const t : {1.0, 0.0, 0.5, -2.0, -0.5})
    {
        check_refused<ValueError>(no_timeout, false, t);
    }
    check_refused<ValueError>(no_timeout, false, 1);
    check_refused<ValueError>(no_timeout, false, 100ms);
    check_refused<ValueError>(no_timeout, false, deadline::clock::now());
    check_refused<ValueError>(no_timeout, false,
                              std::stop_source().get_token());
    check_refused<ValueError>(no_timeout, false,
                              limit(-1, std::stop_source().get_token()));
    // A number that is too large is an error; there is little room between
    // TIMEOUT_MAX and that number.
    check_refused<OverflowError>(too_large, false, 1e100);
    check_refused<OverflowError>(too_large, false, 9223372037);
    check_refused<ValueError>(no_timeout, false, thread::TIMEOUT_MAX + 0.5);
}

BOOST_AUTO_TEST_CASE(
    a_negative_timeout_is_refused,
    *label("py:thread.lock.acquire.negative_timeout_other_than_minus_one"))
{
    for (double const t :
         {-0.5, -100.0, -1e-9, -1.0000001, -thread::TIMEOUT_MAX - 0.5})
    {
        check_refused<ValueError>(negative, true, t);
    }
    check_refused<ValueError>(negative, true, -1ms);
    check_refused<ValueError>(negative, -1ms);
    check_refused<ValueError>(negative, limit(-5));
}

BOOST_AUTO_TEST_CASE(a_timeout_that_is_no_number_is_refused,
                     *label("py:thread.lock.acquire.nan"))
{
    auto const nan = std::numeric_limits<double>::quiet_NaN();
    check_refused<ValueError>(not_a_number, true, nan);
    check_refused<ValueError>(not_a_number, false, nan);
}

BOOST_AUTO_TEST_CASE(the_longest_timeout_has_pythons_value,
                     *label("py:thread.timeout_max.value"))
{
    static_assert(thread::TIMEOUT_MAX == 9223372036.0);
}

BOOST_AUTO_TEST_CASE(a_longer_timeout_is_refused,
                     *label("py:thread.timeout_max.exceeded"))
{
    auto const infinite = std::numeric_limits<double>::infinity();
    for (double const t : {thread::TIMEOUT_MAX + 1, 1e100, infinite, -1e100,
                           -thread::TIMEOUT_MAX - 1})
    {
        check_refused<OverflowError>(too_large, true, t);
    }
    check_refused<OverflowError>(too_large, std::chrono::hours::max());
    check_refused<OverflowError>(too_large, limit(1e12));
    static_assert(std::derived_from<OverflowError, std::overflow_error>);
    static_assert(std::derived_from<ValueError, std::invalid_argument>);

    auto lock = thread::allocate_lock();
    BOOST_TEST(lock.acquire(true, thread::TIMEOUT_MAX));
}

BOOST_AUTO_TEST_CASE(a_timeout_ends_a_wait, *label("py:thread.lock.timeout"))
{
    auto lock = thread::allocate_lock();
    BOOST_CHECK_THROW(lock.acquire(false, 1), ValueError);
    BOOST_CHECK_THROW(lock.acquire(true, -100), ValueError);
    BOOST_CHECK_THROW(lock.acquire(true, 1e100), OverflowError);
    BOOST_CHECK_THROW(lock.acquire(true, thread::TIMEOUT_MAX + 1),
                      OverflowError);
    BOOST_TEST(lock.acquire(true, thread::TIMEOUT_MAX));
    lock.release();
    BOOST_TEST(lock.acquire(true, 5));
    auto const begin = std::chrono::steady_clock::now();
    BOOST_TEST(!lock.acquire(true, 0.5));
    auto const took = std::chrono::steady_clock::now() - begin;
    BOOST_TEST((took >= 500ms));
    BOOST_TEST((took < 25s));
}

BOOST_AUTO_TEST_CASE(a_timeout_of_zero_asks_once,
                     *label("py:thread.lock.acquire.timeout_zero"))
{
    auto lock = thread::allocate_lock();
    BOOST_TEST(lock.acquire(true, 0));
    BOOST_TEST(!lock.acquire(true, 0));
    BOOST_TEST(!lock.acquire(true, -0.0));
    BOOST_TEST(!lock.acquire(0s));
    lock.release();
    BOOST_TEST(lock.acquire(0s));
}

BOOST_AUTO_TEST_CASE(a_lock_is_whole_after_a_timeout,
                     *label("py:thread.lock.state_after_timeout"))
{
    auto lock = thread::allocate_lock();
    lock.acquire();
    BOOST_TEST(!lock.acquire(true, 0.01));
    lock.release();
    BOOST_TEST(!lock.locked());
    BOOST_TEST(lock.acquire(false));
}

BOOST_AUTO_TEST_CASE(every_kind_of_limit_ends_a_wait)
{
    auto lock = thread::allocate_lock();
    lock.acquire();
    auto const now = deadline::clock::now();
    BOOST_TEST(!lock.acquire(1ms));
    BOOST_TEST(!lock.acquire(std::optional(0.001)));
    BOOST_TEST(!lock.acquire(now + 1ms));
    BOOST_TEST(!lock.acquire(now - 1h));
    BOOST_TEST(!lock.acquire(deadline(now)));
    std::stop_source stopped;
    stopped.request_stop();
    BOOST_TEST(!lock.acquire(stopped.get_token()));
    BOOST_TEST(!lock.acquire(limit(60s, stopped.get_token())));
    BOOST_TEST(!lock.acquire(limit(1ms, std::stop_source().get_token())));
    BOOST_TEST(!lock.acquire(true, now));
    BOOST_TEST(!lock.acquire(true, stopped.get_token()));
    // -1 means no timeout, but the token is a limit.
    BOOST_TEST(!lock.acquire(limit(-1, stopped.get_token())));

    // A free lock is acquired even if the limit has passed.
    lock.release();
    BOOST_TEST(lock.acquire(stopped.get_token()));
    lock.release();
    BOOST_TEST(lock.acquire(now - 1h));
}

BOOST_AUTO_TEST_CASE(a_guard_holds_the_lock_for_a_scope,
                     *label("py:thread.lock.with_statement") *
                         label("py:thread.lock.with_value"))
{
    auto lock = thread::allocate_lock();
    {
        std::unique_lock const guard(lock);
        BOOST_TEST(guard.owns_lock());
        BOOST_TEST(lock.locked());
    }
    BOOST_TEST(!lock.locked());
    auto const failing = [&] {
        std::lock_guard const guard(lock);
        BOOST_TEST(lock.locked());
        throw std::runtime_error("passes on");
    };
    BOOST_CHECK_EXCEPTION(failing(), std::runtime_error, says("passes on"));
    BOOST_TEST(!lock.locked());
}

BOOST_AUTO_TEST_CASE(a_guard_takes_a_lock_released_inside_for_released,
                     *label("py:thread.lock.with_released_inside"))
{
    // Python's `with` fails when it releases the lock, and so does release().
    // The destructor of the guard cannot throw.
    auto lock = thread::allocate_lock();
    {
        std::lock_guard const guard(lock);
        lock.release();
        BOOST_CHECK_THROW(lock.release(), thread::error);
    }
    BOOST_TEST(!lock.locked());
    BOOST_TEST(lock.acquire(false));
    static_assert(noexcept(lock.unlock()));
}

BOOST_AUTO_TEST_CASE(standard_guards_take_locks)
{
    auto one = thread::allocate_lock();
    auto other = thread::allocate_lock();
    {
        std::scoped_lock const both(one, other);
        BOOST_TEST(one.locked());
        BOOST_TEST(other.locked());
        BOOST_TEST(!std::unique_lock(one, std::try_to_lock).owns_lock());
        BOOST_TEST(!std::unique_lock(one, 1ms).owns_lock());
        auto const now = std::chrono::steady_clock::now();
        BOOST_TEST(!std::unique_lock(one, now + 1ms).owns_lock());
        BOOST_TEST(!one.try_lock_for(-1h));
        BOOST_TEST(!one.try_lock_for(std::chrono::duration<float>(0.001f)));
        BOOST_TEST(!one.try_lock_until(std::chrono::system_clock::now() + 1ms));
        BOOST_TEST(
            !one.try_lock_until(std::chrono::system_clock::time_point()));
        BOOST_TEST(
            !one.try_lock_until(std::chrono::steady_clock::time_point::min()));
    }
    BOOST_TEST(std::unique_lock(one, 1h).owns_lock());
    BOOST_TEST(!one.locked());
    BOOST_TEST(one.try_lock_until(std::chrono::system_clock::now() - 1h));
    BOOST_TEST(other.try_lock_for(0s));
}

BOOST_AUTO_TEST_CASE(boosts_guards_take_locks)
{
    using milliseconds = boost::chrono::milliseconds;
    auto lock = thread::allocate_lock();
    {
        boost::unique_lock<thread::LockType> const guard(lock);
        BOOST_TEST(lock.locked());
        boost::unique_lock<thread::LockType> other(lock, boost::defer_lock);
        BOOST_TEST(!other.try_lock());
        BOOST_TEST(!other.try_lock_for(milliseconds(1)));
        BOOST_TEST(!other.try_lock_until(boost::chrono::steady_clock::now() +
                                         milliseconds(1)));
        BOOST_TEST(!other.try_lock_until(boost::chrono::system_clock::now() +
                                         milliseconds(1)));
    }
    boost::unique_lock<thread::LockType> const guard(lock, milliseconds(1));
    BOOST_TEST(guard.owns_lock());
}

BOOST_AUTO_TEST_SUITE_END()
