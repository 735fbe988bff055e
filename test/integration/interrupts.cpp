// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue.hpp>
#include <concur/subprocess.hpp>
#include <concur/thread.hpp>

#include <support/reaped_later.hpp>
#include <support/support.hpp>
#include <support/when_main_sleeps.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <functional>

namespace queue = concur::queue;
namespace sp = concur::subprocess;
namespace thread = concur::thread;
using namespace std::chrono_literals;
using support::leaves_no_child;

namespace {

template<class Wait>
void check_interrupts(Wait wait)
{
    support::when_main_sleeps const other([] { thread::interrupt_main(); });
    BOOST_CHECK_THROW(wait(), concur::KeyboardInterrupt);
}

struct sleeper
{
    sp::Popen child{{"sleep", "1000"}};

    ~sleeper()
    {
        child.kill();
        child.wait();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(interrupts, support::leaves_no_trace)

BOOST_AUTO_TEST_CASE(reach_every_wait_of_queues)
{
    queue::Queue<int> empty;
    queue::SimpleQueue<int> simple;
    queue::Queue<int> full(1);
    full.put(1);
    check_interrupts([&] { empty.get(); });
    check_interrupts([&] { empty.get(1h); });
    check_interrupts([&] { empty.get_many(3); });
    check_interrupts([&] { simple.get(); });
    check_interrupts([&] { full.put(2); });
    check_interrupts([&] { full.join(); });
    check_interrupts([&] { queue::select(empty, simple); });

    BOOST_TEST(full.qsize() == 1u);
    BOOST_TEST(full.unfinished_tasks() == 1u);
    empty.put(3);
    BOOST_TEST(empty.get() == 3);
}

BOOST_AUTO_TEST_CASE(reach_every_wait_for_locks_and_threads)
{
    thread::LockType lock;
    lock.acquire();
    check_interrupts([&] { lock.acquire(); });
    check_interrupts([&] { lock.acquire(true, 1000); });

    auto const other = thread::start_joinable_thread([&] { lock.acquire(); });
    check_interrupts([&] { other.join(); });
    lock.release();
    other.join();
    BOOST_TEST(lock.locked());
}

BOOST_AUTO_TEST_CASE(reach_waits_for_a_child_with_a_limit)
{
    sleeper s;
    check_interrupts([&] { s.child.wait(sp::timeout = 1000); });
    BOOST_TEST(!s.child.poll());
}

BOOST_AUTO_TEST_CASE(reach_waits_for_a_child)
{
    sleeper s;
    check_interrupts([&] { s.child.wait(); });
    BOOST_TEST(!s.child.poll());
}

BOOST_AUTO_TEST_CASE(reach_communication_and_end_the_child)
{
    auto const check_kills = [](std::function<void()> const& wait) {
        BOOST_TEST(leaves_no_child([&] { check_interrupts(wait); }, 500ms));
    };
    check_kills([] { sp::run({"sleep", "1000"}, sp::capture_output = true); });
    check_kills([] {
        sp::run({"sleep", "1000"}, sp::stdout_ = sp::PIPE, sp::timeout = 1000);
    });
}

BOOST_AUTO_TEST_CASE(that_are_handled_do_not_end_a_wait)
{
    int handled = 0;
    auto const previous = thread::set_interrupt_handler(
        SIGTERM, [&](int signum) { handled += signum; });
    {
        support::when_main_sleeps const other(
            [] { thread::interrupt_main(SIGTERM); });
        auto const done = sp::run({"sh", "-c", "sleep 0.2; echo done"},
                                  sp::stdout_ = sp::PIPE);
        BOOST_TEST(done.stdout_.value() == "done\n");
    }
    thread::check_interrupts();
    BOOST_TEST(handled == SIGTERM);
    thread::set_interrupt_handler(SIGTERM, previous);
}

BOOST_AUTO_TEST_CASE(that_arrive_together_are_all_handled)
{
    bool terminated = false;
    auto const previous =
        thread::set_interrupt_handler(SIGTERM, [&](int) { terminated = true; });
    thread::interrupt_main(SIGINT);
    thread::interrupt_main(SIGTERM);
    sleeper s;
    BOOST_CHECK_THROW(s.child.wait(sp::timeout = 1000),
                      concur::KeyboardInterrupt);
    BOOST_CHECK_THROW(s.child.wait(sp::timeout = 0.01), sp::TimeoutExpired);
    BOOST_TEST(terminated);
    thread::set_interrupt_handler(SIGTERM, previous);
}

BOOST_AUTO_TEST_SUITE_END()
