// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/basic_queue.hpp>

#include "async_cases.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/use_future.hpp>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace {

struct record
{
    std::vector<std::pair<error_code, bool>> calls;

    auto on(asio::io_context& io)
    {
        return asio::bind_executor(
            io, [this](error_code e, bool all) { calls.emplace_back(e, all); });
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(async_join)

TEST_CASE_FOR_TYPES(completes_when_all_is_done, Queue, all_queues)
{
    Queue q;
    asio::io_context io;
    record seen;
    q.put(1);
    q.put(2);
    q.async_join(seen.on(io));
    q.async_join(seen.on(io));
    q.get();
    q.get();
    q.task_done();
    BOOST_TEST(io.poll() == 0u);
    q.task_done();
    BOOST_TEST(seen.calls.empty());
    io.run();
    BOOST_TEST(seen.calls.size() == 2u);
    BOOST_TEST(!seen.calls.at(1).first);
    BOOST_TEST(seen.calls.at(0).second);
    BOOST_TEST(seen.calls.at(1).second);
}

TEST_CASE_FOR_TYPES(completes_at_once_when_nothing_is_to_do, Queue, all_queues)
{
    Queue q;
    asio::io_context io;
    record seen;
    q.async_join(seen.on(io));
    BOOST_TEST(seen.calls.empty());
    io.run();
    BOOST_TEST(seen.calls.size() == 1u);
    BOOST_TEST(seen.calls.at(0).second);
}

// As with a thread that wakes up late, only the tasks that were unfinished at
// the call count.
TEST_CASE_FOR_TYPES(later_items_are_not_waited_for, Queue, all_queues)
{
    Queue q;
    asio::io_context io;
    record seen;
    q.put(1);
    q.async_join(seen.on(io));
    q.get();
    q.task_done();
    q.put(2);
    io.run();
    BOOST_TEST(seen.calls.size() == 1u);
    BOOST_TEST(seen.calls.at(0).second);
}

TEST_CASE_FOR_TYPES(tells_what_was_thrown_away, Queue, all_queues)
{
    Queue q;
    asio::io_context io;
    record seen;
    q.put(1);
    q.async_join(seen.on(io));
    q.shutdown(true);
    io.run();
    BOOST_TEST(seen.calls.size() == 1u);
    BOOST_TEST(!seen.calls.at(0).first);
    BOOST_TEST(!seen.calls.at(0).second);
}

BOOST_AUTO_TEST_CASE(futures)
{
    cq::Queue<int> q;
    q.put(1);
    auto done = q.async_join(asio::use_future);
    q.get();
    q.task_done();
    BOOST_TEST(done.get());
}

BOOST_AUTO_TEST_CASE(can_be_cancelled)
{
    asio::cancellation_signal cancel;
    cq::Queue<int> q;
    asio::io_context io;
    record seen;
    q.put(1);
    q.async_join(asio::bind_cancellation_slot(cancel.slot(), seen.on(io)));
    cancel.emit(asio::cancellation_type::none);
    BOOST_TEST(io.poll() == 0u);
    cancel.emit(asio::cancellation_type::partial);
    cancel.emit(asio::cancellation_type::partial);
    BOOST_TEST(seen.calls.empty());
    q.get();
    q.task_done();
    io.run();
    BOOST_TEST(seen.calls.size() == 1u);
    BOOST_TEST((seen.calls.at(0).first == asio::error::operation_aborted));
    BOOST_TEST(!seen.calls.at(0).second);
}

BOOST_AUTO_TEST_CASE(can_be_cancelled_after_the_call)
{
    asio::cancellation_signal cancel;
    cq::Queue<int> q;
    asio::io_context io;
    record seen;
    q.put(1);
    q.async_join(asio::bind_cancellation_slot(cancel.slot(), seen.on(io)));
    q.get();
    q.task_done();
    cancel.emit(asio::cancellation_type::terminal);
    io.run();
    BOOST_TEST(seen.calls.size() == 1u);
    BOOST_TEST((seen.calls.at(0).first == asio::error::operation_aborted));
}

BOOST_AUTO_TEST_CASE(ends_with_the_queue)
{
    asio::io_context io;
    record seen;
    std::optional<cq::Queue<int>> q(std::in_place);
    q->put(1);
    auto late = q->async_join(asio::deferred);
    q->async_join(seen.on(io));
    q.reset();
    std::move(late)(seen.on(io));
    io.run();
    BOOST_TEST(seen.calls.size() == 2u);
    BOOST_TEST((seen.calls.at(0).first == asio::error::operation_aborted));
    BOOST_TEST((seen.calls.at(1).first == asio::error::operation_aborted));
}

BOOST_AUTO_TEST_CASE(ends_with_the_context)
{
    cq::Queue<int> q;
    auto const alive = std::make_shared<int>(0);
    q.put(1);
    {
        asio::io_context io;
        asio::io_context other;
        q.async_join(
            asio::bind_executor(io, [alive](error_code, bool) { throw 1; }));
        q.get();
        q.task_done(); // called
        q.put(1);
        q.async_join(
            asio::bind_executor(other, [alive](error_code, bool) { throw 1; }));
        BOOST_TEST(alive.use_count() == 3);
    }
    BOOST_TEST(alive.use_count() == 1);
    q.get();
    q.task_done();
    BOOST_TEST(q.join());
}

// Workers, and many threads and operations that wait for them.
TEST_CASE_FOR_TYPES(among_threads, Queue, shared_queues)
{
    Queue q;
    running_context io;
    std::atomic<int> complete{0};
    for (int i = 0; i != 50; ++i)
    {
        q.put(i);
    }
    thread_group all(8, [&](int i) {
        if (i < 3)
        {
            complete += q.join();
        }
        else
        {
            for (int n = 0; n != 10; ++n)
            {
                q.get();
                q.async_join(
                    asio::bind_executor(*io, [&](error_code e, bool done) {
                        complete += !e && done;
                    }));
                q.task_done();
            }
        }
    });
    all.join();
    io.finish();
    BOOST_TEST(complete == 53);
}

BOOST_AUTO_TEST_SUITE_END()
