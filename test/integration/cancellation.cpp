// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/hooks.hpp>
#include <concur/queue.hpp>
#include <concur/sched.hpp>
#include <concur/subprocess.hpp>
#include <concur/thread.hpp>

#include <support/sanitized.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

#include <pthread.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// A thread that is cancelled inside a call of the library unwinds its stack,
// and leaves nothing behind.

namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;

namespace {

// Run a body that waits for ever, and cancel it after a while. Throws if that
// does not end it.
void cancel_after(long microseconds, std::function<void()> body)
{
    auto const run = [](void* argument) -> void* {
        (*static_cast<std::function<void()>*>(argument))();
        return nullptr;
    };
    pthread_t thread{};
    expect(::pthread_create(&thread, nullptr, run, &body) == 0,
           "pthread_create");
    timespec const pause{0, microseconds * 1000};
    ::nanosleep(&pause, nullptr);
    ::pthread_cancel(thread);
    void* result = nullptr;
    ::pthread_join(thread, &result);
    expect(result == PTHREAD_CANCELED, "cancelled");
}

struct killing : sp::default_policy
{
    static constexpr auto on_destroy = sp::destroy::kill;
};

struct detached : sp::default_policy
{
    static constexpr auto on_destroy = sp::destroy::detach;
};

sp::command const forever{"sleep", "1000"};

void check_cancelled(std::function<void()> const& body)
{
    // Cancellation at times from before the first instruction to long after the
    // last one.
    for (long delay = 0; delay < 6000; delay += 100)
    {
        cancel_after(delay, body);
    }
}

} // namespace

// The address sanitizer does not notice that a cancellation has left stack
// frames. The C library unwinds by libgcc's functions, and those of LLVM crash
// when they meet them.
boost::test_tools::assertion_result can_unwind(boost::unit_test::test_unit_id)
{
#if defined(_LIBCPP_VERSION)
    constexpr bool same_unwinder = false;
#else
    constexpr bool same_unwinder = true;
#endif
    boost::test_tools::assertion_result answer(!address_sanitized &&
                                               same_unwinder);
    answer.message()
        << (same_unwinder ? "the address sanitizer does not know cancellation"
                          : "libc++ and the C library unwind differently");
    return answer;
}

BOOST_AUTO_TEST_SUITE(cancellation,
                      *boost::unit_test::fixture<leaves_no_trace>() *
                          boost::unit_test::precondition(&can_unwind))

BOOST_AUTO_TEST_CASE(of_run)
{
    check_cancelled([] { sp::run(forever, sp::capture_output); });
    BOOST_TEST(no_children());
    check_cancelled([] {
        sp::run(forever, sp::capture_output, sp::timeout = 3600s,
                sp::input = std::string(200000, 'x'));
    });
    BOOST_TEST(no_children());
    check_cancelled([] { sp::call(forever); });
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_CASE(of_run_with_a_hook)
{
    check_cancelled([] {
        sp::run(
            forever, sp::preexec_fn = [] {});
    });
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_CASE(of_streams)
{
    check_cancelled([] {
        sp::basic_popen<killing> p(forever, sp::stdout_ = sp::PIPE);
        p.stdout_().read();
    });
    check_cancelled([] {
        sp::basic_popen<killing> p(forever, sp::stdin_ = sp::PIPE);
        p.stdin_().write(std::string(200000, 'x'));
    });
    check_cancelled([] {
        sp::basic_popen<killing> p(forever);
        p.wait();
    });
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_CASE(of_several_that_wait_for_one_child)
{
    sp::basic_popen<killing> p(forever);
    std::thread first([&] { p.wait(); });
    check_cancelled([&] { p.wait(); });
    p.kill();
    first.join();
    BOOST_TEST((p.returncode() == -SIGKILL));
}

// A hook for warnings may write them, which is a cancellation point.
BOOST_AUTO_TEST_CASE(of_those_who_abandon_a_child)
{
    int warnings = 0;
    auto const old =
        concur::set_warning_hook([&](concur::warning, std::string_view) {
            ++warnings;
            ::pthread_testcancel();
        });
    pid_t pid = 0;
    cancel_after(0, [&] {
        int before = 0;
        ::pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before);
        {
            sp::basic_popen<detached> const p(forever);
            pid = static_cast<pid_t>(p.pid());
            ::pthread_cancel(::pthread_self());
            ::pthread_setcancelstate(before, &before);
        }
        ::pthread_testcancel();
    });
    concur::set_warning_hook(old);
    BOOST_TEST(warnings == 1);
    BOOST_TEST_REQUIRE(pid > 0);
    ::kill(pid, SIGKILL);
    BOOST_TEST(eventually([] {
        sp::call({"true"});
        return no_children();
    }));
}

BOOST_AUTO_TEST_CASE(of_queues_and_locks)
{
    concur::queue::Queue<int> q(1);
    check_cancelled([&] { q.get(); });
    check_cancelled([&] { q.get(1h); });
    q.put(1);
    check_cancelled([&] { q.put(2); });
    check_cancelled([&] { q.join(); });
    BOOST_TEST(q.get() == 1);

    auto lock = concur::thread::allocate_lock();
    lock.acquire();
    check_cancelled([&] { lock.acquire(); });
    lock.release();
    BOOST_TEST(lock.acquire(false));
}

BOOST_AUTO_TEST_CASE(of_schedulers)
{
    concur::sched::scheduler<> s;
    auto const event = s.enter(1h, 1, [] {});
    check_cancelled([&] { s.run(); });
    s.cancel(event);
    s.run();
}

BOOST_AUTO_TEST_CASE(of_those_who_join)
{
    auto lock = concur::thread::allocate_lock();
    lock.acquire();
    auto const other =
        concur::thread::start_joinable_thread([&] { lock.acquire(); });
    check_cancelled([&] { other.join(); });
    check_cancelled([&] { other.join(1h); });
    lock.release();
    BOOST_TEST(other.join(60s));
}

// While the main thread polls, an interrupt writes to a pipe.
BOOST_AUTO_TEST_CASE(of_one_who_interrupts)
{
    CHECK_FORKED([] {
        concur::thread::set_interrupt_handler(SIGUSR1, [](int) {});
        std::atomic<bool> done{false};
        sp::basic_popen<killing> p(forever);
        std::thread other([&] {
            for (int i = 0; i != 20; ++i)
            {
                cancel_after(3000, [] {
                    for (;;)
                    {
                        concur::thread::interrupt_main(SIGUSR1);
                        ::pthread_testcancel();
                    }
                });
            }
            done = true;
            p.kill();
        });
        EXPECT(p.wait() == -SIGKILL);
        other.join();
        EXPECT(done);
    });
}

namespace {

// Whether a main thread that waits in `body` can be cancelled. It runs in a
// forked process, which ends with that thread.
bool main_can_be_cancelled(std::function<void()> const& body)
{
    auto const pid = ::fork();
    if (pid == 0)
    {
        struct end
        {
            ~end()
            {
                ::_exit(0);
            }
        } const unwound;
        ::alarm(60);
        std::thread([main = ::pthread_self()] {
            std::this_thread::sleep_for(20ms);
            ::pthread_cancel(main);
        }).detach();
        body();
        ::_exit(1);
    }
    int status = 0;
    return ::waitpid(pid, &status, 0) == pid && status == 0;
}

} // namespace

BOOST_AUTO_TEST_CASE(of_the_main_thread)
{
    BOOST_TEST(
        main_can_be_cancelled([] { concur::queue::Queue<int>().get(); }));
    BOOST_TEST(main_can_be_cancelled([] {
        auto lock = concur::thread::allocate_lock();
        lock.acquire();
        lock.acquire(true, 3600);
    }));
    auto const wait = [] {
        sp::basic_popen<killing> p(forever);
        p.wait(1h);
    };
    BOOST_TEST(main_can_be_cancelled(wait));
    BOOST_TEST(main_can_be_cancelled([&] {
        concur::thread::set_interrupt_handler(SIGUSR1, [](int) {});
        wait();
    }));
}

BOOST_AUTO_TEST_SUITE_END()
