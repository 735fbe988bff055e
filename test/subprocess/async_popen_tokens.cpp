// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/async_popen.hpp>

#include "async_popen.hpp"
#include "checks.hpp"
#include "child_barrier.hpp"

#include <support/counting_allocator.hpp>
#include <support/reaped_later.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <cstddef>
#include <exception>
#include <string>
#include <tuple>
#include <utility>

#if __has_include(<boost/asio/cancel_after.hpp>)
#include <boost/asio/cancel_after.hpp>
#endif

// The completion tokens of Asio, and what an operation of a process object
// takes from its handler. None of the co_await expressions has a braced list.

using namespace asio::experimental::awaitable_operators;
using namespace std::chrono_literals;
using support::reaped_later;

namespace {

struct kills : sp::default_policy
{
    static constexpr auto on_destroy = sp::destroy::kill;
};

constexpr auto as_tuple = asio::as_tuple(asio::use_awaitable);

sp::Popen cat(asio::any_io_executor const& ex)
{
    return sp::Popen(ex, child({"cat"}), sp::stdin_ = sp::PIPE,
                     sp::stdout_ = sp::PIPE);
}

/// Run a coroutine to its end.
template<class Make>
void finish(Make const& make)
{
    asio::io_context io;
    auto result = asio::co_spawn(io, make(), asio::use_future);
    io.run();
    result.get();
    BOOST_TEST(no_children());
}

asio::awaitable<void> forms()
{
    auto const ex = co_await asio::this_coro::executor;
    auto const own = child();
    sp::Popen p(ex, sp::command(own, "exit:3"));
    BOOST_TEST(co_await p.async_wait() == 3);
    BOOST_TEST(co_await p.async_wait(asio::use_awaitable) == 3);
    auto const [e, code] = co_await p.async_wait(as_tuple);
    BOOST_TEST(!e);
    BOOST_TEST(code == 3);
    BOOST_TEST((co_await p.async_wait(
                   asio::bind_executor(ex, asio::use_awaitable))) == 3);
    auto a = cat(ex);
    BOOST_TEST((co_await a.async_communicate("a")).stdout_.value() == "a");
    auto b = cat(ex);
    BOOST_TEST((co_await b.async_communicate("b", sp::timeout = 60,
                                             asio::use_awaitable))
                   .stdout_.value() == "b");
    auto c = cat(ex);
    BOOST_TEST(
        (co_await c.async_communicate(sp::input = "c")).stdout_.value() == "c");
    auto d = cat(ex);
    auto const [error, o] = co_await d.async_communicate("d", as_tuple);
    BOOST_TEST(!error);
    BOOST_TEST(o.stdout_.value() == "d");
    auto f = cat(ex);
    BOOST_TEST(co_await f.async_stdin().async_write_some(
                   asio::buffer("f\n", 2)) == 2U);
    std::string line;
    BOOST_TEST(co_await asio::async_read_until(f.async_stdout(),
                                               asio::dynamic_buffer(line), '\n',
                                               asio::use_awaitable) == 2U);
    f.async_stdin().close();
    auto const [end, n] =
        co_await f.async_stdout().async_read_some(asio::buffer(line), as_tuple);
    BOOST_TEST((end == asio::error::eof));
    BOOST_TEST(n == 0U);
    BOOST_TEST(co_await f.async_wait() == 0);
}

asio::awaitable<void> operators()
{
    auto const ex = co_await asio::this_coro::executor;
    auto p = cat(ex);
    asio::steady_timer soon(ex, 1ms);
    // The wait is cancelled, and the child goes on.
    auto const first =
        co_await (p.async_wait() || soon.async_wait(asio::use_awaitable));
    BOOST_TEST(first.index() == 1U);
    BOOST_TEST(!p.poll());
    p.async_stdin().close();
    BOOST_TEST(co_await p.async_wait() == 0);
    // The cancellation is terminal: it kills the child.
    sp::Popen q(ex, child({"forever"}), sp::stdout_ = sp::PIPE);
    soon.expires_after(1ms);
    auto const second = co_await (q.async_communicate() ||
                                  soon.async_wait(asio::use_awaitable));
    BOOST_TEST(second.index() == 1U);
    BOOST_TEST(q.returncode().value() == -SIGKILL);
    // Both ends of a conversation at once.
    auto r = cat(ex);
    std::string const data(1'000'000, 'x');
    std::string back(data.size(), '\0');
    auto const [written, read] =
        co_await (asio::async_write(r.async_stdin(), asio::buffer(data),
                                    asio::use_awaitable) &&
                  asio::async_read(r.async_stdout(), asio::buffer(back),
                                   asio::use_awaitable));
    BOOST_TEST(written == read);
    BOOST_TEST((back == data));
    r.async_stdin().close();
    BOOST_TEST(co_await r.async_wait() == 0);
}

} // namespace

BOOST_AUTO_TEST_SUITE(async_popen_tokens,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(in_coroutines)
{
    finish(forms);
}

BOOST_AUTO_TEST_CASE(operators_of_awaitables)
{
    finish(operators);
}

// The end of a context destroys the coroutines that wait on it, with their
// objects. The children are killed; a later start reaps them.
BOOST_AUTO_TEST_CASE(coroutines_end_with_their_context)
{
    for (int way = 0; way != 4; ++way)
    {
        for (int steps = 0; steps != 5; ++steps)
        {
            {
                asio::io_context io;
                auto const wait = [&]() -> asio::awaitable<void> {
                    sp::basic_popen<kills> p(
                        io.get_executor(), child({"forever"}),
                        sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE);
                    std::string to(10, '\0');
                    std::string const much(1 << 20, 'x');
                    switch (way)
                    {
                    case 0:
                        co_await p.async_wait();
                        break;
                    case 1:
                        co_await p.async_communicate(much);
                        break;
                    case 2:
                        co_await p.async_stdout().async_read_some(
                            asio::buffer(to));
                        break;
                    case 3:
                        co_await asio::async_write(p.async_stdin(),
                                                   asio::buffer(much),
                                                   asio::use_awaitable);
                        break;
                    }
                };
                asio::co_spawn(io, wait(), [](std::exception_ptr) {});
                for (int i = 0; i != steps; ++i)
                {
                    io.run_one_for(1ms);
                }
            }
            BOOST_TEST(reaped_later());
        }
    }
}

// A deferred operation begins when it is called: never, once or twice. Its
// arguments may end before, and so may the object.
BOOST_AUTO_TEST_CASE(deferred)
{
    asio::io_context io;
    sp::Popen p(io.get_executor(), child({"exit:3"}));
    static_cast<void>(p.async_wait(asio::deferred));
    int codes = 0;
    auto const twice = p.async_wait(asio::deferred);
    twice([&](error_code, int c) { codes += c; });
    twice([&](error_code, int c) { codes += c; });
    io.run();
    BOOST_TEST(codes == 6);
    {
        auto q = cat(io.get_executor());
        static_cast<void>(q.async_communicate("x", asio::deferred));
        auto made = [&] {
            std::string const input(40, 'i');
            return q.async_communicate(input, asio::deferred);
        }();
        spoken<> s;
        std::move(made)(s.handler());
        io.restart();
        io.run();
        BOOST_TEST(s.outputs.stdout_.value() == std::string(40, 'i'));
    }
    waited late;
    auto of_the_past = [&] {
        sp::Popen gone(io.get_executor(), child({}));
        return gone.async_wait(asio::deferred);
    }();
    std::move(of_the_past)(late.handler());
    io.restart();
    io.run();
    BOOST_TEST(late.aborted());
}

// The operation and its steps are in memory of the handler's allocator, which
// is free before the handler is called.
BOOST_AUTO_TEST_CASE(allocator_of_the_handler)
{
    asio::io_context io;
    support::allocation_balance counts;
    bool called = false;
    support::child_barrier barrier;
    sp::Popen p(io.get_executor(), child({barrier.wait_action(), "cat"}),
                sp::pass_fds = {barrier.descriptor()}, sp::stdin_ = sp::PIPE,
                sp::stdout_ = sp::PIPE);
    p.async_communicate(
        std::string(200'000, 'x'),
        asio::bind_allocator(support::counting_allocator<char>(counts),
                             [&](std::exception_ptr, sp::Popen::outputs) {
                                 called = true;
                                 BOOST_TEST(counts.bytes == 0U);
                             }));
    BOOST_TEST(counts.allocations > 0);
    // The child reads when the operation waits for it.
    asio::post(io, [&] { barrier.release(); });
    io.run();
    BOOST_TEST(called);
    BOOST_TEST(counts.allocations > 1);
    BOOST_TEST(counts.bytes == 0U);
}

// The handler is called on its executor. The waits are on the other executor,
// which does not run out of work.
BOOST_AUTO_TEST_CASE(executor_of_the_handler)
{
    asio::io_context waits;
    asio::thread_pool pool(3);
    auto const strand = asio::make_strand(pool);
    int right = 0;
    auto p = cat(waits.get_executor());
    p.async_communicate(
        std::string(200'000, 'x'),
        asio::bind_executor(strand,
                            [&](std::exception_ptr, sp::Popen::outputs const&) {
                                right += strand.running_in_this_thread();
                            }));
    p.async_wait(asio::bind_executor(strand, [&](error_code, int) {
        right += strand.running_in_this_thread();
    }));
    waits.run();
    pool.join();
    BOOST_TEST(right == 2);
}

#if __has_include(<boost/asio/cancel_after.hpp>)
BOOST_AUTO_TEST_CASE(cancel_after)
{
    asio::io_context io;
    auto p = cat(io.get_executor());
    auto late = p.async_wait(asio::cancel_after(1ms, asio::use_future));
    io.run();
    BOOST_CHECK_THROW(late.get(), boost::system::system_error);
    BOOST_TEST(!p.poll());
    p.stdin_().close();
    p.wait();
}
#endif

BOOST_AUTO_TEST_SUITE_END()
