// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/popen.hpp>
#include <concur/subprocess/run.hpp>

#include <concur/detail/interrupts.hpp>
#include <concur/errors.hpp>

#include <support/reaped_later.hpp>
#include <support/support.hpp>
#include <support/when_main_sleeps.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include <unistd.h>

// An interrupt ends a wait for a child. The child then gets a moment to end by
// itself, since the terminal has sent Control-C to it as well.

namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;
using boost::unit_test::label;
using concur::KeyboardInterrupt;

namespace {

struct interruptible
{
    interruptible()
    {
        concur::detail::allow_interrupts();
    }

    leaves_no_trace trace;
};

// Check that a body throws, after at least the moment and within a bound.
void check_takes_a_moment(std::function<void()> const& body)
{
    auto const begin = std::chrono::steady_clock::now();
    BOOST_CHECK_THROW(body(), KeyboardInterrupt);
    auto const took = std::chrono::steady_clock::now() - begin;
    BOOST_TEST((took >= 250ms));
    BOOST_TEST((took < 60s));
}

// The same, with an interrupt while the body waits.
void check_moment(std::function<void()> const& body)
{
    when_main_sleeps const other(
        [] { concur::detail::post_interrupt(SIGINT); });
    check_takes_a_moment(body);
}

// The same, for a body that kills its child after the moment.
void check_kills(std::function<void()> const& body)
{
    BOOST_TEST(leaves_no_child([&] { check_moment(body); }, 500ms));
}

auto forever()
{
    return child({"forever"});
}

// The command of a child that ends soon after an interrupt, as if it had got
// Control-C, and writes to a file before.
auto polite(std::string const& file)
{
    return std::vector<std::string>{"/bin/sh", "-c",
                                    "sleep 0.05; echo ended > '" + file + "'"};
}

// Check that a child which ends by itself is not killed. One that is too slow
// to end in its moment is no failure.
void check_polite(std::function<void(std::vector<std::string>)> const& body)
{
    scratch_directory const place;
    for (int i = 0;; ++i)
    {
        auto const file = place.path() + "/said" + std::to_string(i);
        concur::detail::post_interrupt(SIGINT); // handled as the wait begins
        BOOST_CHECK_THROW(body(polite(file)), KeyboardInterrupt);
        bool const ended = read_file(file) == "ended\n";
        BOOST_TEST(reaped_later());
        if (ended)
        {
            break;
        }
        BOOST_TEST_REQUIRE(i < 20);
    }
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(control_c, interruptible)

BOOST_AUTO_TEST_CASE(a_call_waits_a_moment_and_kills,
                     *label("py:subprocess.interrupt.call_no_open_ended_wait"))
{
    check_kills([] { sp::call(forever()); });
    check_kills([] { sp::call(forever(), sp::timeout = 1000); });
    check_kills([] { sp::check_call(forever()); });
}

BOOST_AUTO_TEST_CASE(a_run_waits_a_moment_and_kills,
                     *label("py:subprocess.interrupt.run_no_open_ended_wait"))
{
    check_kills([] { sp::run(forever()); });
    check_kills([] { sp::run(forever(), sp::capture_output); });
    check_kills([] { sp::run(forever(), sp::timeout = 1000); });
    check_kills([] { sp::check_output(forever()); });
}

BOOST_AUTO_TEST_CASE(a_child_may_end_by_itself)
{
    using arguments = std::vector<std::string>;
    check_polite([](arguments const& a) { sp::run(a); });
    check_polite([](arguments const& a) { sp::run(a, sp::capture_output); });
    check_polite([](arguments const& a) { sp::call(a); });
    check_polite([](arguments const& a) { sp::Popen(a).wait(); });
    check_polite([](arguments const& a) { sp::Popen(a).close_and_wait(); });
}

BOOST_AUTO_TEST_CASE(a_timeout_bounds_the_moment)
{
    sp::Popen p(forever());
    concur::detail::post_interrupt(SIGINT);
    BOOST_CHECK_THROW(p.wait(100h), KeyboardInterrupt);
    // The child has had its moment: the next interrupt ends the wait at once.
    auto const begin = std::chrono::steady_clock::now();
    concur::detail::post_interrupt(SIGINT);
    BOOST_CHECK_THROW(p.wait(), KeyboardInterrupt);
    BOOST_TEST((std::chrono::steady_clock::now() - begin < 60s));
    p.kill();
    p.wait();
}

// A scope that an interrupt leaves does not wait for ever for its child.
BOOST_AUTO_TEST_CASE(
    a_scope_that_is_left_waits_a_moment,
    *label("py:subprocess.interrupt.context_manager_no_open_ended_wait"))
{
    long pid = 0;
    auto const kill = [&] {
        BOOST_TEST(::kill(static_cast<pid_t>(pid), SIGKILL) == 0);
        BOOST_TEST(reaped_later());
    };
    // The interrupt comes outside of a wait for the child.
    check_takes_a_moment([&] {
        sp::Popen p(forever());
        pid = p.pid();
        concur::detail::post_interrupt(SIGINT);
        concur::detail::handle_interrupts();
    });
    kill();
    // The interrupt comes in a wait for the child: there is no second moment.
    check_moment([&] {
        sp::Popen p(forever());
        pid = p.pid();
        p.wait();
    });
    kill();
    // The interrupt comes at the end of the scope: the next wait throws it.
    check_moment([&] {
        {
            sp::Popen p(forever());
            pid = p.pid();
        }
        concur::detail::handle_interrupts();
    });
    kill();
    check_moment([&] {
        sp::Popen p(forever());
        pid = p.pid();
        p.close_and_wait();
    });
    kill();
}

BOOST_AUTO_TEST_CASE(other_exceptions_wait_for_the_child)
{
    scratch_directory const place;
    auto const file = place.path() + "/said";
    concur::detail::post_interrupt(SIGINT);
    BOOST_CHECK_THROW(concur::detail::handle_interrupts(), KeyboardInterrupt);
    // An interrupt that was caught before does not shorten the wait.
    BOOST_CHECK_THROW(
        {
            sp::Popen p(
                {"/bin/sh", "-c", "sleep 0.5; echo ended > '" + file + "'"});
            throw std::runtime_error("other");
        },
        std::runtime_error);
    BOOST_TEST(read_file(file) == "ended\n");
}

BOOST_AUTO_TEST_SUITE_END()
