// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/contextvars.hpp>
#include <concur/hooks.hpp>
#include <concur/queue.hpp>
#include <concur/sched.hpp>
#include <concur/subprocess.hpp>
#include <concur/thread.hpp>

#include <support/may_fork_threads.hpp>
#include <support/support.hpp>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/error_code.hpp>
#include <boost/test/unit_test.hpp>
#include <boost/thread/mutex.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

// A program forks while its other threads use the library. No lock of the
// library stays locked in the child, which may use the library as well.

namespace contextvars = concur::contextvars;
namespace queue = concur::queue;
namespace sched = concur::sched;
namespace sp = concur::subprocess;
namespace thread = concur::thread;
using namespace support;
using namespace std::chrono_literals;

namespace {

// The exit status of a process, or -1 if it had to be killed.
int status_of(pid_t pid)
{
    int status = 0;
    auto const ended = [&] { return ::waitpid(pid, &status, WNOHANG) == pid; };
    if (!eventually(ended, 60s))
    {
        ::kill(pid, SIGKILL);
        ::waitpid(pid, &status, 0);
        return -1;
    }
    return status;
}

// Several threads repeat `work`, which returns whether all is well. The main
// thread forks again and again, and each child calls `work` a few times.
void check_forks(std::function<bool()> const& work, int forks = 300)
{
    std::atomic<bool> stop{false};
    std::atomic<bool> right{true};
    std::vector<std::thread> threads;
    for (int i = 0; i != 3; ++i)
    {
        threads.emplace_back([&] {
            while (!stop)
            {
                right = work() && right;
            }
        });
    }
    int failed = 0;
    for (int i = 0; i != forks && failed == 0; ++i)
    {
        auto const pid = ::fork();
        if (pid == 0)
        {
            bool const good = work() && work();
            ::_exit(good ? 0 : 1);
        }
        failed += status_of(pid) != 0;
    }
    stop = true;
    for (auto& t : threads)
    {
        t.join();
    }
    BOOST_TEST(failed == 0);
    BOOST_TEST(right);
}

} // namespace

BOOST_AUTO_TEST_SUITE(fork_, *boost::unit_test::fixture<leaves_no_trace>() *
                                 support::may_fork_threads)

// The library's own thread has locked a queue when the only thread of the
// program forks.
BOOST_AUTO_TEST_CASE(while_a_queue_is_watched)
{
    static std::atomic<bool> watched{false};
    static std::atomic<bool> forking{true};
    // Called before the library's own function.
    BOOST_TEST_REQUIRE(
        ::pthread_atfork([] { forking = true; }, nullptr, nullptr) == 0);
    struct policy : queue::default_policy
    {
        struct mutex : boost::mutex
        {
            bool try_lock()
            {
                bool const locked = boost::mutex::try_lock();
                if (locked && !forking && task_id() != ::getpid())
                {
                    watched = true;
                    while (!forking)
                    {
                        std::this_thread::sleep_for(1ms);
                    }
                    std::this_thread::sleep_for(10ms);
                }
                return locked;
            }
        };
    };
    for (int i = 0; i != 5; ++i)
    {
        boost::asio::io_context nobody_runs;
        queue::Queue<int, policy> q;
        for (int j = 0; j != 2; ++j)
        {
            q.async_get(boost::asio::bind_executor(
                nobody_runs, [](boost::system::error_code, int) {}));
        }
        watched = false;
        forking = false;
        q.put(1);
        // If not, the fork lets the library's thread go on.
        BOOST_TEST(eventually([] { return watched.load(); }));
        auto const pid = ::fork();
        if (pid == 0)
        {
            ::alarm(30);
            q.put_nowait(2);
            q.get_nowait();
            ::_exit(0);
        }
        BOOST_TEST(status_of(pid) == 0);
    }
}

// The threads wait with limits that pass all the time.
BOOST_AUTO_TEST_CASE(a_child_destroys_a_lock_that_others_waited_for)
{
    std::atomic<bool> stop{false};
    auto lock = std::make_unique<thread::LockType>();
    lock->acquire();
    std::vector<std::thread> threads;
    for (int i = 0; i != 3; ++i)
    {
        threads.emplace_back([&] {
            while (!stop)
            {
                lock->acquire(true, 0.00005);
            }
        });
    }
    int failed = 0;
    for (int i = 0; i != 300 && failed == 0; ++i)
    {
        auto const pid = ::fork();
        if (pid == 0)
        {
            ::alarm(30);
            lock.reset();
            ::_exit(0);
        }
        failed += status_of(pid) != 0;
    }
    BOOST_TEST(failed == 0);
    stop = true;
    for (auto& t : threads)
    {
        t.join();
    }
}

BOOST_AUTO_TEST_CASE(while_children_are_started)
{
    check_forks([] { return sp::call({"true"}) == 0; });
}

BOOST_AUTO_TEST_CASE(while_children_with_a_hook_are_started)
{
    check_forks([] {
        return sp::call(
                   {"true"}, sp::preexec_fn = [] {}) == 0;
    });
}

BOOST_AUTO_TEST_CASE(while_hooks_start_children)
{
    check_forks([] {
        auto const start = [] {
            if (sp::call({"true"}) != 0)
            {
                throw std::runtime_error("a child of the hook's");
            }
        };
        return sp::call({"true"}, sp::preexec_fn = start) == 0;
    });
}

BOOST_AUTO_TEST_CASE(while_children_are_abandoned)
{
    check_forks([] {
        sp::detail::popen_core abandoned(sp::command{"true"}, {}, nullptr);
        return true;
    });
    BOOST_TEST(eventually([] {
        sp::call({"true"});
        return no_children();
    }));
}

BOOST_AUTO_TEST_CASE(while_output_is_captured)
{
    check_forks([] {
        return sp::check_output({"echo", "x"}, sp::text = true) == "x\n";
    });
}

BOOST_AUTO_TEST_CASE(while_warnings_are_given)
{
    std::atomic<int> heard{0};
    auto const old = concur::set_warning_hook([&](auto, auto) { ++heard; });
    check_forks([] {
        concur::detail::warn(concur::warning::runtime, "text");
        concur::set_warning_hook([](auto, auto) {});
        return true;
    });
    concur::set_warning_hook(old);
}

BOOST_AUTO_TEST_CASE(while_items_are_queued)
{
    check_forks([] {
        queue::Queue<std::string> q(2);
        std::thread other([&] {
            for (int i = 0; i != 20; ++i)
            {
                q.put("item");
            }
        });
        bool right = true;
        for (int i = 0; i != 20; ++i)
        {
            right = q.get(60s) == "item" && right;
            q.task_done();
        }
        other.join();
        return right && q.join(60s);
    });
}

BOOST_AUTO_TEST_CASE(while_operations_are_stalled)
{
    check_forks(
        [] {
            queue::Queue<int> q;
            boost::asio::io_context stalled;
            q.async_get(boost::asio::bind_executor(
                stalled, [](boost::system::error_code, int) {}));
            q.put(1);
            return q.get() == 1;
        },
        100);
}

BOOST_AUTO_TEST_CASE(while_threads_are_started)
{
    check_forks([] {
        auto lock = thread::allocate_lock();
        lock.acquire();
        thread::start_new_thread([&] { lock.release(); });
        bool const right = lock.acquire(true, 60);
        lock.release();
        std::atomic<bool> ran{false};
        thread::start_joinable_thread([&] { ran = true; }).join();
        return right && ran;
    });
}

BOOST_AUTO_TEST_CASE(while_exceptions_go_to_the_hook)
{
    thread::set_unraisablehook([](auto const&) {});
    check_forks([] {
        auto lock = thread::allocate_lock();
        lock.acquire();
        thread::start_joinable_thread([&] {
            lock.release();
            throw std::runtime_error("nobody catches it");
        }).join();
        return lock.acquire(true, 60);
    });
    thread::set_unraisablehook({});
}

BOOST_AUTO_TEST_CASE(while_events_run)
{
    check_forks([] {
        sched::scheduler<> s;
        int ran = 0;
        for (int i = 0; i != 5; ++i)
        {
            s.enter(1us * i, 1, [&] { ++ran; });
        }
        s.run();
        return ran == 5;
    });
}

BOOST_AUTO_TEST_CASE(while_variables_are_made)
{
    check_forks([] {
        std::vector<std::optional<contextvars::ContextVar<int>>> all(40);
        for (auto& var : all)
        {
            var.emplace("variable");
            var->set(1);
        }
        int sum = 0;
        for (auto& var : all)
        {
            sum += var->get();
        }
        return sum == 40;
    });
}

BOOST_AUTO_TEST_CASE(while_interrupts_are_posted)
{
    auto const old = thread::set_interrupt_handler(SIGUSR1, [](int) {});
    check_forks([&] {
        auto lock = thread::allocate_lock();
        lock.acquire();
        thread::interrupt_main(SIGUSR1);
        return !lock.acquire(true, 0.0001);
    });
    thread::set_interrupt_handler(SIGUSR1, old);
}

BOOST_AUTO_TEST_SUITE_END()
