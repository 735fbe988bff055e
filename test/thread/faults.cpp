// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/thread/lock.hpp>
#include <concur/thread/start_joinable_thread.hpp>
#include <concur/thread/start_new_thread.hpp>

#include <concur/thread/errors.hpp>
#include <concur/thread/stack_size.hpp>

#include "threads.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

// The system refuses to start a thread, or its clock is set.

namespace thread = concur::thread;
using namespace support;
using namespace std::chrono_literals;
using boost::unit_test::label;

namespace {

// Check that each way to start a thread fails in the same way, and that the
// function is destroyed.
void expect_refused(thread::options const& how = {})
{
    auto const captured = std::make_shared<int>(0);
    auto const before = thread::count();
    std::function<void()> const starts[] = {
        [&] { thread::start_new_thread(how, [captured] {}); },
        [&] { thread::start_joinable_thread(how, [captured] {}).join(); },
    };
    for (auto const& start : starts)
    {
        std::string said;
        try
        {
            start();
        }
        catch (thread::error const& e)
        {
            said = e.what();
        }
        EXPECT(said == "can't start new thread");
        EXPECT(thread::count() == before);
        EXPECT(captured.use_count() == 1);
    }
}

void expect_works()
{
    std::atomic<int> ran{0};
    thread::start_new_thread([&] { ++ran; });
    EXPECT(thread::start_joinable_thread([&] { ++ran; }).join());
    EXPECT(eventually([&] { return ran == 2 && thread::count() == 0; }));
}

constexpr std::ptrdiff_t too_large = PTRDIFF_MAX - 0xffff;

// Take so much of the address space that, where addresses have 32 bits, the
// rest is smaller than too_large.
void take_address_space()
{
    EXPECT(::mmap(nullptr, std::size_t(1) << 30, PROT_NONE,
                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
                  0) != MAP_FAILED);
}

// From now on a futex call ends the process if it waits until a time of the
// wall clock.
void refuse_the_wall_clock()
{
    constexpr auto arg = [](unsigned n) {
        return static_cast<unsigned>(offsetof(seccomp_data, args) + 8 * n);
    };
    sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                 static_cast<unsigned>(offsetof(seccomp_data, nr))),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_futex, 0, 7),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, arg(1)),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, FUTEX_CLOCK_REALTIME, 0, 5),
        // A wait without a time does not depend on the clock.
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, arg(3)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 2),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, arg(3) + 4),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    sock_fprog const filter{std::size(program), program};
    EXPECT(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    EXPECT(::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(faults, leaves_no_thread)

BOOST_AUTO_TEST_CASE(a_stack_that_is_too_large_is_an_error,
                     *label("py:thread.start_new_thread.failure"))
{
    CHECK_FORKED([] {
        take_address_space();
        thread::stack_size(too_large);
        expect_refused();
        expect_refused();
        EXPECT(thread::stack_size() == too_large);
        expect_works();
        expect_refused(thread::options{.name = std::string(100, 'x'),
                                       .stack_size = too_large});
        expect_refused(thread::options{.stack_size = PTRDIFF_MAX});
        expect_works();
    });
}

BOOST_AUTO_TEST_CASE(a_start_short_of_threads_is_an_error)
{
    CHECK_FORKED([] {
        drop_privileges();
        auto const threads = thread_count();
        rlimit before;
        EXPECT(::getrlimit(RLIMIT_NPROC, &before) == 0);
        rlimit const none{0, before.rlim_max};
        EXPECT(::setrlimit(RLIMIT_NPROC, &none) == 0);
        for (int i = 0; i != 10; ++i)
        {
            expect_refused();
        }
        EXPECT(thread_count() == threads);
        EXPECT(::setrlimit(RLIMIT_NPROC, &before) == 0);
        expect_works();
    });
}

BOOST_AUTO_TEST_CASE(threads_are_started_up_to_the_limit)
{
    CHECK_FORKED([] {
        drop_privileges();
        // Only the system knows how many threads the user already has, so
        // threads are started until it refuses.
        rlimit const few{200, 200};
        rlimit before;
        EXPECT(::getrlimit(RLIMIT_NPROC, &before) == 0);
        if (before.rlim_max < few.rlim_max ||
            ::setrlimit(RLIMIT_NPROC, &few) != 0)
        {
            return;
        }
        auto go = thread::allocate_lock();
        go.acquire();
        std::vector<thread::handle> all;
        try
        {
            while (all.size() != 1000)
            {
                all.push_back(thread::start_joinable_thread([&] {
                    go.acquire();
                    go.release();
                }));
            }
        }
        catch (thread::error const&)
        {
        }
        EXPECT(all.size() <= 200);
        EXPECT(thread::count() == all.size());
        // Another program of this user may end.
        rlimit const none{0, few.rlim_max};
        EXPECT(::setrlimit(RLIMIT_NPROC, &none) == 0);
        expect_refused();
        go.release();
        for (auto const& h : all)
        {
            EXPECT(h.join(60s));
        }
        EXPECT(thread::count() == 0);
    });
}

BOOST_AUTO_TEST_CASE(the_wall_clock_does_not_matter)
{
    // A test cannot set the clock, so the kernel checks which clock is used.
    BOOST_TEST(run_forked([] {
                   refuse_the_wall_clock();
                   std::mutex m;
                   std::unique_lock l(m);
                   std::condition_variable().wait_until(
                       l, std::chrono::system_clock::now() + 1ms);
               }) != "");
    auto const wait_for_locks = [] {
        auto lock = thread::allocate_lock();
        lock.acquire();
        auto const now = std::chrono::steady_clock::now();
        EXPECT(!lock.acquire(true, 0.01));
        EXPECT(!lock.acquire(now + 20ms));
        EXPECT(!lock.try_lock_for(10ms));
        EXPECT(!lock.try_lock_until(now + 50ms));
        EXPECT(!lock.try_lock_until(std::chrono::system_clock::now() + 10ms));
        auto const other =
            thread::start_joinable_thread([&] { lock.acquire(); });
        EXPECT(!other.join(0.01));
        EXPECT(!other.join(10ms));
        lock.release();
        EXPECT(other.join(60));
    };
    CHECK_FORKED([&] {
        refuse_the_wall_clock();
        if (support::portable_kernel())
        {
            // The main thread waits by the wall clock, in short pieces.
            std::thread(wait_for_locks).join();
        }
        else
        {
            wait_for_locks();
        }
    });
}

BOOST_AUTO_TEST_SUITE_END()
