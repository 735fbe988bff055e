// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/thread/interrupt_main.hpp>

#include <concur/thread/lock.hpp>
#include <concur/thread/start_joinable_thread.hpp>
#include <concur/thread/start_new_thread.hpp>

#include "threads.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

namespace thread = concur::thread;
using namespace support;
using namespace std::chrono_literals;
using boost::unit_test::label;
using concur::KeyboardInterrupt;

namespace {

// Records the signals for which handlers were called, and on which thread.
class recording
{
public:
    explicit recording(std::vector<int> signals) : signals_(std::move(signals))
    {
        for (int const s : signals_)
        {
            previous_.push_back(thread::set_interrupt_handler(s, [this](int n) {
                seen.push_back(n);
                elsewhere = elsewhere || thread::get_ident() != main_;
            }));
        }
    }

    ~recording()
    {
        for (std::size_t i = 0; i != signals_.size(); ++i)
        {
            thread::set_interrupt_handler(signals_[i], previous_[i]);
        }
    }

    std::vector<int> seen;
    bool elsewhere = false;

private:
    std::vector<int> signals_;
    std::vector<thread::interrupt_handler> previous_;
    thread::ident main_ = thread::get_ident();
};

auto says(std::string const& text)
{
    return [text](std::exception const& e) { return e.what() == text; };
}

// Run a body on another thread as soon as the calling thread sleeps.
thread::handle when_this_sleeps(std::function<void()> body)
{
    return thread::start_joinable_thread([body, task = task_id()] {
        if (eventually([&] { return parked(task); }))
        {
            body();
        }
    });
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(interrupt_main, leaves_no_thread)

BOOST_AUTO_TEST_CASE(it_simulates_sigint,
                     *label("py:thread.interrupt_main.default_sigint"))
{
    CHECK_FORKED([] {
        static std::atomic<int> real{0};
        ::signal(SIGINT, [](int) { ++real; });
        recording r({SIGINT});
        thread::interrupt_main();
        EXPECT(r.seen.empty());
        thread::check_interrupts();
        EXPECT((r.seen == std::vector<int>{2}));
        thread::check_interrupts();
        EXPECT(r.seen.size() == 1);
        EXPECT(real == 0);
    });
}

BOOST_AUTO_TEST_CASE(it_simulates_other_signals,
                     *label("py:thread.interrupt_main.signum"))
{
    recording r({SIGTERM, SIGUSR1, SIGINT});
    thread::interrupt_main(SIGTERM);
    thread::check_interrupts();
    BOOST_TEST((r.seen == std::vector<int>{15}));
    // Several pending signals are each handled once, in the order of their
    // numbers.
    r.seen.clear();
    thread::interrupt_main(SIGTERM);
    thread::interrupt_main(SIGUSR1);
    thread::interrupt_main(SIGTERM);
    thread::interrupt_main();
    thread::check_interrupts();
    BOOST_TEST((r.seen == std::vector<int>{2, 10, 15}));
    BOOST_TEST(!r.elsewhere);
}

BOOST_AUTO_TEST_CASE(without_a_handler_nothing_happens,
                     *label("py:thread.interrupt_main.unhandled_is_noop"))
{
    thread::interrupt_main(SIGTERM);
    thread::interrupt_main(SIGUSR2);
    auto const old = thread::set_interrupt_handler(SIGINT, {});
    BOOST_TEST(bool(old));
    thread::interrupt_main();
    thread::check_interrupts();
    // Nor is it handled later.
    thread::set_interrupt_handler(SIGINT, old);
    thread::check_interrupts();
    recording r({SIGTERM});
    thread::check_interrupts();
    BOOST_TEST(r.seen.empty());
}

BOOST_AUTO_TEST_CASE(signal_numbers_have_a_range,
                     *label("py:thread.interrupt_main.range"))
{
    auto const range = says("signal number out of range");
    for (int const signum : {0, -1, 65, 1000000})
    {
        BOOST_CHECK_EXCEPTION(thread::interrupt_main(signum),
                              concur::ValueError, range);
        BOOST_CHECK_EXCEPTION(thread::set_interrupt_handler(signum, {}),
                              concur::ValueError, range);
    }
    thread::interrupt_main(64);
    recording r({1, 64});
    thread::interrupt_main(1);
    thread::interrupt_main(64);
    thread::check_interrupts();
    BOOST_TEST((r.seen == std::vector<int>{1, 64}));
}

BOOST_AUTO_TEST_CASE(another_thread_interrupts_the_main_thread,
                     *label("py:thread.interrupt_main.from_thread"))
{
    thread::start_new_thread([] { thread::interrupt_main(); });
    BOOST_TEST(eventually([] { return thread::count() == 0; }));
    BOOST_CHECK_THROW(thread::check_interrupts(), KeyboardInterrupt);
    thread::check_interrupts();
    static_assert(!std::is_base_of_v<std::exception, KeyboardInterrupt>);
}

BOOST_AUTO_TEST_CASE(an_interrupt_leaves_every_wait_of_the_main_thread)
{
    auto lock = thread::allocate_lock();
    lock.acquire();
    std::stop_source source;
    auto const later = std::chrono::steady_clock::now() + 1h;
    auto go = thread::allocate_lock();
    go.acquire();
    auto const running = thread::start_joinable_thread([&] { go.acquire(); });
    std::function<void()> const waits[] = {
        [&] { lock.acquire(); },
        [&] { lock.acquire(true, 3600); },
        [&] { lock.acquire(later); },
        [&] { lock.acquire(source.get_token()); },
        [&] { lock.lock(); },
        [&] { lock.try_lock_for(1h); },
        [&] { std::unique_lock const guard(lock); },
        [&] { running.join(); },
        [&] { running.join(3600); },
    };
    for (auto const& wait : waits)
    {
        auto const other = when_this_sleeps([] { thread::interrupt_main(); });
        BOOST_CHECK_THROW(wait(), KeyboardInterrupt);
        other.join();
        // An interrupt that has already arrived is handled before the wait
        // begins.
        thread::interrupt_main();
        BOOST_CHECK_THROW(wait(), KeyboardInterrupt);
    }
    go.release();
    BOOST_TEST(running.join());
    lock.release();
    BOOST_TEST(lock.acquire(false));
}

BOOST_AUTO_TEST_CASE(a_handler_that_returns_lets_the_wait_go_on)
{
    recording r({SIGINT});
    auto lock = thread::allocate_lock();
    lock.acquire();
    auto const other = when_this_sleeps([&] {
        for (int i = 0; i != 3; ++i)
        {
            thread::interrupt_main();
        }
        if (eventually([&] { return parked(::getpid()); }))
        {
            lock.release();
        }
    });
    BOOST_TEST(lock.acquire());
    other.join();
    BOOST_TEST(!r.seen.empty());
    BOOST_TEST(!r.elsewhere);

    // The rest of the time, too.
    auto const again = when_this_sleeps([&] { thread::interrupt_main(); });
    auto const begin = std::chrono::steady_clock::now();
    BOOST_TEST(!lock.acquire(true, 0.3));
    BOOST_TEST((std::chrono::steady_clock::now() - begin >= 300ms));
    again.join();
}

BOOST_AUTO_TEST_CASE(other_threads_are_not_interrupted)
{
    auto lock = thread::allocate_lock();
    lock.acquire();
    std::atomic<long> task{0};
    std::atomic<bool> failed{false};
    auto const other = thread::start_joinable_thread([&] {
        task = task_id();
        try
        {
            thread::check_interrupts();
            lock.acquire();
        }
        catch (KeyboardInterrupt const&)
        {
            failed = true;
        }
    });
    BOOST_TEST(eventually([&] { return task != 0 && parked(task); }));
    thread::interrupt_main();
    lock.release();
    BOOST_TEST(eventually([&] { return other.is_done(); }));
    BOOST_TEST(!failed);
    BOOST_CHECK_THROW(thread::check_interrupts(), KeyboardInterrupt);
}

BOOST_AUTO_TEST_CASE(a_handler_may_throw_anything_and_the_others_remain)
{
    recording r({SIGTERM});
    auto const old = thread::set_interrupt_handler(
        SIGUSR1, [](int n) { throw std::runtime_error(std::to_string(n)); });
    thread::interrupt_main(SIGUSR1);
    thread::interrupt_main(SIGTERM);
    BOOST_CHECK_EXCEPTION(thread::check_interrupts(), std::runtime_error,
                          says("10"));
    BOOST_TEST(r.seen.empty());
    thread::check_interrupts();
    BOOST_TEST((r.seen == std::vector<int>{15}));
    thread::set_interrupt_handler(SIGUSR1, old);
}

BOOST_AUTO_TEST_CASE(a_handler_may_use_all_of_this)
{
    auto lock = thread::allocate_lock();
    int outer = 0;
    int inner = 0;
    thread::set_interrupt_handler(SIGUSR1, [&](int) {
        ++outer;
        // The handler replaces itself, waits, and is interrupted while it
        // waits.
        thread::set_interrupt_handler(SIGUSR1, [&](int) { ++inner; });
        auto held = thread::allocate_lock();
        held.acquire();
        auto const other = when_this_sleeps([&] {
            thread::interrupt_main(SIGUSR1);
            held.release();
        });
        held.acquire();
        other.join();
        thread::check_interrupts();
    });
    thread::interrupt_main(SIGUSR1);
    thread::check_interrupts();
    BOOST_TEST(outer == 1);
    BOOST_TEST(inner == 1);
    thread::set_interrupt_handler(SIGUSR1, {});
}

BOOST_AUTO_TEST_CASE(none_is_lost_whenever_it_comes)
{
    // The main thread waits again and again while interrupts arrive.
    int handled = 0;
    thread::set_interrupt_handler(SIGUSR1, [&](int) { ++handled; });
    auto lock = thread::allocate_lock();
    lock.acquire();
    constexpr int times = 2000;
    std::atomic<int> seen{0};
    auto const other = thread::start_joinable_thread([&] {
        for (int i = 0; i != times; ++i)
        {
            thread::interrupt_main(SIGUSR1);
            while (seen <= i && !lock.acquire(false))
            {
            }
        }
    });
    while (handled != times)
    {
        // If an interrupt were lost, this would wait for ever: no thread
        // releases the lock.
        try
        {
            thread::set_interrupt_handler(SIGUSR1, [&](int) {
                ++handled;
                throw KeyboardInterrupt();
            });
            lock.acquire(true, 60);
            break;
        }
        catch (KeyboardInterrupt const&)
        {
            seen = handled;
        }
    }
    BOOST_TEST(handled == times);
    seen = times;
    BOOST_TEST(other.join(60s));
    thread::set_interrupt_handler(SIGUSR1, {});
}

BOOST_AUTO_TEST_SUITE_END()
