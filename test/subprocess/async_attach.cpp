// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/async_attach.hpp>

#include "forked_child.hpp"
#include "process_status.hpp"

#include <support/on_native_kernel.hpp>
#include <support/support.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>

// Asynchronous waits for processes that the library did not start.

namespace asio = boost::asio;
namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(async_attach,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(waits_outlive_the_object, *on_native_kernel)
{
    asio::io_context io;
    int calls = 0;
    auto const pid = fork_child();
    asio::cancellation_signal stop;
    {
        auto p = sp::attach(pid);
        for (int i = 0; i != 2; ++i)
        {
            p.async_wait(io.get_executor(), [&](auto error, auto end) {
                BOOST_TEST(!error);
                BOOST_TEST((end == terminated_end));
                ++calls;
            });
        }
        p.async_wait(io.get_executor(),
                     asio::bind_cancellation_slot(stop.slot(), [&](auto error,
                                                                   auto end) {
                         BOOST_TEST((error == asio::error::operation_aborted));
                         BOOST_TEST((end == unknown_end));
                         ++calls;
                     }));
        static_assert(sizeof(p.async_wait(io.get_executor())) != 0);
    }
    BOOST_TEST(calls == 0);
    io.run_for(50ms);
    BOOST_TEST(calls == 0);
    stop.emit(asio::cancellation_type::total);
    BOOST_TEST(eventually([&] {
        io.run_for(10ms);
        return calls == 1;
    }));
    BOOST_TEST(process_status(pid) != ' ');
    BOOST_TEST(::kill(static_cast<pid_t>(pid), SIGTERM) == 0);
    io.run_for(20s);
    BOOST_TEST(calls == 3);
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_SUITE_END()
