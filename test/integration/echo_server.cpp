// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess.hpp>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <csignal>

namespace asio = boost::asio;
namespace sp = concur::subprocess;
using asio::ip::tcp;

namespace {

class server
{
public:
    server()
        : process_({support::program("echo_server"), "0"},
                   sp::stdout_ = sp::PIPE, sp::text = true)
    {
        auto const line = process_.stdout_().readline();
        auto const colon = line.rfind(':');
        BOOST_REQUIRE(line.starts_with("Serving on 127.0.0.1:"));
        port_ = static_cast<unsigned short>(std::stoi(line.substr(colon + 1)));
    }

    unsigned short port() const
    {
        return port_;
    }

    std::optional<int> stop()
    {
        process_.terminate();
        return process_.wait(sp::timeout = 30);
    }

private:
    sp::Popen process_;
    unsigned short port_ = 0;
};

struct client
{
    explicit client(asio::io_context& io) : socket(io) {}

    tcp::socket socket;
    std::string received;

    void send(std::string const& text)
    {
        asio::write(socket, asio::buffer(text));
    }

    std::string line()
    {
        auto const n =
            asio::read_until(socket, asio::dynamic_buffer(received), '\n');
        auto const text = received.substr(0, n);
        received.erase(0, n);
        return text;
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(echo_server)

// All clients are in the middle of a request at the same time, on four threads.
BOOST_AUTO_TEST_CASE(knows_each_of_many_clients)
{
    server s;
    asio::io_context io;
    std::vector<client> clients;
    for (int i = 0; i != 100; ++i)
    {
        clients.emplace_back(io);
        clients.back().socket.connect(
            {asio::ip::address_v4::loopback(), s.port()});
    }
    for (int round = 0; round != 5; ++round)
    {
        auto const text = std::to_string(round) + '\n';
        for (auto& c : clients)
        {
            c.send(text);
        }
        for (auto& c : clients)
        {
            BOOST_TEST(c.line() == text);
        }
    }
    for (auto& c : clients)
    {
        c.send("\r\n");
    }
    for (auto& c : clients)
    {
        std::ostringstream goodbye;
        goodbye << "Good bye, client @ " << c.socket.local_endpoint() << "\r\n";
        BOOST_TEST(c.line() == goodbye.str());
        char more;
        boost::system::error_code error;
        asio::read(c.socket, asio::buffer(&more, 1), error);
        BOOST_TEST((error == asio::error::eof));
    }
    BOOST_TEST((s.stop() == 0));
}

// A client that leaves in the middle of a request does no harm.
BOOST_AUTO_TEST_CASE(outlives_its_clients)
{
    server s;
    asio::io_context io;
    for (int i = 0; i != 20; ++i)
    {
        client c(io);
        c.socket.connect({asio::ip::address_v4::loopback(), s.port()});
        c.send(i % 2 != 0 ? "half" : "whole\n");
    }
    client last(io);
    last.socket.connect({asio::ip::address_v4::loopback(), s.port()});
    last.send("still there?\n");
    BOOST_TEST(last.line() == "still there?\n");
    BOOST_TEST((s.stop() == 0));
}

BOOST_AUTO_TEST_SUITE_END()
