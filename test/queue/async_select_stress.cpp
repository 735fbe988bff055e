// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/async_select.hpp>

#include "async_cases.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/detail/config.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>

#ifdef BOOST_ASIO_HAS_CO_AWAIT
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#endif

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <random>
#include <type_traits>
#include <variant>
#include <vector>

// Many operations select from several queues, beside other getters: every item
// is got once.

namespace {

template<class Policy>
struct queues
{
    cq::Queue<int, Policy> fifo{3};
    cq::LifoQueue<defaulted, Policy> lifo{1};
    priority_queue<int, Policy> lowest;
    cq::SimpleQueue<int, Policy> simple;

    void put(int item)
    {
        switch (item % 4)
        {
        case 0:
            return fifo.put(item);
        case 1:
            return lifo.put(item);
        case 2:
            return lowest.put(item);
        default:
            return simple.put(item);
        }
    }

    template<class Token>
    auto select(Token&& token)
    {
        return cq::async_select(fifo, lifo, lowest, simple,
                                std::forward<Token>(token));
    }

    static int value(std::variant<int, defaulted, int, int> const& item)
    {
        return std::visit([](auto const& i) { return number(i).value; }, item);
    }

    std::vector<int> left()
    {
        std::vector<int> all;
        auto const add = [&](std::vector<int> const& some) {
            all.insert(all.end(), some.begin(), some.end());
        };
        add(numbers_of(fifo));
        add(numbers_of(lifo));
        add(numbers_of(lowest));
        add(numbers_of(simple));
        return all;
    }

    // A SimpleQueue cannot be shut down.
    void shutdown()
    {
        fifo.shutdown();
        lifo.shutdown();
        lowest.shutdown();
    }
};

using policies = std::tuple<cq::default_policy, plain_policy>;

// Put items by several threads.
template<class Queues>
void put_all(Queues& q, tally& all, int items)
{
    constexpr int threads = 3;
    thread_group putters(threads, [&](int who) {
        for (int i = who; i < items; i += threads)
        {
            all.put(i);
            q.put(i);
        }
    });
    putters.join();
}

} // namespace

BOOST_AUTO_TEST_SUITE(async_select_stress)

// Operations on a pool without strands, operations of one queue, and threads.
TEST_CASE_FOR_TYPES(no_item_is_lost_or_got_twice, Policy, policies)
{
    constexpr int items = 12000;
    queues<Policy> q;
    tally all(items);
    std::atomic<int> got{0};
    std::atomic<int> failed{0};
    asio::thread_pool pool(3);
    std::function<void()> select = [&] {
        q.select(asio::bind_executor(pool, [&](error_code e, auto const& item) {
            if (e)
            {
                ++failed;
                return;
            }
            all.got(q.value(item));
            ++got;
            select();
        }));
    };
    std::function<void()> get = [&] {
        q.fifo.async_get(asio::bind_executor(pool, [&](error_code e, int item) {
            if (!e)
            {
                all.got(item);
                ++got;
                get();
            }
        }));
    };
    for (int i = 0; i != 30; ++i)
    {
        select();
    }
    get();
    thread_group getters(2, [&](int who) {
        try
        {
            for (;;)
            {
                all.got(who == 0 ? q.lowest.get() : number(q.lifo.get()).value);
                ++got;
            }
        }
        catch (cq::ShutDown const&)
        {
        }
    });
    put_all(q, all, items);
    BOOST_TEST(support::eventually([&] { return got == items; }));
    q.shutdown();
    getters.join();
    // The pool ends while operations wait.
    pool.stop();
    pool.join();
    BOOST_TEST(failed == 0);
    BOOST_TEST(all.wrong() == "");
}

// Each operation is cancelled at a random moment, again and again.
TEST_CASE_FOR_TYPES(no_item_is_lost_to_cancellation, Policy, policies)
{
    constexpr int items = 12000;

    struct consumer
    {
        explicit consumer(asio::thread_pool& pool, unsigned seed)
            : strand(asio::make_strand(pool)), random(seed)
        {
        }

        asio::strand<asio::thread_pool::executor_type> strand;
        asio::cancellation_signal cancel;
        std::minstd_rand random;
        std::function<void()> select;
    };

    queues<Policy> q;
    tally all(items);
    std::atomic<bool> done{false};
    std::atomic<int> got{0};
    std::atomic<int> cancelled{0};
    asio::thread_pool pool(3);
    std::vector<std::unique_ptr<consumer>> consumers;
    for (unsigned i = 0; i != 6; ++i)
    {
        consumers.push_back(std::make_unique<consumer>(pool, i + 1));
        auto& c = *consumers.back();
        c.select = [&] {
            q.select(asio::bind_cancellation_slot(
                c.cancel.slot(),
                asio::bind_executor(c.strand,
                                    [&](error_code e, auto const& item) {
                                        if (e)
                                        {
                                            ++cancelled;
                                        }
                                        else
                                        {
                                            all.got(q.value(item));
                                            ++got;
                                        }
                                        if (!done)
                                        {
                                            c.select();
                                        }
                                    })));
            std::function<void()> emit = [&] {
                c.cancel.emit(asio::cancellation_type::total);
            };
            for (auto hops = c.random() % 4; hops != 0; --hops)
            {
                emit = [&, emit] { asio::post(c.strand, emit); };
            }
            emit();
        };
        asio::post(c.strand, c.select);
    }
    put_all(q, all, items);
    BOOST_TEST(support::eventually([&] { return got == items; }));
    done = true;
    pool.join();
    BOOST_TEST_MESSAGE(cancelled << " cancelled");
    BOOST_TEST(cancelled > 100);
    BOOST_TEST(q.left().empty());
    BOOST_TEST(all.wrong() == "");
}

// A context is destroyed while other threads notify its operations.
TEST_CASE_FOR_TYPES(a_context_is_destroyed_while_operations_are_notified,
                    Policy, policies)
{
    constexpr int most = 60000;
    queues<Policy> q;
    tally all(most);
    std::atomic<bool> done{false};
    auto const try_put = [](auto& queue, int item) {
        try
        {
            queue.put(item, true, 0.001);
            return true;
        }
        catch (cq::Full const&)
        {
            return false;
        }
    };
    thread_group threads(3, [&](int who) {
        for (int i = who; !done && i < most; i += 3)
        {
            bool const put = i % 4 == 0   ? try_put(q.fifo, i)
                             : i % 4 == 1 ? try_put(q.lifo, i)
                             : i % 4 == 2 ? try_put(q.lowest, i)
                                          : try_put(q.simple, i);
            if (put)
            {
                all.put(i);
            }
        }
    });
    auto const alive = std::make_shared<int>(0);
    for (int round = 0; round != 400; ++round)
    {
        asio::io_context io;
        auto const strand = asio::make_strand(io);
        auto const handler = [&, alive](error_code e, auto const& item) {
            if (!e)
            {
                all.got(q.value(item));
            }
        };
        for (int i = 0; i != 4; ++i)
        {
            q.select(asio::bind_executor(io, handler));
            q.select(asio::bind_executor(strand, handler));
        }
        for (int i = round % 4; i != 0; --i)
        {
            io.poll_one();
        }
    }
    done = true;
    threads.join();
    BOOST_TEST(alive.use_count() == 1);
    for (auto const item : q.left())
    {
        all.got(item);
    }
    BOOST_TEST(all.wrong() == "");
}

#ifdef BOOST_ASIO_HAS_CO_AWAIT

// A timer cancels the operation.
TEST_CASE_FOR_TYPES(no_item_is_lost_to_a_timer, Policy, policies)
{
    using namespace asio::experimental::awaitable_operators;
    constexpr int items = 5000;
    queues<Policy> q;
    tally all(items);
    asio::thread_pool pool(2);
    std::atomic<int> got{0};
    for (int who = 0; who != 3; ++who)
    {
        asio::co_spawn(
            asio::make_strand(pool),
            [&]() -> asio::awaitable<void> {
                asio::steady_timer timer(co_await asio::this_coro::executor);
                for (int i = 0; got != items; ++i)
                {
                    timer.expires_after(std::chrono::microseconds(i % 4));
                    auto const first =
                        co_await (q.select(asio::use_awaitable) ||
                                  timer.async_wait(asio::use_awaitable));
                    // The operator appends the timer to the variant.
                    std::visit(
                        [&]<class Item>(Item const& item) {
                            if constexpr (!std::is_same_v<Item, std::monostate>)
                            {
                                all.got(number(item).value);
                                ++got;
                            }
                        },
                        first);
                }
            },
            asio::detached);
    }
    put_all(q, all, items);
    pool.join();
    BOOST_TEST(all.wrong() == "");
}

#endif

BOOST_AUTO_TEST_SUITE_END()
