// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/basic_queue.hpp>

#include "async_cases.hpp"
#include "no_stall_checks.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/use_future.hpp>

#include <functional>
#include <memory>
#include <vector>

namespace {

using put_queues = boost::mp11::mp_append<all_queues, three<int, plain_policy>>;

// The results of operations, in the order of the calls.
struct record
{
    std::vector<error_code> calls;

    auto on(asio::io_context& io)
    {
        return asio::bind_executor(
            io, [this](error_code e) { calls.push_back(e); });
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(async_put)

TEST_CASE_FOR_TYPES(waits_for_room, Queue, put_queues)
{
    Queue q(1);
    asio::io_context io;
    record seen;
    q.async_put(1, seen.on(io));
    q.async_put(2, seen.on(io));
    // The initiating call changes nothing.
    BOOST_TEST(q.empty());
    BOOST_TEST(seen.calls.empty());
    io.poll();
    BOOST_TEST(seen.calls.size() == 1u);
    BOOST_TEST(q.qsize() == 1u);
    BOOST_TEST(q.get() == 1);
    BOOST_TEST(q.empty());
    io.run();
    BOOST_TEST(seen.calls.size() == 2u);
    BOOST_TEST(!seen.calls.back());
    BOOST_TEST(q.unfinished_tasks() == 2u);
    BOOST_TEST(q.get() == 2);
}

TEST_CASE_FOR_TYPES(items_enter_in_the_order_of_the_calls, Queue, put_queues)
{
    Queue q(1);
    asio::io_context io;
    record seen;
    for (int i = 0; i != 5; ++i)
    {
        q.async_put(i, seen.on(io));
    }
    std::vector<int> got;
    for (int i = 0; i != 5; ++i)
    {
        io.poll();
        got.push_back(number(q.get()).value);
    }
    BOOST_TEST(got == (std::vector<int>{0, 1, 2, 3, 4}));
    BOOST_TEST(seen.calls.size() == 5u);
}

TEST_CASE_FOR_TYPES(a_larger_bound_lets_all_in, Queue, put_queues)
{
    for (auto const bound : {4, 0})
    {
        Queue q(1);
        asio::io_context io;
        record seen;
        for (int i = 0; i != 4; ++i)
        {
            q.async_put(i, seen.on(io));
        }
        io.poll();
        BOOST_TEST(q.qsize() == 1u);
        q.maxsize(bound);
        io.run();
        BOOST_TEST(q.qsize() == 4u);
    }
}

// The operation was notified, but the room is gone: it waits again, and may be
// destroyed with its context.
TEST_CASE_FOR_TYPES(a_call_may_come_to_nothing, Queue, put_queues)
{
    Queue q(2);
    q.put(1);
    q.put(2);
    auto const alive = std::make_shared<int>(0);
    bool put = false;
    {
        asio::io_context io;
        q.async_put(3, asio::bind_executor(
                           io, [alive, &put](error_code) { put = true; }));
        q.get();
        q.maxsize(1);
        io.poll();
        BOOST_TEST(!put);
        BOOST_TEST(q.qsize() == 1u);
    }
    BOOST_TEST(alive.use_count() == 1);
    BOOST_TEST(!put);
    // It has no reservation left.
    q.get();
    q.put_nowait(4);
}

TEST_CASE_FOR_TYPES(a_shut_down_queue_is_an_error, Queue, put_queues)
{
    Queue q(1);
    asio::io_context io;
    record seen;
    q.put(1);
    q.async_put(2, seen.on(io));
    q.shutdown();
    q.async_put(3, seen.on(io));
    io.run();
    BOOST_TEST(seen.calls.size() == 2u);
    BOOST_TEST((seen.calls.at(0) == cq::errc::shut_down));
    BOOST_TEST((seen.calls.at(1) == cq::errc::shut_down));
    BOOST_TEST(q.qsize() == 1u);
}

TEST_CASE_FOR_TYPES(feeds_threads_and_operations, Queue, shared_queues)
{
    Queue q(2);
    running_context io;
    tally all(500);
    for (int i = 0; i != 500; ++i)
    {
        all.put(i);
        q.async_put(i, asio::bind_executor(*io, [](error_code) {}));
    }
    thread_group getters(4, [&](int) {
        for (int i = 0; i != 100; ++i)
        {
            all.got(number(q.get()).value);
        }
    });
    getters.join();
    for (int i = 0; i != 100; ++i)
    {
        all.got(number(q.get()).value);
    }
    io.finish();
    BOOST_TEST(all.wrong() == "");
}

BOOST_AUTO_TEST_CASE(futures)
{
    cq::Queue<int> q(1);
    q.async_put(1, asio::use_future).get();
    // On this thread: the thread sanitizer does not see how two threads agree
    // on which of them destroys the exception.
    asio::io_context io;
    auto second = q.async_put(2, asio::bind_executor(io, asio::use_future));
    q.shutdown();
    io.run();
    BOOST_CHECK_EXCEPTION(second.get(), boost::system::system_error,
                          [](boost::system::system_error const& e) {
                              return e.code() == cq::errc::shut_down;
                          });
}

BOOST_AUTO_TEST_CASE(deferred_operations_keep_their_items)
{
    cq::Queue<std::unique_ptr<int>> q;
    asio::io_context io;
    record seen;
    {
        auto operation = q.async_put(std::make_unique<int>(1), asio::deferred);
        auto never = q.async_put(std::make_unique<int>(2), asio::deferred);
        io.poll();
        io.restart();
        BOOST_TEST(q.empty());
        std::move(operation)(seen.on(io));
    }
    io.run();
    BOOST_TEST(*q.get() == 1);
    BOOST_TEST(q.empty());
}

// At every moment there is exactly one copy of the item.
BOOST_AUTO_TEST_CASE(an_item_that_is_not_put_is_destroyed)
{
    auto const item = std::make_shared<int>(0);
    asio::cancellation_signal cancel;
    cq::Queue<std::shared_ptr<int>> q(1);
    asio::io_context io;
    record seen;
    q.put(nullptr);
    q.async_put(item, asio::bind_cancellation_slot(cancel.slot(), seen.on(io)));
    BOOST_TEST(item.use_count() == 2);
    cancel.emit(asio::cancellation_type::total);
    BOOST_TEST(seen.calls.empty());
    io.run();
    BOOST_TEST(item.use_count() == 1);
    BOOST_TEST((seen.calls.at(0) == asio::error::operation_aborted));
    BOOST_TEST(q.get() == nullptr);
    BOOST_CHECK_THROW(q.get_nowait(), cq::Empty);
    BOOST_TEST(q.unfinished_tasks() == 1u);
}

// An operation that is cancelled leaves the room to the next waiter.
TEST_CASE_FOR_TYPES(cancelled_after_the_call_it_passes_the_room_on, Queue,
                    shared_queues)
{
    Queue q(1);
    asio::io_context io;
    asio::cancellation_signal cancel;
    record first;
    q.put(0);
    q.async_put(1, asio::bind_cancellation_slot(cancel.slot(), first.on(io)));
    support::test_thread second([&] { q.put(2); });
    BOOST_TEST(support::falls_asleep(second));
    BOOST_TEST(q.get() == 0);
    cancel.emit(asio::cancellation_type::terminal);
    io.run();
    second.join();
    BOOST_TEST((first.calls.at(0) == asio::error::operation_aborted));
    BOOST_TEST(q.get() == 2);
}

BOOST_AUTO_TEST_SUITE_END()
