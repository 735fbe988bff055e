// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/detail/interrupts.hpp>

#include <concur/detail/parker.hpp>
#include <concur/errors.hpp>

#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

#include <unistd.h>

using concur::KeyboardInterrupt;
using concur::detail::handle_interrupts;
using concur::detail::interrupt_handler;
using concur::detail::parker;
using concur::detail::post_interrupt;
using concur::detail::set_interrupt_handler;
using support::eventually;
using namespace std::chrono_literals;

namespace {

// Sets a handler while it exists.
class handler
{
public:
    handler(int signum, interrupt_handler h)
        : signum_(signum),
          previous_(set_interrupt_handler(signum, std::move(h)))
    {
    }

    ~handler()
    {
        set_interrupt_handler(signum_, previous_);
    }

private:
    int signum_;
    interrupt_handler previous_;
};

// Posts a signal when the main thread sleeps.
std::thread poster(int signum, parker* then_unpark = nullptr)
{
    return std::thread([=] {
        eventually([] { return support::asleep(::getpid()); });
        post_interrupt(signum);
        if (then_unpark != nullptr)
        {
            then_unpark->unpark();
        }
    });
}

} // namespace

BOOST_AUTO_TEST_SUITE(interrupts)

BOOST_AUTO_TEST_CASE(the_first_handler_of_sigint_throws)
{
    handle_interrupts();
    post_interrupt(SIGINT);
    BOOST_CHECK_THROW(handle_interrupts(), KeyboardInterrupt);
    handle_interrupts();
}

BOOST_AUTO_TEST_CASE(a_signal_without_a_handler_does_not_arrive)
{
    int calls = 0;
    post_interrupt(SIGTERM);
    {
        handler const h(SIGTERM, [&](int) { ++calls; });
        handle_interrupts();
    }
    // A signal that was ignored when it arrived is not handled.
    post_interrupt(SIGTERM);
    handler const h(SIGTERM, [&](int) { ++calls; });
    handle_interrupts();
    BOOST_TEST(calls == 0);
    // A signal that is ignored after it has arrived is not handled, either.
    post_interrupt(SIGTERM);
    {
        handler const none(SIGTERM, {});
        handle_interrupts();
    }
    handle_interrupts();
    BOOST_TEST(calls == 0);
}

BOOST_AUTO_TEST_CASE(handlers_run_once_each_in_the_order_of_the_numbers)
{
    std::string seen;
    auto const note = [&](int n) { seen += std::to_string(n) + ' '; };
    handler const a(SIGUSR1, note);
    handler const b(SIGTERM, note);
    handler const c(SIGUSR2, note);
    post_interrupt(SIGTERM);
    post_interrupt(SIGUSR2);
    post_interrupt(SIGUSR1);
    post_interrupt(SIGTERM);
    BOOST_TEST(seen == "");
    handle_interrupts();
    BOOST_TEST(seen == "10 12 15 ");
    handle_interrupts();
    BOOST_TEST(seen == "10 12 15 ");
}

BOOST_AUTO_TEST_CASE(a_handler_that_throws_leaves_the_others_for_later)
{
    int calls = 0;
    handler const a(SIGUSR1, [](int) { throw std::runtime_error("first"); });
    handler const b(SIGUSR2, [&](int) { ++calls; });
    post_interrupt(SIGUSR2);
    post_interrupt(SIGUSR1);
    BOOST_CHECK_THROW(handle_interrupts(), std::runtime_error);
    BOOST_TEST(calls == 0);
    handle_interrupts();
    BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(other_threads_handle_nothing)
{
    std::thread::id on;
    handler const h(SIGUSR1, [&](int) { on = std::this_thread::get_id(); });
    post_interrupt(SIGUSR1);
    bool parked = true;
    std::thread([&] {
        handle_interrupts();
        parked = parker().park(0);
    }).join();
    BOOST_TEST((on == std::thread::id()));
    BOOST_TEST(!parked);
    handle_interrupts();
    BOOST_TEST((on == std::this_thread::get_id()));
}

BOOST_AUTO_TEST_CASE(a_handler_may_set_and_post_and_park)
{
    int calls = 0;
    interrupt_handler const again = [&](int) { ++calls; };
    handler const a(SIGUSR1, [&](int) {
        ++calls;
        set_interrupt_handler(SIGUSR1, again);
        post_interrupt(SIGUSR1);
        BOOST_TEST(!parker().park(0)); // handles the signal
        BOOST_TEST(calls == 2);
        post_interrupt(SIGUSR1);
    });
    post_interrupt(SIGUSR1);
    handle_interrupts();
    BOOST_TEST(calls == 3);
}

BOOST_AUTO_TEST_CASE(a_post_ends_a_park_by_what_the_handler_throws)
{
    for (concur::limit const& until : {concur::limit(), concur::limit(3600)})
    {
        parker p;
        auto other = poster(SIGINT);
        BOOST_CHECK_THROW(p.park(until), KeyboardInterrupt);
        other.join();
        // A signal that arrived before is handled before the thread sleeps.
        post_interrupt(SIGINT);
        BOOST_CHECK_THROW(p.park(until), KeyboardInterrupt);
        // It is handled even if the thread need not sleep.
        p.unpark();
        post_interrupt(SIGINT);
        BOOST_CHECK_THROW(p.park(until), KeyboardInterrupt);
        // The unpark() still counts.
        BOOST_TEST(p.park(until));
    }
}

BOOST_AUTO_TEST_CASE(a_handler_that_returns_lets_the_thread_sleep_on)
{
    int calls = 0;
    handler const h(SIGUSR1, [&](int) { ++calls; });
    parker p;
    auto other = poster(SIGUSR1, &p);
    BOOST_TEST(p.park());
    other.join();
    handle_interrupts();
    BOOST_TEST(calls == 1);

    auto again = poster(SIGUSR1);
    auto const begin = std::chrono::steady_clock::now();
    BOOST_TEST(!p.park(0.2));
    BOOST_TEST((std::chrono::steady_clock::now() - begin >= 200ms));
    again.join();
    handle_interrupts();
    BOOST_TEST(calls == 2);
}

BOOST_AUTO_TEST_CASE(quiet_waits_leave_it_for_later)
{
    int calls = 0;
    handler const h(SIGUSR1, [&](int) { ++calls; });
    parker p;
    post_interrupt(SIGUSR1);
    p.unpark();
    p.park_quietly();
    BOOST_TEST(calls == 0);
    BOOST_TEST(!p.park(0));
    BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(handlers_may_change_while_signals_are_posted)
{
    std::atomic<bool> done{false};
    std::atomic<int> calls{0};
    interrupt_handler const counting = [&](int) { ++calls; };
    handler const h(SIGUSR1, counting);
    std::thread posts([&] {
        while (!done)
        {
            post_interrupt(SIGUSR1);
            std::this_thread::yield();
        }
    });
    while (calls < 200)
    {
        set_interrupt_handler(SIGUSR1, counting);
        BOOST_TEST_REQUIRE(!parker().park(0));
    }
    done = true;
    posts.join();
    handle_interrupts();
}

BOOST_AUTO_TEST_SUITE_END()
