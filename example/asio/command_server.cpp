// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A server that runs a command for each connection. The command has a time
// limit, and is killed when the client goes.
//
// command_server          serves three clients of its own
// command_server PORT     serves others until a signal stops it

#include <concur/subprocess.hpp>
#include <concur/subprocess/async.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <variant>

namespace asio = boost::asio;
namespace sp = concur::subprocess;
using asio::use_awaitable;
using asio::ip::tcp;
using namespace asio::experimental::awaitable_operators;
using namespace std::chrono_literals;

namespace {

constexpr auto as_tuple = asio::as_tuple(use_awaitable);

struct service
{
    sp::command args;
    std::chrono::milliseconds limit = 60s;
};

// A client chooses from these commands, and cannot give one of its own.
std::map<std::string, service> const services{
    {"greet\n", {{"echo", "good morning"}}},
    {"sleep\n", {{"sleep", "600"}}},
    {"doze\n", {{"sleep", "600"}, 100ms}},
};

// tag::client[]
// Returns when the client has closed its connection.
asio::awaitable<void> gone(tcp::socket& client)
{
    char more = 0;
    boost::system::error_code error;
    while (!error)
    {
        std::tie(error, std::ignore) =
            co_await client.async_read_some(asio::buffer(&more, 1), as_tuple);
    }
}

asio::awaitable<void> serve_client(tcp::socket client)
{
    std::string name;
    co_await asio::async_read_until(client, asio::dynamic_buffer(name, 100),
                                    '\n', use_awaitable);
    auto const& chosen = services.at(name);

    // If the client goes, the operator cancels the run: the child is killed.
    auto const executor = co_await asio::this_coro::executor;
    auto const first =
        co_await (sp::async_run(executor, chosen.args, sp::stdout_ = sp::PIPE,
                                sp::timeout = chosen.limit, as_tuple) ||
                  gone(client));
    if (first.index() == 1)
    {
        std::cout << "the client has gone, and its command was killed\n";
        co_return;
    }
    auto const& [error, done] = std::get<0>(first);
    auto const answer = error ? "the command took too long\n" : *done.stdout_;
    co_await asio::async_write(client, asio::buffer(answer), use_awaitable);
}
// end::client[]

asio::awaitable<void> serve(tcp::acceptor& acceptor)
{
    auto const executor = co_await asio::this_coro::executor;
    for (;;)
    {
        auto client = co_await acceptor.async_accept(use_awaitable);
        asio::co_spawn(executor, serve_client(std::move(client)),
                       asio::detached);
    }
}

// Sends a request and returns the answer of the server.
asio::awaitable<std::string> ask(tcp::endpoint server, std::string name,
                                 bool goes)
{
    tcp::socket socket(co_await asio::this_coro::executor);
    co_await socket.async_connect(server, use_awaitable);
    co_await asio::async_write(socket, asio::buffer(name), use_awaitable);
    if (goes)
    {
        // To the server this looks as if the connection were closed.
        socket.shutdown(tcp::socket::shutdown_send);
    }
    std::string answer;
    co_await asio::async_read(socket, asio::dynamic_buffer(answer), as_tuple);
    co_return answer;
}

asio::awaitable<void> ask_all(tcp::endpoint server)
{
    std::cout << co_await ask(server, "greet\n", false);
    std::cout << co_await ask(server, "doze\n", false);
    std::cout << co_await ask(server, "sleep\n", true);
}

} // namespace

int main(int argc, char** argv)
try
{
    auto const port = argc > 1 ? std::atoi(argv[1]) : 0;
    asio::io_context io;
    tcp::acceptor acceptor(io, {asio::ip::address_v4::loopback(),
                                static_cast<unsigned short>(port)});
    asio::signal_set signals(io, SIGINT, SIGTERM);
    auto const stop = [&](std::exception_ptr error) {
        io.stop();
        if (error)
        {
            std::rethrow_exception(error);
        }
    };
    signals.async_wait([&](auto, int) { io.stop(); });
    asio::co_spawn(io, serve(acceptor), stop);
    if (argc == 1)
    {
        asio::co_spawn(io, ask_all(acceptor.local_endpoint()), stop);
    }
    io.run();
}
catch (std::exception const& e)
{
    std::cerr << e.what() << '\n';
    return EXIT_FAILURE;
}
