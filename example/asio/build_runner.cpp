// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Runs 200 commands, at most 50 of them at a time, on one thread. Each command
// has a time limit.

#include <concur/subprocess.hpp>
#include <concur/subprocess/async.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <deque>
#include <exception>
#include <iostream>
#include <map>
#include <string>
#include <utility>

namespace asio = boost::asio;
namespace sp = concur::subprocess;
using namespace std::chrono_literals;

namespace {

struct step
{
    int number;
    std::string line; // for the shell
    std::chrono::milliseconds limit = 60s;
};

struct build
{
    std::deque<step> waiting;
    std::map<int, std::string> failed; // the reasons, by number
    int succeeded = 0;
};

std::string text_of(std::exception_ptr const& error)
try
{
    std::rethrow_exception(error);
}
catch (std::exception const& e)
{
    return e.what();
}

// tag::worker[]
// Runs one command after the other until none is left.
asio::awaitable<void> worker(build& work)
{
    auto const executor = co_await asio::this_coro::executor;
    while (!work.waiting.empty())
    {
        auto const next = std::move(work.waiting.front());
        work.waiting.pop_front();
        // With this token, a timeout is a result and not an exception.
        auto const [error, done] = co_await sp::async_run(
            executor, next.line, sp::shell, sp::stdout_ = sp::PIPE,
            sp::stderr_ = sp::STDOUT, sp::text, sp::timeout = next.limit,
            asio::as_tuple(asio::use_awaitable));
        if (error)
        {
            work.failed[next.number] = text_of(error) + "\n";
        }
        else if (done.returncode != 0)
        {
            work.failed[next.number] = *done.stdout_;
        }
        else
        {
            ++work.succeeded;
        }
    }
}
// end::worker[]

} // namespace

int main()
{
    // tag::run[]
    build work;
    for (int i = 1; i <= 200; ++i)
    {
        work.waiting.push_back({i, "echo compiling part " + std::to_string(i)});
    }
    work.waiting[16].line = "echo part 17: a semicolon is missing >&2; exit 1";
    work.waiting[41] = {42, "sleep 600", 200ms};

    asio::io_context io;
    for (int i = 0; i != 50; ++i)
    {
        asio::co_spawn(io, worker(work), [](std::exception_ptr error) {
            if (error)
            {
                std::rethrow_exception(error);
            }
        });
    }
    io.run();
    // end::run[]

    for (auto const& [number, reason] : work.failed)
    {
        std::cout << number << ": " << reason;
    }
    std::cout << work.succeeded << " commands succeeded\n";
}
