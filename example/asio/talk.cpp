// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Talks to a child line by line, limits a wait, and waits for the first of
// several children, all on one thread.

#include <concur/subprocess.hpp>
#include <concur/subprocess/async_popen.hpp>
#include <concur/subprocess/async_wait_any.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <iostream>
#include <string>

namespace asio = boost::asio;
namespace sp = concur::subprocess;
using namespace std::chrono_literals;
using namespace asio::experimental::awaitable_operators;
using asio::use_awaitable;

namespace {

// tag::ask[]
asio::awaitable<std::string> ask(sp::Popen& child, std::string question)
{
    question += '\n';
    co_await asio::async_write(child.async_stdin(), asio::buffer(question),
                               use_awaitable);
    std::string answer;
    co_await asio::async_read_until(child.async_stdout(),
                                    asio::dynamic_buffer(answer), '\n',
                                    use_awaitable);
    co_return answer;
}

asio::awaitable<void> talk()
{
    auto const executor = co_await asio::this_coro::executor;
    sp::Popen child(executor,
                    "while read -r word; do echo \"$word: ${#word}\"; done",
                    sp::shell, sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE);
    std::cout << co_await ask(child, "apple") << co_await ask(child, "fig");
    child.async_stdin().close();
    std::cout << "exit status " << co_await child.async_wait() << '\n';
}
// end::ask[]

// tag::limit[]
asio::awaitable<void> limit()
{
    auto const executor = co_await asio::this_coro::executor;
    sp::Popen child(executor, sp::command("sleep", "60"));
    asio::steady_timer soon(executor, 10ms);
    auto const first =
        co_await (child.async_wait() || soon.async_wait(use_awaitable));
    if (first.index() == 1)
    {
        std::cout << "it still runs\n";
        child.terminate();
    }
    std::cout << "exit status " << co_await child.async_wait() << '\n';
}
// end::limit[]

// tag::any[]
asio::awaitable<void> race()
{
    auto const executor = co_await asio::this_coro::executor;
    sp::Popen slow(executor, sp::command("sleep", "60"));
    sp::Popen quick(executor, sp::command("true"));
    sp::Popen* const all[] = {&slow, &quick};
    std::cout << "child " << co_await sp::async_wait_any(all) << " was first\n";
    slow.kill();
    auto const codes = co_await sp::async_wait_all(all);
    std::cout << codes[0] << ' ' << codes[1] << '\n';
}
// end::any[]

void rethrow(std::exception_ptr error)
{
    if (error)
    {
        std::rethrow_exception(error);
    }
}

} // namespace

int main()
{
    for (auto const example : {talk, limit, race})
    {
        asio::io_context io;
        asio::co_spawn(io, example(), rethrow);
        io.run();
    }
}
