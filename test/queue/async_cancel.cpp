// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/basic_queue.hpp>

#include "async_cases.hpp"
#include "no_stall_checks.hpp"

#include <support/counting_allocator.hpp>

#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>

#include <deque>
#include <memory>
#include <new>
#include <utility>
#include <vector>

using asio::cancellation_type;

namespace {

bool only_aborted(getter_log const& seen)
{
    return seen.calls.size() == 1 &&
           seen.calls[0].first == asio::error::operation_aborted;
}

} // namespace

BOOST_AUTO_TEST_SUITE(async_cancel)

TEST_CASE_FOR_TYPES(a_cancelled_get_takes_nothing, Queue, queues_with_async_get)
{
    for (auto const type :
         {cancellation_type::terminal, cancellation_type::partial,
          cancellation_type::total})
    {
        Queue q;
        asio::io_context io;
        asio::cancellation_signal cancel;
        getter_log seen;
        q.async_get(asio::bind_cancellation_slot(cancel.slot(), seen.on(io)));
        cancel.emit(type);
        BOOST_TEST(seen.calls.empty());
        q.put(1);
        io.run();
        BOOST_TEST(only_aborted(seen));
        BOOST_TEST(q.get_nowait() == 1);
    }
}

TEST_CASE_FOR_TYPES(a_call_may_be_cancelled, Queue, queues_with_async_get)
{
    Queue q;
    asio::io_context io;
    asio::cancellation_signal cancel;
    getter_log first;
    getter_log second;
    q.async_get(asio::bind_cancellation_slot(cancel.slot(), first.on(io)));
    q.async_get(second.on(io));
    q.put(1);
    cancel.emit(cancellation_type::terminal);
    cancel.emit(cancellation_type::terminal);
    io.run();
    BOOST_TEST(only_aborted(first));
    // The next operation gets the item.
    BOOST_TEST(second.calls.size() == 1u);
    BOOST_TEST(second.calls.at(0).second == 1);
}

BOOST_AUTO_TEST_CASE(one_that_found_an_item_may_be_cancelled)
{
    cq::Queue<int> q;
    asio::io_context io;
    asio::cancellation_signal cancel;
    getter_log seen;
    q.put(1);
    q.async_get(asio::bind_cancellation_slot(cancel.slot(), seen.on(io)));
    cancel.emit(cancellation_type::total);
    io.run();
    BOOST_TEST(only_aborted(seen));
    BOOST_TEST(q.qsize() == 1u);
}

BOOST_AUTO_TEST_CASE(none_is_no_cancellation)
{
    cq::Queue<int> q;
    asio::io_context io;
    asio::cancellation_signal cancel;
    getter_log seen;
    q.async_get(asio::bind_cancellation_slot(cancel.slot(), seen.on(io)));
    cancel.emit(cancellation_type::none);
    BOOST_TEST(io.poll() == 0u);
    q.put(2);
    io.run();
    BOOST_TEST(seen.calls.at(0).second == 2);
}

// The slot can be used again when the handler is called.
BOOST_AUTO_TEST_CASE(afterwards_a_cancellation_reaches_nothing)
{
    cq::Queue<int> q;
    asio::io_context io;
    asio::cancellation_signal cancel;
    bool free = false;
    q.async_get(asio::bind_cancellation_slot(
        cancel.slot(), asio::bind_executor(io, [&](error_code, int) {
            free = !cancel.slot().has_handler();
            cancel.emit(cancellation_type::terminal);
        })));
    BOOST_TEST(cancel.slot().has_handler());
    q.put(1);
    io.run();
    BOOST_TEST(free);
    cancel.emit(cancellation_type::terminal);
}

// The next waiter gets the item.
TEST_CASE_FOR_TYPES(a_thread_gets_the_item_of_a_cancelled_call, Queue,
                    three<int>)
{
    Queue q;
    asio::io_context io;
    asio::cancellation_signal cancel;
    getter_log seen;
    q.async_get(asio::bind_cancellation_slot(cancel.slot(), seen.on(io)));
    support::test_thread thread([&] { EXPECT(q.get() == 1); });
    BOOST_TEST(support::falls_asleep(thread));
    q.put(1);
    cancel.emit(cancellation_type::terminal);
    io.run();
    thread.join();
    BOOST_TEST(only_aborted(seen));
}

// Operations on a strand are cancelled and notified at the same time: every
// item is got once, by an operation or at the end.
TEST_CASE_FOR_TYPES(no_item_is_lost_between_call_and_cancellation, Queue,
                    three<int>)
{
    constexpr int operations = 3000;
    asio::thread_pool pool(2);
    auto const strand = asio::make_strand(pool);
    Queue q;
    tally all(operations);
    std::deque<asio::cancellation_signal> signals(operations);
    int completed = 0;
    for (int i = 0; i != operations; ++i)
    {
        asio::post(strand, [&, i] {
            q.async_get(asio::bind_cancellation_slot(
                signals[i].slot(),
                asio::bind_executor(strand, [&](error_code e, int item) {
                    ++completed;
                    if (!e)
                    {
                        all.got(item);
                    }
                })));
        });
    }
    thread_group threads(2, [&](int which) {
        for (int i = 0; i != operations; ++i)
        {
            if (which == 0)
            {
                all.put(i);
                q.put(i);
            }
            else if (i % 3 != 0)
            {
                asio::post(strand, [&, i] {
                    signals[i].emit(cancellation_type::total);
                });
            }
        }
    });
    threads.join();
    asio::post(strand, [&] {
        for (auto& s : signals)
        {
            s.emit(cancellation_type::total);
        }
    });
    pool.join();
    for (auto const item : q.drain())
    {
        all.got(item);
    }
    BOOST_TEST(completed == operations);
    BOOST_TEST(all.wrong() == "");
}

// --- memory ------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(memory_comes_from_the_allocator_of_the_handler)
{
    support::allocation_balance b;
    asio::cancellation_signal cancel;
    auto const bound = [&](auto handler) {
        return asio::bind_allocator(support::counting_allocator<char>(b),
                                    std::move(handler));
    };
    cq::Queue<int> q(1);
    cq::Queue<int> other(1);
    std::vector<int> left;
    auto io = std::make_unique<asio::io_context>();
    // When the handler is called, the memory of the operation is free for the
    // next operation.
    q.async_get(bound(asio::bind_executor(*io, [&](error_code, int) {
        left.push_back(b.bytes);
        q.async_join(bound(asio::bind_executor(
            *io, [&](error_code, bool) { left.push_back(b.bytes); })));
        q.task_done();
    })));
    BOOST_TEST(b.allocations == 1);
    q.put(1);
    io->run();
    BOOST_TEST(left == (std::vector<int>{0, 0}));

    // An operation that is cancelled, and one that is destroyed with its
    // context.
    io->restart();
    q.async_get(bound(asio::bind_cancellation_slot(
        cancel.slot(), asio::bind_executor(*io, [](error_code, int) {}))));
    cancel.emit(cancellation_type::terminal);
    io->run();
    BOOST_TEST(b.bytes == 0);
    q.put(1);
    q.async_put(1, bound(asio::bind_executor(*io, [](error_code) {})));
    other.async_get(bound(asio::bind_executor(*io, [](error_code, int) {})));
    BOOST_TEST(b.bytes > 0);
    io.reset();
    BOOST_TEST(b.bytes == 0);
}

BOOST_AUTO_TEST_CASE(no_memory_for_an_operation)
{
    support::allocation_balance b;
    cq::Queue<std::shared_ptr<int>> q;
    asio::io_context io;
    auto const alive = std::make_shared<int>(0);
    b.refuse = true;
    BOOST_CHECK_THROW(
        q.async_get(asio::bind_allocator(
            support::counting_allocator<char>(b),
            asio::bind_executor(
                io, [alive](error_code, std::shared_ptr<int> const&) {}))),
        std::bad_alloc);
    BOOST_CHECK_THROW(
        q.async_put(alive, asio::bind_allocator(
                               support::counting_allocator<char>(b),
                               asio::bind_executor(io, [](error_code) {}))),
        std::bad_alloc);
    BOOST_TEST(alive.use_count() == 1);
    BOOST_TEST(io.run() == 0u);
    q.put(alive);
    BOOST_TEST(q.get_nowait() == alive);
}

BOOST_AUTO_TEST_SUITE_END()
