// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A pipeline that blocks no thread.

#include <concur/subprocess.hpp>
#include <concur/subprocess/async_pipeline.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <iostream>

namespace asio = boost::asio;
namespace sp = concur::subprocess;

// tag::pipeline[]
asio::awaitable<void> count_lines()
{
    auto const ex = co_await asio::this_coro::executor;
    sp::PipelineResult done = co_await sp::async_run_pipeline(
        ex, sp::command("seq", "30") | sp::command("grep", "1"),
        sp::capture_output = true, sp::text = true);
    std::cout << *done.stdout_;
}
// end::pipeline[]

int main()
{
    asio::io_context io;
    asio::co_spawn(io, count_lines(), asio::detached);
    io.run();
}
