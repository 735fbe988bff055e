// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/thread/start_new_thread.hpp>

#include <concur/thread/lock.hpp>
#include <concur/thread/start_joinable_thread.hpp>

#include "threads.hpp"

#include <boost/test/unit_test.hpp>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/pthread/thread_data.hpp>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

namespace thread = concur::thread;
using namespace support;
using boost::unit_test::label;

BOOST_FIXTURE_TEST_SUITE(fork_, leaves_no_thread)

BOOST_AUTO_TEST_CASE(a_started_thread_may_fork,
                     *label("py:thread.fork_in_thread"))
{
    int ends[2];
    BOOST_TEST_REQUIRE(::pipe2(ends, 0) == 0);
    std::atomic<int> status{-1};
    thread::start_new_thread([&] {
        auto const me = thread::get_ident();
        auto const pid = ::fork();
        if (pid == 0)
        {
            // The calling thread has the same identifier, and locks work.
            auto lock = thread::allocate_lock();
            bool const right =
                thread::get_ident() == me && lock.acquire() &&
                !lock.acquire(true, 0.001) &&
                // The portable kernel has no ids of threads.
                (support::portable_kernel() ||
                 thread::get_native_id() == static_cast<unsigned>(::getpid()));
            auto const n = ::write(ends[1], right ? "OK" : "no", 2);
            ::_exit(n == 2 ? 0 : 1);
        }
        int s = 0;
        while (::waitpid(pid, &s, 0) < 0 && errno == EINTR)
        {
        }
        status = s;
    });
    std::string said(2, ' ');
    BOOST_TEST(::read(ends[0], said.data(), 2) == 2);
    BOOST_TEST(said == "OK");
    BOOST_TEST(eventually([&] { return status != -1; }));
    BOOST_TEST(status == 0);
    ::close(ends[0]);
    ::close(ends[1]);

    // The parent still works.
    std::atomic<bool> ran{false};
    thread::start_joinable_thread([&] { ran = true; }).join();
    BOOST_TEST(ran);
}

// A thread that detaches, joins or interrupts another one locks a mutex, which
// stays locked in a child that the other thread makes meanwhile.
BOOST_AUTO_TEST_CASE(a_fork_during_a_join)
{
    std::atomic<boost::detail::thread_data_base*> data{nullptr};
    std::atomic<bool> held{false};
    int status = -1;
    auto forks = thread::start_joinable_thread([&] {
        data = boost::detail::get_current_thread_data();
        eventually([&] { return held.load(); });
        auto const pid = ::fork();
        if (pid == 0)
        {
            ::alarm(60);
            auto lock = thread::allocate_lock();
            lock.acquire();
            ::_exit(lock.acquire(true, 0.001));
        }
        ::waitpid(pid, &status, 0);
        held = false;
    });
    BOOST_TEST_REQUIRE(eventually([&] { return data != nullptr; }));
    {
        boost::lock_guard const joining(data.load()->data_mutex);
        held = true;
        BOOST_TEST(eventually([&] { return !held; }, std::chrono::minutes(2)));
    }
    forks.join();
    BOOST_TEST(status == 0);
}

BOOST_AUTO_TEST_SUITE_END()
