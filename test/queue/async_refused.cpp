// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/basic_queue.hpp>

#include "async_cases.hpp"
#include "no_stall_checks.hpp"

#include <support/hooked_executor.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <memory>
#include <new>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

// Executors that have no memory for the function that an operation posts.

namespace {

// An executor that throws instead of running functions.
template<bool HasContext>
using refusing_executor =
    support::hooked_executor<support::refusals, HasContext>;

using executors = std::tuple<refusing_executor<true>, refusing_executor<false>>;

} // namespace

BOOST_AUTO_TEST_SUITE(async_refused)

// If there is no memory to post, the operation waits for the next notification.
TEST_CASE_FOR_TYPES(a_call_that_is_refused_comes_again, Executor, executors)
{
    cq::Queue<int> q;
    asio::io_context io;
    support::refusals refusals{0};
    std::vector<int> got;
    auto const alive = std::make_shared<int>(0);
    auto const get = [&](int) {
        q.async_get(asio::bind_executor(Executor{&io, &refusals},
                                        [&, alive](error_code e, int item) {
                                            got.push_back(e ? -1 : item);
                                        }));
    };
    get(0);
    get(1);
    refusals = 1;
    BOOST_CHECK_NO_THROW(q.put(1));
    BOOST_TEST(alive.use_count() == 3);
    BOOST_TEST(q.qsize() == 1u);
    BOOST_TEST(io.poll() == 0u);
    io.restart();
    q.put(2);
    io.run();
    BOOST_TEST(got == (std::vector<int>{1, 2}));
    BOOST_TEST(alive.use_count() == 1);
}

// The same for an operation that need not wait.
TEST_CASE_FOR_TYPES(a_first_step_that_is_refused, Executor, executors)
{
    cq::Queue<int> q;
    asio::io_context io;
    support::refusals refusals{0};
    auto const alive = std::make_shared<int>(0);
    auto const refused = [&](auto const& start) {
        refusals = 1;
        BOOST_CHECK_THROW(start(Executor{&io, &refusals}), std::bad_alloc);
        BOOST_TEST(refusals == 0);
        BOOST_TEST(alive.use_count() == 1);
    };
    refused([&](Executor const& e) {
        q.async_join(asio::bind_executor(e, [alive](error_code, bool) {}));
    });
    q.put(1);
    refused([&](Executor const& e) {
        q.async_get(asio::bind_executor(e, [alive](error_code, int) {}));
    });
    refused([&](Executor const& e) {
        q.async_put(2, asio::bind_executor(e, [alive](error_code) {}));
    });
    refused([&](Executor const& e) {
        cq::Queue<int> other;
        cq::async_select(
            other, q,
            asio::bind_executor(e, [alive](error_code, auto const&) {}));
    });
    BOOST_TEST(io.run() == 0u);
    BOOST_TEST(q.get_nowait() == 1);
    BOOST_TEST(q.empty());
}

// An async_select() that is refused waits in its queues again.
TEST_CASE_FOR_TYPES(a_select_that_is_refused, Executor, executors)
{
    for (auto const last : {0, 1})
    {
        cq::Queue<int> a;
        cq::SimpleQueue<int> b;
        asio::io_context io;
        support::refusals refusals{0};
        std::vector<std::size_t> got;
        auto const alive = std::make_shared<int>(0);
        cq::async_select(
            a, b,
            asio::bind_executor(Executor{&io, &refusals},
                                [&, alive](error_code e, auto const& item) {
                                    got.push_back(e ? 9 : item.index());
                                }));
        for (int i = 0; i != 3; ++i)
        {
            refusals = 2;
            a.put(1);
            b.put(2);
            BOOST_TEST(refusals == 0);
            BOOST_TEST(io.poll() == 0u);
            io.restart();
        }
        last == 0 ? a.put(3) : b.put(3);
        io.run();
        BOOST_TEST(got == std::vector<std::size_t>(1, last));
        BOOST_TEST(alive.use_count() == 1);
        // It reserves nothing.
        BOOST_TEST(a.qsize() + b.qsize() == 6u);
        BOOST_TEST(a.get_nowait() == 1);
        BOOST_TEST(b.get_nowait() == 2);
    }
}

// The same if the step after a cancellation is refused.
TEST_CASE_FOR_TYPES(a_cancellation_that_is_refused, Executor, executors)
{
    cq::Queue<int> a;
    cq::Queue<int> b;
    asio::io_context io;
    asio::cancellation_signal cancel;
    support::refusals refusals{0};
    error_code end;
    cq::async_select(
        a, b,
        asio::bind_cancellation_slot(
            cancel.slot(),
            asio::bind_executor(Executor{&io, &refusals},
                                [&](error_code e, auto const&) { end = e; })));
    refusals = 1;
    cancel.emit(asio::cancellation_type::total);
    BOOST_TEST(io.poll() == 0u);
    b.put(1);
    io.restart();
    io.run();
    BOOST_TEST((end == asio::error::operation_aborted));
    BOOST_TEST(b.get_nowait() == 1);
}

TEST_CASE_FOR_TYPES(refused_operations_end_with_their_queue, Executor,
                    executors)
{
    std::optional<cq::Queue<int>> q(std::in_place);
    asio::io_context io;
    support::refusals refusals{1};
    auto const alive = std::make_shared<int>(0);
    int aborted = 0;
    q->put(0);
    q->get();
    q->async_get(asio::bind_executor(
        Executor{&io, &refusals}, [&, alive](error_code e, int) {
            aborted += e == asio::error::operation_aborted;
        }));
    q->async_join(asio::bind_executor(
        Executor{&io, &refusals}, [&, alive](error_code e, bool) {
            aborted += e == asio::error::operation_aborted;
        }));
    q->put(1);
    BOOST_TEST(refusals == 0);
    BOOST_TEST(alive.use_count() == 3);
    cq::async_select(
        *q, *q,
        asio::bind_executor(Executor{&io, &refusals},
                            [&, alive](error_code e, auto const&) {
                                aborted += e == asio::error::operation_aborted;
                            }));
    q.reset();
    io.run();
    BOOST_TEST(aborted == 3);
    BOOST_TEST(alive.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(refused_operations_end_with_their_context)
{
    cq::Queue<int> q;
    support::refusals refusals{1};
    auto const alive = std::make_shared<int>(0);
    {
        asio::io_context io;
        q.async_get(asio::bind_executor(refusing_executor<true>{&io, &refusals},
                                        [alive](error_code, int) {}));
        cq::async_select(
            q, q,
            asio::bind_executor(refusing_executor<true>{&io, &refusals},
                                [alive](error_code, auto const&) {}));
        q.put(1);
        BOOST_TEST(refusals == 0);
        BOOST_TEST(alive.use_count() == 3);
    }
    BOOST_TEST(alive.use_count() == 1);
    BOOST_TEST(q.get_nowait() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
