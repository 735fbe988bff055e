// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/async_popen.hpp>

#include "checks.hpp"

#include <concur/subprocess/keywords.hpp>
#include <support/sanitized.hpp>
#include <support/support.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

// Many process objects on one executor.

namespace asio = boost::asio;
namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(async_popen_many,
                      *boost::unit_test::fixture<leaves_no_trace>())

// Asynchronous waits, polls and signals of four threads leave each child its
// own exit status.
BOOST_AUTO_TEST_CASE(two_thousand_children)
{
    constexpr int at_once = 40;
    constexpr int each = sanitized ? 25 : 50;
    asio::thread_pool pool(4);
    std::atomic<int> right{0};
    auto const run = [&](int first) -> asio::awaitable<void> {
        for (int i = first; i != first + each; ++i)
        {
            auto const code = i % 256;
            auto const p = std::make_shared<sp::Popen>(
                pool.get_executor(),
                sp::command("/bin/sh", "-c", "exit " + std::to_string(code)));
            for (int n = 0; n != 2; ++n)
            {
                asio::post(pool, [p] {
                    p->poll();
                    p->send_signal(0);
                });
            }
            right += co_await p->async_wait(asio::use_awaitable) == code;
        }
    };
    for (int i = 0; i != at_once; ++i)
    {
        asio::co_spawn(pool, run(i * each), asio::detached);
    }
    pool.join();
    BOOST_TEST(right == at_once * each);
}

// The children end after a thousand ticks of a timer. If a wait blocked the
// loop, the ticks would have to wait for the children.
BOOST_AUTO_TEST_CASE(a_ticker_beside_two_hundred_waits)
{
    asio::io_context io;
    std::vector<std::unique_ptr<sp::Popen>> all;
    int ended = 0;
    for (int i = 0; i != 200; ++i)
    {
        all.push_back(std::make_unique<sp::Popen>(
            io.get_executor(), sp::command("/bin/cat"), sp::stdin_ = sp::PIPE));
        all.back()->async_wait(
            [&](boost::system::error_code, int code) { ended += code == 0; });
    }
    asio::steady_timer timer(io);
    int ticks = 0;
    std::function<void()> const tick = [&] {
        if (++ticks == 1000)
        {
            BOOST_TEST(ended == 0);
            for (auto const& p : all)
            {
                p->stdin_().close();
            }
            return;
        }
        timer.expires_after(1ms);
        timer.async_wait([&](boost::system::error_code) { tick(); });
    };
    tick();
    io.run();
    BOOST_TEST(ended == 200);
}

BOOST_AUTO_TEST_SUITE_END()
