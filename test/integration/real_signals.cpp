// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue.hpp>
#include <concur/sched.hpp>
#include <concur/subprocess.hpp>
#include <concur/thread.hpp>

#include <support/may_fork_threads.hpp>
#include <support/reaped_later.hpp>
#include <support/support.hpp>
#include <support/when_main_sleeps.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Real signals end each wait of the main thread.

namespace queue = concur::queue;
namespace sched = concur::sched;
namespace sp = concur::subprocess;
namespace thread = concur::thread;
using namespace std::chrono_literals;
using boost::unit_test::label;
using concur::KeyboardInterrupt;
using support::eventually;
using support::leaves_no_child;

namespace {

pthread_t const main_thread = ::pthread_self();

// Sends a signal to the main thread, or to its own thread, as soon as the main
// thread sleeps.
class sender : support::when_main_sleeps
{
public:
    explicit sender(bool to_main, int signum = SIGINT)
        : when_main_sleeps([=] {
              ::pthread_kill(to_main ? main_thread : ::pthread_self(), signum);
          })
    {
    }
};

bool leaves(bool to_main, std::function<void()> const& wait)
{
    sender const other(to_main);
    try
    {
        wait();
    }
    catch (KeyboardInterrupt const&)
    {
        return true;
    }
    return false;
}

// The thread sanitizer does not deliver a signal to a thread that sleeps.
#if defined(__SANITIZE_THREAD__)
constexpr bool ways[] = {false};
#else
constexpr bool ways[] = {true, false};
#endif

void check_leaves(std::function<void()> const& wait)
{
    for (bool const to_main : ways)
    {
        BOOST_TEST(leaves(to_main, wait));
    }
}

std::vector<std::string> const sleeping{"sleep", "1000"};

struct sleeper
{
    sp::Popen child{sleeping, sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE};

    ~sleeper()
    {
        child.kill();
        child.wait();
    }
};

// The C library adds a flag of its own to an action that is restored.
bool const were_caught =
    (thread::scoped_signal(SIGINT), thread::scoped_signal(SIGUSR1), true);

struct catches_sigint
{
    support::leaves_no_trace trace;
    thread::scoped_signal caught{SIGINT};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(real_signals, catches_sigint)

BOOST_AUTO_TEST_CASE(leave_an_acquire,
                     *label("py:thread.lock.acquire.signal_exception"))
{
    thread::LockType lock;
    lock.acquire();
    check_leaves([&] { lock.acquire(); });
    check_leaves([&] { lock.acquire(true, 3600); });
    BOOST_TEST(lock.locked());
    // The lock was not acquired by the wait: one release frees it.
    lock.release();
    BOOST_TEST(!lock.locked());
}

BOOST_AUTO_TEST_CASE(leave_every_wait_of_queues)
{
    queue::Queue<int> empty;
    queue::SimpleQueue<int> simple;
    queue::Queue<int> full(1);
    full.put(1);
    check_leaves([&] { empty.get(); });
    check_leaves([&] { empty.get(1h); });
    check_leaves([&] { empty.get_many(3); });
    check_leaves([&] { simple.get(); });
    check_leaves([&] { full.put(2); });
    check_leaves([&] { full.put(2, 1h); });
    check_leaves([&] { full.join(); });
    check_leaves([&] { queue::select(empty, simple); });
    BOOST_TEST(full.qsize() == 1u);
    empty.put(3);
    BOOST_TEST(empty.get() == 3);
}

BOOST_AUTO_TEST_CASE(leave_a_join_and_a_run)
{
    thread::LockType lock;
    lock.acquire();
    auto const other = thread::start_joinable_thread([&] { lock.acquire(); });
    check_leaves([&] { other.join(); });
    check_leaves([&] { other.join(1h); });
    lock.release();
    other.join();

    sched::scheduler<> s;
    s.enter(3600, 1, [] {});
    check_leaves([&] { s.run(); });
    BOOST_TEST(!s.empty());
}

BOOST_AUTO_TEST_CASE(leave_every_wait_for_a_child)
{
    std::string const much(1 << 20, 'x');
    {
        sleeper s;
        check_leaves([&] { s.child.wait(); });
        check_leaves([&] { s.child.wait(sp::timeout = 1000); });
        check_leaves([&] { s.child.communicate(); });
        BOOST_TEST(!s.child.poll());
    }
    {
        sleeper s;
        check_leaves([&] { s.child.stdout_().read(); });
        check_leaves([&] { s.child.stdout_().readline(); });
    }
    for (bool const to_main : ways)
    {
        sleeper s;
        BOOST_TEST(leaves(
            to_main, [&] { s.child.communicate(much, sp::timeout = 1000); }));
    }
    auto const check_kills = [](std::function<void()> const& wait) {
        for (bool const to_main : ways)
        {
            BOOST_TEST(leaves_no_child(
                [&] { BOOST_TEST(leaves(to_main, wait)); }, 500ms));
        }
    };
    check_kills([&] { sp::run(sleeping); });
    check_kills([&] { sp::run(sleeping, sp::capture_output); });
    check_kills([&] { sp::call(sleeping); });
    check_kills([&] { sp::check_output(sleeping); });
}

BOOST_AUTO_TEST_CASE(leave_a_write)
{
    std::string const much(1 << 20, 'x');
    for (bool const to_main : ways)
    {
        sp::Popen p(sleeping, sp::stdin_ = sp::PIPE);
        BOOST_TEST(leaves(to_main, [&] { p.stdin_().write(much); }));
        p.kill();
        p.wait();
    }
}

BOOST_AUTO_TEST_CASE(do_not_end_a_wait_that_they_do_not_leave)
{
    int handled = 0;
    auto const before =
        thread::set_interrupt_handler(SIGUSR1, [&](int n) { handled = n; });
    {
        thread::scoped_signal const caught(SIGUSR1);
        {
            sender const other(ways[0], SIGUSR1);
            auto const done = sp::run({"sh", "-c", "sleep 0.3; printf done"},
                                      sp::stdout_ = sp::PIPE);
            BOOST_TEST(done.stdout_.value() == "done");
        }
        thread::check_interrupts();
        BOOST_TEST(handled == SIGUSR1);
    }
    thread::set_interrupt_handler(SIGUSR1, before);
}

BOOST_AUTO_TEST_CASE(reach_a_wait_without_descriptors)
{
    CHECK_FORKED([] {
        sleeper s;
        rlimit before;
        ::getrlimit(RLIMIT_NOFILE, &before);
        rlimit const now{0, before.rlim_max};
        bool left = false;
        try
        {
            support::when_main_sleeps const other(
                [] { thread::interrupt_main(); });
            ::setrlimit(RLIMIT_NOFILE, &now);
            s.child.wait(sp::timeout = 1000);
        }
        catch (KeyboardInterrupt const&)
        {
            left = true;
        }
        ::setrlimit(RLIMIT_NOFILE, &before);
        EXPECT(left);
    });
}

BOOST_AUTO_TEST_CASE(reach_a_wait_whose_descriptors_were_closed)
{
    CHECK_FORKED([] {
        sp::Popen p(sleeping);
        bool left = false;
        auto const before = support::open_descriptors();
        // Close the pipe that the library has opened for the wait, and no other
        // descriptor.
        auto const close_pipe = [&] {
            for (auto const& [number, what] : support::open_descriptors())
            {
                if (!before.contains(number) && what.starts_with("pipe:"))
                {
                    // A system call, since the thread sanitizer would report a
                    // race of close().
                    ::syscall(SYS_close, number);
                }
            }
        };
        try
        {
            support::when_main_sleeps const other([&] {
                close_pipe();
                thread::interrupt_main();
            });
            p.wait();
        }
        catch (KeyboardInterrupt const&)
        {
            left = true;
        }
        EXPECT(left);
        p.kill();
        p.wait();
    });
}

BOOST_AUTO_TEST_CASE(survive_forks_of_a_busy_program,
                     *support::may_fork_threads)
{
    // Threads set handlers and interrupt while the main thread forks. Every
    // child can set handlers, interrupt, and wait, for locks and in the kernel.
    std::atomic<bool> done{false};
    std::function<void(int)> const counting = [](int) {};
    auto const before = thread::set_interrupt_handler(SIGUSR1, counting);
    std::thread threads[2];
    for (auto& t : threads)
    {
        t = std::thread([&] {
            while (!done)
            {
                thread::set_interrupt_handler(SIGUSR1, counting);
                thread::interrupt_main(SIGUSR1);
            }
        });
    }
    int failed = 0;
    for (int i = 0; i != 300 && failed == 0; ++i)
    {
        auto const pid = ::fork();
        if (pid == 0)
        {
            ::alarm(60);
            int handled = 0;
            thread::set_interrupt_handler(SIGUSR1, [&](int) { ++handled; });
            thread::interrupt_main(SIGUSR1);
            thread::LockType lock;
            lock.acquire();
            bool taken = false;
            while (handled == 0) // the limit may pass before it waits
            {
                taken = lock.acquire(true, 0.0001) || taken;
            }
            thread::interrupt_main(SIGINT);
            bool left = false;
            try
            {
                lock.acquire();
            }
            catch (KeyboardInterrupt const&)
            {
                left = true;
            }
            ::_exit(handled != 0 && !taken && left ? 0 : 1);
        }
        int status = 0;
        while (::waitpid(pid, &status, 0) < 0 && errno == EINTR)
        {
        }
        failed += status != 0;
        thread::check_interrupts();
    }
    done = true;
    for (auto& t : threads)
    {
        t.join();
    }
    BOOST_TEST(failed == 0);
    thread::check_interrupts();
    thread::set_interrupt_handler(SIGUSR1, before);
}

BOOST_FIXTURE_TEST_CASE(the_previous_handler_is_restored,
                        support::leaves_no_trace)
{
    CHECK_FORKED([] {
        static std::atomic<int> theirs{0};
        ::signal(SIGUSR1, [](int) { ++theirs; });
        int ours = 0;
        thread::set_interrupt_handler(SIGUSR1, [&](int) { ++ours; });
        {
            auto outer = std::make_unique<thread::scoped_signal>(SIGUSR1);
            thread::scoped_signal const inner(SIGUSR1);
            outer.reset(); // the outer one first
            std::raise(SIGUSR1);
            EXPECT(ours == 0);
            thread::check_interrupts();
            EXPECT(ours == 1);
        }
        std::raise(SIGUSR1);
        thread::check_interrupts();
        EXPECT(ours == 1);
        EXPECT(theirs == 1);
        {
            // An action that the program installs meanwhile stays.
            thread::scoped_signal const caught(SIGUSR1);
            ::signal(SIGUSR1, SIG_IGN);
        }
        EXPECT(::signal(SIGUSR1, SIG_DFL) == SIG_IGN);
    });
}

BOOST_FIXTURE_TEST_CASE(numbers_are_checked, support::leaves_no_trace)
{
    BOOST_CHECK_THROW(thread::scoped_signal(0), concur::ValueError);
    BOOST_CHECK_THROW(thread::scoped_signal(NSIG), concur::ValueError);
    BOOST_CHECK_THROW(thread::scoped_signal{SIGKILL}, concur::OSError);
}

BOOST_FIXTURE_TEST_CASE(a_handler_of_the_program_may_interrupt_the_main_thread,
                        support::leaves_no_trace)
{
    CHECK_FORKED([] {
        ::signal(SIGUSR1, [](int) { thread::interrupt_main(); });
        thread::LockType lock;
        lock.acquire();
        bool left = false;
        sender const other(ways[0], SIGUSR1);
        try
        {
            lock.acquire();
        }
        catch (KeyboardInterrupt const&)
        {
            left = true;
        }
        EXPECT(left);
    });
}

BOOST_FIXTURE_TEST_CASE(nothing_is_open_that_is_not_needed,
                        support::leaves_no_trace)
{
    // A new copy of this program checks it, since it inherits nothing.
    if (std::getenv("CONCUR_TEST_COPY") != nullptr)
    {
        for (auto const& [number, what] : support::open_descriptors())
        {
            BOOST_TEST((number <= 2 || !what.starts_with("pipe:")));
        }
        return;
    }
    auto environment = sp::environment::current();
    environment.set("CONCUR_TEST_COPY", "1");
    auto const code = sp::call(
        {"/proc/self/exe", "--run_test=*/nothing_is_open_that_is_not_needed"},
        sp::env = environment, sp::stdin_ = sp::DEVNULL,
        sp::stdout_ = sp::DEVNULL, sp::stderr_ = sp::DEVNULL);
    BOOST_TEST(code == 0);
}

BOOST_AUTO_TEST_SUITE_END()
