// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "cases.hpp"

#include <boost/asio/detail/config.hpp>

#ifdef BOOST_ASIO_HAS_CO_AWAIT

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <chrono>
#include <stdexcept>
#include <string>

namespace asio = boost::asio;
using asio::use_awaitable;
using namespace asio::experimental::awaitable_operators;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(coroutines)

BOOST_AUTO_TEST_CASE(wait_for_the_end)
{
    asio::io_context io;
    sched::scheduler s;
    record seen;
    auto const now = s.policy().now();
    s.enterabs(now + 0.002, 1, [&] { seen.push_back(2); });
    s.enterabs(now + 0.001, 1, [&] { seen.push_back(1); });
    auto done = asio::co_spawn(
        io,
        [&]() -> asio::awaitable<void> {
            co_await s.async_run(use_awaitable);
            seen.push_back(3);
            s.enter(0, 1, [] { throw std::runtime_error("action"); });
            try
            {
                co_await s.async_run(use_awaitable);
            }
            catch (std::runtime_error const&)
            {
                seen.push_back(4);
            }
        },
        asio::use_future);
    io.run();
    done.get();
    CHECK_RECORD(seen, 1, 2, 3, 4);
}

// The one that ends first cancels the other.
BOOST_AUTO_TEST_CASE(wait_no_longer_than_a_timer)
{
    asio::io_context io;
    sched::scheduler s;
    s.enter(1000, 1, [] {});
    auto done = asio::co_spawn(
        io,
        [&]() -> asio::awaitable<std::size_t> {
            asio::steady_timer timer(io, 1ms);
            auto const first = co_await (s.async_run(use_awaitable) ||
                                         timer.async_wait(use_awaitable));
            co_return first.index();
        },
        asio::use_future);
    io.run();
    BOOST_TEST(done.get() == 1U);
    BOOST_TEST(s.queue().size() == 1);
}

BOOST_AUTO_TEST_SUITE_END()

#else

BOOST_AUTO_TEST_CASE(this_compiler_has_no_coroutines) {}

#endif
