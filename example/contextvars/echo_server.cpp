// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The echo server of Python's documentation of contextvars, on a pool of
// threads. The address of each client is in a context variable, so that it need
// not be passed to the functions that use it.
//
// echo_server [PORT]     the default is 8081; 0 means any free port

#include <concur/contextvars.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <sstream>
#include <string>
#include <utility>

namespace asio = boost::asio;
namespace contextvars = concur::contextvars;
using asio::use_awaitable;
using asio::ip::tcp;

namespace {

// tag::handle_request[]
contextvars::ContextVar<tcp::endpoint> const client_addr_var("client_addr");

std::string render_goodbye()
{
    // The address of the currently handled client can be accessed without
    // passing it explicitly to this function.
    std::ostringstream text;
    text << "Good bye, client @ " << client_addr_var.get() << "\r\n";
    return text.str();
}

asio::awaitable<void> handle_request(tcp::socket client)
{
    client_addr_var.set(client.remote_endpoint());

    // In any code that we call it is now possible to get the client's address
    // by calling client_addr_var.get().

    std::string received;
    for (;;)
    {
        auto const length = co_await asio::async_read_until(
            client, asio::dynamic_buffer(received, 65536), '\n', use_awaitable);
        auto const line = received.substr(0, length);
        received.erase(0, length);
        if (line.find_first_not_of(" \t\r\n") == std::string::npos)
        {
            break;
        }
        co_await asio::async_write(client, asio::buffer(line), use_awaitable);
    }

    co_await asio::async_write(client, asio::buffer(render_goodbye()),
                               use_awaitable);
}

asio::awaitable<void> serve(tcp::acceptor acceptor, asio::thread_pool& pool)
{
    for (;;)
    {
        auto client = co_await acceptor.async_accept(use_awaitable);

        // Handle the client in its own context, on any thread of the pool.
        asio::co_spawn(contextvars::context_executor(pool),
                       handle_request(std::move(client)), asio::detached);
    }
}
// end::handle_request[]

} // namespace

int main(int argc, char** argv)
try
{
    auto const port = argc > 1 ? std::atoi(argv[1]) : 8081;
    asio::thread_pool pool(4);
    tcp::acceptor acceptor(pool, {asio::ip::address_v4::loopback(),
                                  static_cast<unsigned short>(port)});
    std::cout << "Serving on " << acceptor.local_endpoint() << std::endl;

    asio::signal_set signals(pool, SIGINT, SIGTERM);
    signals.async_wait([&](auto, int) { pool.stop(); });
    asio::co_spawn(pool, serve(std::move(acceptor), pool),
                   [&](std::exception_ptr e) {
                       pool.stop();
                       std::rethrow_exception(e);
                   });
    pool.join();
}
catch (std::exception const& e)
{
    std::cerr << e.what() << '\n';
    return EXIT_FAILURE;
}
