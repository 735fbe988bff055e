// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/async_wait_any.hpp>

#include "async_popen.hpp"
#include "pidfd_modes.hpp"

#include <concur/subprocess/wait_any.hpp>

#include <support/expect_error.hpp>
#include <support/test_thread.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

// The functions that wait for several children, blocking and asynchronous.

using namespace std::chrono_literals;
using support::check_with_and_without_pidfds;

namespace {

struct kills : sp::default_policy
{
    static constexpr auto on_destroy = sp::destroy::kill;
};

/// A child that ends when its input is closed.
sp::Popen waiting(asio::io_context& io, int status)
{
    return sp::Popen(io.get_executor(),
                     child({"drain", "exit:" + std::to_string(status)}),
                     sp::stdin_ = sp::PIPE);
}

/// The end of a wait for any child.
struct chosen
{
    auto handler()
    {
        return [this](error_code e, std::size_t i) {
            ++calls;
            error = e;
            index = i;
        };
    }

    int calls = 0;
    error_code error = {};
    std::size_t index = 1000;
};

/// The end of a wait for all children.
struct all_ended
{
    auto handler()
    {
        return [this](error_code e, std::vector<int> c) {
            ++calls;
            error = e;
            codes = std::move(c);
        };
    }

    int calls = 0;
    error_code error = {};
    std::vector<int> codes = {};
};

} // namespace

BOOST_AUTO_TEST_SUITE(async_popen_several,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(any_of_them)
{
    check_with_and_without_pidfds([] {
        asio::io_context io;
        auto a = waiting(io, 1);
        auto b = waiting(io, 2);
        auto c = waiting(io, 3);
        std::vector<sp::Popen*> const list{&a, &b, &c};
        chosen first, second;
        sp::async_wait_any(list, first.handler());
        EXPECT(first.calls == 0);
        b.stdin_().close();
        io.run();
        EXPECT(!first.error && first.index == 1);
        EXPECT(b.returncode() == 2 && !a.poll() && !c.poll());
        EXPECT(sp::wait_any(list) == 1);
        c.stdin_().close();
        EXPECT(sp::wait_any({&a, &c}) == 1);
        // The first one in the list is the result.
        sp::async_wait_any({&a, &c, &b}, second.handler());
        io.restart();
        io.run();
        EXPECT(second.index == 1);
        a.stdin_().close();
        EXPECT(sp::wait_all(list, 60) == std::vector({1, 2, 3}));
    });
}

BOOST_AUTO_TEST_CASE(all_of_them)
{
    check_with_and_without_pidfds([] {
        asio::io_context io;
        auto a = waiting(io, 1);
        auto b = waiting(io, 2);
        all_ended w;
        sp::async_wait_all({&a, &b}, w.handler());
        b.stdin_().close();
        io.run_for(10ms);
        EXPECT(w.calls == 0);
        a.stdin_().close();
        io.restart();
        io.run();
        EXPECT(w.calls == 1 && !w.error && w.codes == std::vector({1, 2}));
    });
}

// A child may be given twice; its first place counts.
BOOST_AUTO_TEST_CASE(one_child_twice)
{
    check_with_and_without_pidfds([] {
        asio::io_context io;
        auto a = waiting(io, 1);
        auto b = waiting(io, 2);
        chosen any;
        all_ended all;
        sp::async_wait_any({&a, &b, &b}, any.handler());
        sp::async_wait_all({&b, &a, &b}, all.handler());
        io.run_for(5ms);
        b.stdin_().close();
        EXPECT(eventually([&] {
            io.restart();
            io.run_one_for(1ms);
            return any.calls == 1;
        }));
        a.stdin_().close();
        io.restart();
        io.run();
        EXPECT(any.index == 1);
        EXPECT(all.codes == std::vector({2, 1, 2}));
        EXPECT(sp::wait_any({&b, &b}) == 0);
        EXPECT(sp::wait_all({&b, &b}) == std::vector({2, 2}));
    });
}

BOOST_AUTO_TEST_CASE(wrong_lists)
{
    asio::io_context io;
    sp::Popen p(io.get_executor(), child({}));
    sp::Popen blocking(child({}));
    std::vector<sp::Popen*> const none;
    std::vector<sp::Popen*> const null{&p, nullptr};
    for (auto const* list : {&none, &null})
    {
        BOOST_CHECK_THROW(sp::wait_any(*list), concur::ValueError);
        BOOST_CHECK_THROW(sp::wait_all(*list), concur::ValueError);
        BOOST_CHECK_THROW(sp::async_wait_any(*list, asio::use_future),
                          concur::ValueError);
        BOOST_CHECK_THROW(sp::async_wait_all(*list, asio::use_future),
                          concur::ValueError);
    }
    BOOST_CHECK_THROW(sp::async_wait_any({&blocking, &p}, asio::use_future),
                      concur::ValueError);
    BOOST_CHECK_THROW(sp::async_wait_all({&p, &blocking}, asio::use_future),
                      concur::ValueError);
    BOOST_TEST(sp::wait_all({&blocking, &p}).size() == 2U);
    BOOST_TEST(io.run() == 0U);
}

BOOST_AUTO_TEST_CASE(timeouts)
{
    check_with_and_without_pidfds([] {
        asio::io_context io;
        auto a = waiting(io, 1);
        auto b = waiting(io, 2);
        a.stdin_().close();
        EXPECT(a.wait() == 1);
        auto const of = [](auto const& call) {
            return support::expect_error<sp::TimeoutExpired>(call);
        };
        auto const any = of([&] { sp::wait_any({&b, &b}, 0.01); });
        EXPECT(any.cmd == b.args() && any.timeout == 0.01);
        EXPECT(of([&] { sp::wait_all({&a, &b}, 0.01); }).cmd == b.args());
        EXPECT(sp::wait_any({&b, &a}, 0) == 1);
        b.stdin_().close();
        EXPECT(sp::wait_all({&b}, 60) == std::vector({2}));
    });
}

// A thread that waits finds an end that comes later.
BOOST_AUTO_TEST_CASE(a_thread_waits)
{
    asio::io_context io;
    auto a = waiting(io, 1);
    auto b = waiting(io, 2);
    support::test_thread waits([&] {
        EXPECT(sp::wait_any({&a, &b}) == 1);
        EXPECT(sp::wait_all({&a, &b}) == std::vector({1, 2}));
    });
    BOOST_TEST(support::falls_asleep(waits));
    b.stdin_().close();
    BOOST_TEST(eventually([&] { return b.returncode().has_value(); }));
    a.stdin_().close();
    waits.join();
}

BOOST_AUTO_TEST_CASE(cancelled)
{
    for (int steps = 0; steps != 4; ++steps)
    {
        asio::io_context io;
        auto a = waiting(io, 1);
        auto b = waiting(io, 2);
        asio::cancellation_signal signal;
        chosen w;
        sp::async_wait_any(
            {&a, &b}, asio::bind_cancellation_slot(signal.slot(), w.handler()));
        for (int i = 0; i != steps; ++i)
        {
            io.run_one_for(1ms);
        }
        signal.emit(asio::cancellation_type::terminal);
        io.restart();
        io.run();
        BOOST_TEST(w.calls == 1);
        BOOST_TEST((w.error == asio::error::operation_aborted));
        BOOST_TEST((!a.poll() && !b.poll()));
        a.stdin_().close();
        b.stdin_().close();
        sp::wait_all({&a, &b});
    }
}

// The end of one of the objects ends the wait.
BOOST_AUTO_TEST_CASE(one_is_gone)
{
    for (int steps = 0; steps != 4; ++steps)
    {
        asio::io_context io;
        using Popen = sp::basic_popen<kills>;
        Popen a(io.get_executor(), child({"forever"}));
        auto b = std::make_unique<Popen>(io.get_executor(), child({"forever"}));
        chosen any;
        all_ended all;
        sp::async_wait_any({&a, b.get()}, any.handler());
        sp::async_wait_all({&a, b.get()}, all.handler());
        for (int i = 0; i != steps; ++i)
        {
            io.run_one_for(1ms);
        }
        b.reset();
        io.restart();
        io.run();
        BOOST_TEST((any.error == asio::error::operation_aborted));
        BOOST_TEST((all.error == asio::error::operation_aborted));
        BOOST_TEST(all.codes.empty());
        a.kill();
        a.wait();
    }
}

BOOST_AUTO_TEST_CASE(in_a_coroutine)
{
    asio::io_context io;
    auto a = waiting(io, 1);
    auto b = waiting(io, 2);
    a.stdin_().close();
    auto both = [&]() -> asio::awaitable<void> {
        std::vector<sp::Popen*> const list{&a, &b};
        BOOST_TEST(co_await sp::async_wait_any(list) == 0U);
        b.stdin_().close();
        auto const codes = co_await sp::async_wait_all(list);
        BOOST_TEST(codes == std::vector({1, 2}),
                   boost::test_tools::per_element());
    };
    auto done = asio::co_spawn(io, both(), asio::use_future);
    io.run();
    done.get();
}

BOOST_AUTO_TEST_SUITE_END()
