// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/async_popen.hpp>

#include "async_popen.hpp"
#include "checks.hpp"

#include <concur/subprocess/launcher.hpp>

#include <support/reaped_later.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <future>
#include <memory>
#include <string>

#include <pthread.h>
#include <sched.h>

// What a process object leaves behind: it blocks nobody.

using namespace std::chrono_literals;
using support::reaped_later;

namespace {

struct detaches : sp::default_policy
{
    static constexpr auto on_destroy = sp::destroy::detach;
};

/// A child that reads nothing, whose pipe is full, with more input buffered.
template<class Popen>
std::unique_ptr<Popen> stuffed(asio::io_context& io)
{
    auto p = std::make_unique<Popen>(io.get_executor(), child({"forever"}),
                                     sp::stdin_ = sp::PIPE);
    constexpr std::size_t capacity = 65536;
    p->stdin_().write(std::string(capacity, 'x'));
    p->stdin_().write("more");
    return p;
}

/// Whether a function returns although a child goes on. Otherwise the child is
/// killed, so that the function returns.
template<class Function>
bool returns_beside(long pid, Function const& f)
{
    auto done = std::async(std::launch::async, f);
    bool const returned = done.wait_for(20s) == std::future_status::ready;
    ::kill(static_cast<pid_t>(pid), SIGKILL);
    done.get();
    return returned;
}

} // namespace

BOOST_AUTO_TEST_SUITE(async_popen_leave,
                      *boost::unit_test::fixture<leaves_no_trace>())

// The pipes of a released child are closed, as those of an object without an
// executor.
BOOST_AUTO_TEST_CASE(released_pipes_are_closed)
{
    asio::io_context io;
    sp::Popen p(io.get_executor(), child({"drain", "exit:3"}),
                sp::stdin_ = sp::PIPE);
    auto released = p.release(io.get_executor());
    int code = -1;
    released.async_wait([&](error_code, int status) { code = status; });
    io.run_for(30s);
    BOOST_TEST(code == 3);
    if (code == -1)
    {
        released.terminate();
    }
}

BOOST_AUTO_TEST_CASE(the_destructor_after_a_release_does_not_block)
{
    asio::io_context io;
    auto p = stuffed<sp::Popen>(io);
    auto const pid = p->pid();
    auto released = p->release(io.get_executor());
    BOOST_TEST(returns_beside(pid, [&] { p.reset(); }));
    error_code ignored;
    released.wait(ignored);
}

// The operation that has not begun to write the buffered input drops it.
BOOST_AUTO_TEST_CASE(a_detached_child_blocks_no_operation)
{
    asio::io_context io;
    using Popen = sp::basic_popen<detaches>;
    auto p = stuffed<Popen>(io);
    auto const pid = p->pid();
    spoken<Popen> s;
    p->async_communicate(s.handler());
    p.reset();
    BOOST_TEST(returns_beside(pid, [&] { io.run(); }));
    BOOST_TEST(s.aborted());
    BOOST_TEST(reaped_later());
}

// A thread that was cancelled may still end operations.
BOOST_AUTO_TEST_CASE(cancelled_threads)
{
    asio::io_context io;
    sp::Popen p(io.get_executor(), child({"drain"}), sp::stdin_ = sp::PIPE,
                sp::stdout_ = sp::PIPE);
    std::array<char, 1> to;
    error_code error;
    p.async_stdout().async_read_some(
        asio::buffer(to), [&](error_code e, std::size_t) { error = e; });
    struct
    {
        sp::Popen& popen;
        std::atomic<bool> cancelled;
    } shared{p, false};
    auto const body = [](void* argument) -> void* {
        auto& s = *static_cast<decltype(shared)*>(argument);
        while (!s.cancelled)
        {
            ::sched_yield(); // no cancellation point
        }
        s.popen.async_stdout().cancel();
        return argument;
    };
    pthread_t thread;
    BOOST_TEST_REQUIRE(::pthread_create(&thread, nullptr, body, &shared) == 0);
    ::pthread_cancel(thread);
    shared.cancelled = true;
    void* result = nullptr;
    ::pthread_join(thread, &result);
    BOOST_TEST(result == &shared);
    io.run();
    BOOST_TEST(error == asio::error::operation_aborted);
    p.close_and_wait();
}

BOOST_AUTO_TEST_SUITE_END()
