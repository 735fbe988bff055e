// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/basic_queue.hpp>

#include "async_cases.hpp"

#include <boost/asio/execution/blocking.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/post.hpp>

#include <atomic>
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
struct refusing_executor
{
    asio::io_context* context;
    std::atomic<int>* refusals; // to come

    asio::io_context&
    query(asio::execution::context_t) const noexcept requires HasContext
    {
        return *context;
    }

    static constexpr auto query(asio::execution::blocking_t) noexcept
    {
        return asio::execution::blocking.never;
    }

    template<class Function>
    void execute(Function f) const
    {
        if (*refusals > 0)
        {
            --*refusals;
            throw std::bad_alloc();
        }
        asio::post(*context, std::move(f));
    }

    bool operator==(refusing_executor const&) const noexcept = default;
};

using executors = std::tuple<refusing_executor<true>, refusing_executor<false>>;

} // namespace

BOOST_AUTO_TEST_SUITE(async_refused)

// If there is no memory to post, the operation waits for the next notification.
TEST_CASE_FOR_TYPES(a_call_that_is_refused_comes_again, Executor, executors)
{
    cq::Queue<int> q;
    asio::io_context io;
    std::atomic<int> refusals{0};
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
    std::atomic<int> refusals{0};
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
    BOOST_TEST(io.run() == 0u);
    BOOST_TEST(q.get_nowait() == 1);
    BOOST_TEST(q.empty());
}

TEST_CASE_FOR_TYPES(refused_operations_end_with_their_queue, Executor,
                    executors)
{
    std::optional<cq::Queue<int>> q(std::in_place);
    asio::io_context io;
    std::atomic<int> refusals{1};
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
    q.reset();
    io.run();
    BOOST_TEST(aborted == 2);
    BOOST_TEST(alive.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(refused_operations_end_with_their_context)
{
    cq::Queue<int> q;
    std::atomic<int> refusals{1};
    auto const alive = std::make_shared<int>(0);
    {
        asio::io_context io;
        q.async_get(asio::bind_executor(refusing_executor<true>{&io, &refusals},
                                        [alive](error_code, int) {}));
        q.put(1);
        BOOST_TEST(alive.use_count() == 2);
    }
    BOOST_TEST(alive.use_count() == 1);
    BOOST_TEST(q.get_nowait() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
