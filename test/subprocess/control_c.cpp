// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/popen.hpp>
#include <concur/subprocess/run.hpp>

#include <concur/detail/interrupts.hpp>
#include <concur/errors.hpp>

#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

// What becomes of a child when an interrupt ends the wait for it: it gets a
// moment to end by itself, since the terminal has sent Control-C to it too.

namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;
using boost::unit_test::label;
using concur::KeyboardInterrupt;

namespace {

// Interrupts the main thread when it sleeps.
class interrupter
{
public:
    interrupter()
        : thread_([] {
              eventually([] { return asleep(::getpid()); });
              concur::detail::post_interrupt(SIGINT);
          })
    {
    }

    ~interrupter()
    {
        thread_.join();
    }

private:
    std::thread thread_;
};

struct interruptible
{
    interruptible()
    {
        concur::detail::allow_interrupts();
    }

    leaves_no_trace trace;
};

// That a body throws after no less than the moment, and not without bound.
void check_takes_a_moment(std::function<void()> const& body)
{
    auto const begin = std::chrono::steady_clock::now();
    BOOST_CHECK_THROW(body(), KeyboardInterrupt);
    auto const took = std::chrono::steady_clock::now() - begin;
    BOOST_TEST((took >= 250ms));
    BOOST_TEST((took < 60s));
}

// The same, interrupted while it waits.
void check_moment(std::function<void()> const& body)
{
    interrupter const other;
    check_takes_a_moment(body);
}

auto forever()
{
    return child({"forever"});
}

// Ends soon after an interrupt, as a child that has got Control-C; then its
// word is in the file.
auto polite(std::string const& file)
{
    return std::vector<std::string>{"/bin/sh", "-c",
                                    "sleep 0.05; echo ended > '" + file + "'"};
}

// A child that ends by itself does so unharmed.
void check_polite(std::function<void(std::vector<std::string>)> const& body)
{
    scratch_directory const place;
    auto const file = place.path() + "/said";
    concur::detail::post_interrupt(SIGINT); // handled as the wait begins
    BOOST_CHECK_THROW(body(polite(file)), KeyboardInterrupt);
    BOOST_TEST(read_file(file) == "ended\n");
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(control_c, interruptible)

BOOST_AUTO_TEST_CASE(a_call_waits_a_moment_and_kills,
                     *label("py:subprocess.interrupt.call_no_open_ended_wait"))
{
    check_moment([] { sp::call(forever()); });
    check_moment([] { sp::call(forever(), sp::timeout = 1000); });
    check_moment([] { sp::check_call(forever()); });
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_CASE(a_run_waits_a_moment_and_kills,
                     *label("py:subprocess.interrupt.run_no_open_ended_wait"))
{
    check_moment([] { sp::run(forever()); });
    check_moment([] { sp::run(forever(), sp::capture_output); });
    check_moment([] { sp::run(forever(), sp::timeout = 1000); });
    check_moment([] { sp::check_output(forever()); });
    BOOST_TEST(no_children());
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
    // The moment was given: the next interrupt waits no more.
    auto const begin = std::chrono::steady_clock::now();
    concur::detail::post_interrupt(SIGINT);
    BOOST_CHECK_THROW(p.wait(), KeyboardInterrupt);
    BOOST_TEST((std::chrono::steady_clock::now() - begin < 60s));
    p.kill();
    p.wait();
}

// What leaves a scope by an interrupt does not wait for ever for its child.
BOOST_AUTO_TEST_CASE(
    a_scope_that_is_left_waits_a_moment,
    *label("py:subprocess.interrupt.context_manager_no_open_ended_wait"))
{
    long pid = 0;
    auto const kill = [&] {
        BOOST_TEST(::kill(static_cast<pid_t>(pid), SIGKILL) == 0);
        BOOST_TEST(eventually([] {
            sp::call(child({}));
            return no_children();
        }));
    };
    // Interrupted elsewhere.
    check_takes_a_moment([&] {
        sp::Popen p(forever());
        pid = p.pid();
        concur::detail::post_interrupt(SIGINT);
        concur::detail::handle_interrupts();
    });
    kill();
    // In a wait for the child: no second moment.
    check_moment([&] {
        sp::Popen p(forever());
        pid = p.pid();
        p.wait();
    });
    kill();
    // At the end of the scope: the next wait throws.
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
    // An interrupt that has been caught bounds nothing.
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
