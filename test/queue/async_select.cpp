// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/async_select.hpp>

#include "async_cases.hpp"
#include "different_queues.hpp"
#include "no_stall_checks.hpp"

#include <support/counting_allocator.hpp>

#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_future.hpp>

#include <array>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <variant>
#include <vector>

namespace {

// The results of operations on queues of numbers: the error, the index of the
// queue and the item.
struct record
{
    struct call
    {
        error_code error;
        std::size_t index;
        int item;

        friend bool operator==(call const&, call const&) = default;
    };

    std::vector<call> calls;

    auto handler()
    {
        return [this](error_code e, auto const& item) {
            std::visit(
                [&](auto const& i) {
                    calls.push_back({e, item.index(), number(i).value});
                },
                item);
        };
    }

    auto on(asio::io_context& io)
    {
        return asio::bind_executor(io, handler());
    }

    bool only(std::size_t index, int item) const
    {
        return calls == std::vector<call>{{{}, index, item}};
    }

    bool only(error_code e) const
    {
        return calls.size() == 1 && calls[0].error == e;
    }
};

// Three queues of a kind.
template<class Queue>
struct trio
{
    Queue a, b, c;

    template<class Token>
    auto select(Token&& token)
    {
        return cq::async_select(a, b, c, std::forward<Token>(token));
    }

    auto& operator[](int i)
    {
        return i == 0 ? a : i == 1 ? b : c;
    }

    std::size_t size() const
    {
        return a.qsize() + b.qsize() + c.qsize();
    }
};

using queues = queues_with_async_get;

} // namespace

BOOST_AUTO_TEST_SUITE(async_select)

BOOST_AUTO_TEST_CASE(takes_from_the_one_that_has_something)
{
    different_queues q;
    asio::io_context io;
    std::vector<different_queues::item> got;
    q.check([&] {
        cq::async_select(q.a, q.b, q.c, q.d,
                         asio::bind_executor(io, [&](error_code e, auto item) {
                             BOOST_TEST(!e);
                             got.push_back(std::move(item));
                         }));
        BOOST_TEST(got.empty()); // nothing happens during the call
        io.run();
        io.restart();
        auto first = std::move(got.at(0));
        got.clear();
        return first;
    });
}

TEST_CASE_FOR_TYPES(waits_for_the_first, Queue, queues)
{
    for (int which = 0; which != 3; ++which)
    {
        trio<Queue> q;
        asio::io_context io;
        record seen;
        q.select(seen.on(io));
        io.poll();
        BOOST_TEST(seen.calls.empty());
        q[which].put(7);
        q[which].put(8);
        // The item is taken when the handler is called.
        BOOST_TEST(q.size() == 2u);
        io.restart();
        io.run();
        BOOST_TEST(seen.only(which, 7 + (kind<Queue>::lifo ? 1 : 0)));
        BOOST_TEST(q.size() == 1u);
        // It has left all wait queues, and reserves nothing.
        for (int i = 0; i != 3; ++i)
        {
            q[i].put(9);
            q[i].get_nowait();
        }
    }
}

// Several queues notify it: it takes one item, and other waiters get the rest.
TEST_CASE_FOR_TYPES(takes_one_item, Queue, queues)
{
    trio<Queue> q;
    asio::io_context io;
    record seen;
    std::array<record, 3> others;
    q.select(seen.on(io));
    for (int i = 0; i != 3; ++i)
    {
        cq::async_select(q[i], others[i].on(io));
    }
    for (int i = 0; i != 3; ++i)
    {
        q[i].put(i);
    }
    io.poll();
    BOOST_TEST(seen.calls.size() == 1u);
    BOOST_TEST(q.size() == 0u);
    for (int i = 0; i != 3; ++i)
    {
        bool const mine = seen.calls[0].item == i;
        BOOST_TEST(others[i].calls.size() == (mine ? 0u : 1u));
        q[i].put(i);
    }
    io.run();
    BOOST_TEST(q.size() == 2u);
}

// The item for which it was notified is gone: it goes on waiting, in all
// queues.
TEST_CASE_FOR_TYPES(an_attempt_may_come_to_nothing, Queue, queues)
{
    for (int taken = 0; taken != 3; ++taken)
    {
        for (int which = 0; which != 3; ++which)
        {
            for (auto const early : {true, false})
            {
                trio<Queue> q;
                asio::io_context io;
                record seen;
                if (early)
                {
                    q[taken].put(1);
                }
                q.select(seen.on(io));
                if (!early)
                {
                    q[taken].put(1);
                }
                BOOST_TEST(q[taken].get_nowait() == 1);
                io.poll();
                BOOST_TEST(seen.calls.empty());
                q[which].put(2);
                io.restart();
                io.run();
                BOOST_TEST(seen.only(which, 2));
            }
        }
    }
}

TEST_CASE_FOR_TYPES(operations_get_items_in_the_order_of_the_calls, Queue,
                    queues)
{
    trio<Queue> q;
    asio::io_context io;
    std::array<record, 3> seen;
    for (auto& s : seen)
    {
        q.select(s.on(io));
    }
    for (int i = 0; i != 3; ++i)
    {
        q.b.put(i);
        io.poll();
        io.restart();
        BOOST_TEST(seen[i].only(1, i));
    }
}

BOOST_AUTO_TEST_CASE(no_queue_is_preferred)
{
    trio<cq::Queue<int>> q;
    for (int i = 0; i != 30; ++i)
    {
        q.a.put(i);
        q.b.put(i);
        q.c.put(i);
    }
    for (int round = 0; round != 30; ++round)
    {
        asio::io_context io;
        record seen;
        std::set<std::size_t> indices;
        for (int i = 0; i != 3; ++i)
        {
            q.select(seen.on(io));
        }
        io.run();
        for (auto const& call : seen.calls)
        {
            indices.insert(call.index);
        }
        BOOST_TEST(indices.size() == 3u);
    }
    BOOST_TEST(q.size() == 0u);
}

// A thread, an operation and a select wait for the same item, in this order.
BOOST_AUTO_TEST_CASE(waits_in_line)
{
    cq::Queue<int> a;
    cq::Queue<int> b;
    asio::io_context io;
    getter_log operation;
    record seen;
    a.async_get(operation.on(io));
    cq::async_select(a, b, seen.on(io));
    support::test_thread last([&] { EXPECT(a.get() == 3); });
    BOOST_TEST(support::falls_asleep(last));
    a.put(1);
    io.poll();
    BOOST_TEST(operation.items() == std::vector<int>{1});
    a.put(2);
    io.restart();
    io.poll();
    BOOST_TEST(seen.only(0, 2));
    a.put(3);
    last.join();
}

BOOST_AUTO_TEST_CASE(the_same_queue_twice)
{
    cq::Queue<int> q;
    asio::io_context io;
    record seen;
    for (int i = 0; i != 4; ++i)
    {
        if (i % 2 != 0)
        {
            q.put(i);
        }
        cq::async_select(q, q, seen.on(io));
        q.put(i);
        io.run();
        io.restart();
    }
    BOOST_TEST(seen.calls.size() == 4u);
    BOOST_TEST(q.qsize() == 2u);
    cq::async_select(q, q, seen.on(io));
    cq::async_select(q, q, seen.on(io));
    io.run();
    BOOST_TEST(q.empty());
    q.put(1);
    BOOST_TEST(q.get_nowait() == 1);
}

// --- the end of queues -------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_shut_down_queue_is_left_out)
{
    trio<cq::Queue<int>> q;
    asio::io_context io;
    record seen;
    q.a.put(1);
    q.a.shutdown();
    q.c.shutdown();
    auto const run = [&] {
        io.restart();
        io.poll();
        return std::exchange(seen.calls, {});
    };
    // Items that are left are got.
    q.select(seen.on(io));
    BOOST_TEST((run() == std::vector<record::call>{{{}, 0, 1}}));
    q.select(seen.on(io));
    BOOST_TEST(run().empty());
    q.b.put(2);
    BOOST_TEST((run() == std::vector<record::call>{{{}, 1, 2}}));
    // The last shutdown ends the wait.
    q.select(seen.on(io));
    BOOST_TEST(run().empty());
    q.b.shutdown();
    io.restart();
    io.run();
    BOOST_TEST(seen.only(cq::errc::shut_down));
    seen.calls.clear();
    q.select(seen.on(io));
    io.restart();
    io.run();
    BOOST_TEST(seen.only(cq::errc::shut_down));
}

TEST_CASE_FOR_TYPES(operations_end_with_the_last_queue, Queue, three<int>)
{
    std::optional<Queue> a(std::in_place);
    std::optional<Queue> b(std::in_place);
    asio::io_context io;
    record seen;
    record both;
    record late;
    cq::async_select(*a, *b, seen.on(io));
    cq::async_select(*a, *b, both.on(io));
    auto launch = cq::async_select(*a, *b, asio::deferred);
    a.reset();
    io.poll();
    BOOST_TEST(seen.calls.empty());
    b->put(1);
    io.restart();
    io.poll();
    BOOST_TEST(seen.only(1, 1));
    b.reset();
    std::move(launch)(late.on(io));
    io.restart();
    io.run();
    BOOST_TEST(both.only(asio::error::operation_aborted));
    BOOST_TEST(late.only(asio::error::operation_aborted));
}

BOOST_AUTO_TEST_CASE(a_comparison_that_throws_ends_it)
{
    cq::Queue<int> a;
    asio::io_context io;
    error_code end;
    // The comparison runs the step of an operation on its own queue.
    cq::PriorityQueue<int, std::function<bool(int, int)>> c(0,
                                                            [&](int x, int y) {
                                                                io.poll();
                                                                return x < y;
                                                            });
    c.put(1);
    cq::async_select(
        a, c,
        asio::bind_executor(
            io, [&](error_code e, std::variant<int, int>) { end = e; }));
    c.put(2);
    BOOST_TEST((end == cq::errc::comparison_failed));
    BOOST_CHECK_THROW(std::rethrow_exception(c.comparison_error()),
                      concur::RuntimeError);
    BOOST_TEST(c.qsize() == 2u);
    BOOST_TEST(c.get_nowait() == 1);
    // It has left the other queue.
    a.put(3);
    BOOST_TEST(a.get_nowait() == 3);
}

// --- cancellation ------------------------------------------------------------

TEST_CASE_FOR_TYPES(a_cancelled_select_takes_nothing, Queue, queues)
{
    // The item comes before the call, after it, or after the cancellation.
    for (int moment = 0; moment != 4; ++moment)
    {
        for (int which = 0; which != 3; ++which)
        {
            trio<Queue> q;
            asio::io_context io;
            asio::cancellation_signal cancel;
            record seen;
            auto const put_at = [&](int now) {
                if (moment == now)
                {
                    q[which].put(1);
                }
            };
            put_at(0);
            q.select(asio::bind_cancellation_slot(cancel.slot(), seen.on(io)));
            put_at(1);
            cancel.emit(asio::cancellation_type::total);
            put_at(2);
            cancel.emit(asio::cancellation_type::terminal);
            io.run();
            put_at(3);
            BOOST_TEST(seen.only(asio::error::operation_aborted));
            BOOST_TEST(!cancel.slot().has_handler());
            // The item is for the next.
            record next;
            q.select(next.on(io));
            io.restart();
            io.run();
            BOOST_TEST(next.only(which, 1));
        }
    }
}

TEST_CASE_FOR_TYPES(a_cancelled_select_passes_its_items_on, Queue, three<int>)
{
    trio<Queue> q;
    asio::io_context io;
    asio::cancellation_signal cancel;
    record seen;
    q.select(asio::bind_cancellation_slot(cancel.slot(), seen.on(io)));
    thread_group getters(3, [&](int i) { EXPECT(q[i].get() == i); });
    BOOST_TEST(getters.falls_asleep());
    for (int i = 0; i != 3; ++i)
    {
        q[i].put(i);
    }
    cancel.emit(asio::cancellation_type::partial);
    io.run();
    getters.join();
    BOOST_TEST(seen.only(asio::error::operation_aborted));
}

// --- tokens, executors, memory -----------------------------------------------

BOOST_AUTO_TEST_CASE(tokens)
{
    cq::Queue<std::unique_ptr<int>> a;
    cq::Queue<int> b;
    asio::io_context io;
    auto later =
        cq::async_select(a, b, asio::bind_executor(io, asio::use_future));
    a.put(std::make_unique<int>(3));
    io.run();
    BOOST_TEST(*std::get<0>(later.get()) == 3);

    auto operation = cq::async_select(b, b, asio::deferred);
    auto const never = cq::async_select(b, asio::deferred);
    b.put(1);
    BOOST_TEST(b.get_nowait() == 1);
    record seen;
    std::move(operation)(seen.on(io));
    b.put(2);
    io.restart();
    io.run();
    BOOST_TEST(seen.calls.at(0).item == 2);

    a.shutdown();
    auto end = cq::async_select(a, asio::bind_executor(io, asio::use_future));
    io.restart();
    io.run();
    BOOST_CHECK_THROW(end.get(), boost::system::system_error);
}

// After an error, the value is absent if no default variant can be made.
BOOST_AUTO_TEST_CASE(items_without_a_default)
{
    cq::Queue<number> a;
    cq::Queue<int> b;
    asio::io_context io;
    std::vector<std::optional<std::variant<number, int>>> got;
    for (int i = 0; i != 2; ++i)
    {
        cq::async_select(
            a, b,
            asio::bind_executor(
                io,
                [&](error_code, std::optional<std::variant<number, int>> item) {
                    got.push_back(item);
                }));
    }
    b.put(4);
    a.shutdown();
    b.shutdown();
    io.run();
    BOOST_TEST(got.size() == 2u);
    BOOST_TEST(std::get<1>(got.at(0).value()) == 4);
    BOOST_TEST(!got.at(1));
}

BOOST_AUTO_TEST_CASE(memory_comes_from_the_allocator_of_the_handler)
{
    support::allocation_balance balance;
    cq::Queue<int> a;
    cq::Queue<int> b;
    asio::io_context io;
    int left = -1;
    cq::async_select(
        a, b,
        asio::bind_allocator(
            support::counting_allocator<char>(balance),
            asio::bind_executor(io, [&](error_code, std::variant<int, int>) {
                left = balance.bytes;
            })));
    BOOST_TEST(balance.allocations == 1);
    b.put(1);
    io.run();
    BOOST_TEST(left == 0);
}

// --- the end of the context --------------------------------------------------

// The context is destroyed after each number of handlers. Nothing is lost.
TEST_CASE_FOR_TYPES(a_context_is_destroyed_at_every_step, Queue, queues)
{
    auto const alive = std::make_shared<int>(0);
    for (int steps = 0; steps != 12; ++steps)
    {
        trio<Queue> q;
        q.a.put(0);
        q.c.put(1);
        int got = 0;
        {
            asio::io_context io;
            auto const strand = asio::make_strand(io);
            auto const handler = [&, alive](error_code e, auto const&) {
                got += !e;
            };
            for (int i = 0; i != 3; ++i)
            {
                q.select(asio::bind_executor(io, handler));
                q.select(asio::bind_executor(strand, handler));
            }
            q.b.put(2);
            q.b.put(3);
            for (int i = 0; i != steps; ++i)
            {
                io.poll_one();
            }
            BOOST_TEST(alive.use_count() >= 3);
        }
        BOOST_TEST(alive.use_count() == 1);
        BOOST_TEST(q.size() + got == 4u);
        while (q.size() != 0)
        {
            // No reservation is left.
            asio::io_context io;
            record seen;
            q.select(seen.on(io));
            io.run();
            BOOST_TEST((seen.calls.at(0).error == error_code()));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
