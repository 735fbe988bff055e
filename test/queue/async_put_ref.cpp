// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/basic_queue.hpp>

#include "async_cases.hpp"
#include "no_stall_checks.hpp"

#include <support/hooked_executor.hpp>
#include <support/sanitized.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include <any>
#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

// An item that is put by reference stays with its owner until it is put.

namespace {

// A number that can only be moved. A moved-from number is -1. A move while no
// lock is held may run a function.
struct precious
{
    precious() = default;
    explicit precious(int v) noexcept : value(v) {}

    precious(precious&& other) noexcept : value(std::exchange(other.value, -1))
    {
        if (auto const call = std::exchange(on_move, nullptr))
        {
            call();
        }
    }

    precious& operator=(precious&& other) noexcept
    {
        value = std::exchange(other.value, -1);
        return *this;
    }

    friend bool operator<(precious const& a, precious const& b)
    {
        if (compare_throws)
        {
            throw std::logic_error("compare");
        }
        return a.value < b.value;
    }

    static inline std::function<void()> on_move;
    static inline bool compare_throws = false;

    int value = -1;
};

using queues = three<precious>;

// The results of operations, in the order of the calls.
struct record
{
    std::vector<error_code> calls;

    auto on(asio::io_context& io)
    {
        return asio::bind_executor(
            io, [this](error_code e) { calls.push_back(e); });
    }

    bool only(error_code e) const
    {
        return calls == std::vector<error_code>{e};
    }
};

// An executor that throws instead of running functions.
using refusing_executor = support::hooked_executor<support::refusals>;

} // namespace

BOOST_AUTO_TEST_SUITE(async_put_ref)

TEST_CASE_FOR_TYPES(an_item_is_moved_when_there_is_room, Queue, queues)
{
    Queue q(1);
    asio::io_context io;
    record seen;
    precious first(1);
    precious second(2);
    q.async_put(std::ref(first), seen.on(io));
    q.async_put(std::ref(second), seen.on(io));
    BOOST_TEST(first.value == 1);
    io.poll();
    BOOST_TEST(seen.only({}));
    BOOST_TEST(first.value == -1);
    BOOST_TEST(second.value == 2);
    BOOST_TEST(q.get().value == 1);
    BOOST_TEST(second.value == 2);
    io.run();
    BOOST_TEST(second.value == -1);
    BOOST_TEST(seen.calls.size() == 2u);
    BOOST_TEST(q.get().value == 2);
    BOOST_TEST(q.unfinished_tasks() == 2u);
}

TEST_CASE_FOR_TYPES(a_cancelled_put_leaves_the_item, Queue, queues)
{
    for (auto const room : {false, true})
    {
        Queue q(1);
        asio::io_context io;
        asio::cancellation_signal cancel;
        record seen;
        precious item(7);
        if (!room)
        {
            q.put(precious(1));
        }
        q.async_put(std::ref(item),
                    asio::bind_cancellation_slot(cancel.slot(), seen.on(io)));
        cancel.emit(asio::cancellation_type::total);
        io.run();
        BOOST_TEST(seen.only(asio::error::operation_aborted));
        BOOST_TEST(item.value == 7);
        BOOST_TEST(q.qsize() == (room ? 0u : 1u));
    }
}

TEST_CASE_FOR_TYPES(the_end_of_the_queue_leaves_the_item, Queue, queues)
{
    for (auto const drop : {false, true})
    {
        Queue q(1);
        asio::io_context io;
        record seen;
        precious waiting(1);
        precious late(2);
        q.put(precious(0));
        q.async_put(std::ref(waiting), seen.on(io));
        q.shutdown(drop);
        q.async_put(std::ref(late), seen.on(io));
        io.run();
        BOOST_TEST(
            (seen.calls == std::vector<error_code>(2, cq::errc::shut_down)));
        BOOST_TEST(waiting.value == 1);
        BOOST_TEST(late.value == 2);
    }
    asio::io_context io;
    record seen;
    precious item(3);
    {
        Queue q(1);
        q.put(precious(0));
        q.async_put(std::ref(item), seen.on(io));
    }
    io.run();
    BOOST_TEST(seen.only(asio::error::operation_aborted));
    BOOST_TEST(item.value == 3);
}

// The room is claimed and the item is being moved when the queue ends.
TEST_CASE_FOR_TYPES(an_item_comes_back_if_the_queue_ends_during_its_move, Queue,
                    queues)
{
    for (auto const drop : {false, true})
    {
        Queue q(1);
        asio::io_context io;
        record seen;
        precious item(4);
        int got = 0;
        q.async_get(asio::bind_executor(io, [&](error_code e, precious const&) {
            got += e == cq::errc::shut_down;
        }));
        q.async_put(std::ref(item), seen.on(io));
        precious::on_move = [&] { q.shutdown(drop); };
        io.run();
        BOOST_TEST(seen.only(cq::errc::shut_down));
        BOOST_TEST(item.value == 4);
        BOOST_TEST(q.empty());
        BOOST_TEST(q.unfinished_tasks() == 0u);
        BOOST_TEST(got == 1);
    }
    std::optional<Queue> q(std::in_place, 1);
    asio::io_context io;
    record seen;
    precious item(5);
    q->async_put(std::ref(item), seen.on(io));
    precious::on_move = [&] { q.reset(); };
    io.run();
    BOOST_TEST(seen.only(asio::error::operation_aborted));
    BOOST_TEST(item.value == 5);
}

// An item may use the queue while it is moved: no lock is held, and the room is
// claimed.
TEST_CASE_FOR_TYPES(a_move_may_use_the_queue, Queue, queues)
{
    Queue q(1);
    asio::io_context io;
    record seen;
    precious item(1);
    q.async_put(std::ref(item), seen.on(io));
    int full = 0;
    precious::on_move = [&] {
        try
        {
            q.put_nowait(precious(2));
        }
        catch (cq::Full const&)
        {
            ++full;
        }
    };
    io.run();
    BOOST_TEST(full == 1);
    BOOST_TEST(seen.only({}));
    BOOST_TEST(q.get_nowait().value == 1);
}

BOOST_AUTO_TEST_CASE(a_comparison_that_throws_leaves_the_item)
{
    priority_queue<precious> q(2);
    asio::io_context io;
    record seen;
    precious item(1);
    q.put(precious(0));
    q.async_put(std::ref(item), seen.on(io));
    precious::compare_throws = true;
    io.run();
    precious::compare_throws = false;
    BOOST_TEST(seen.only(cq::errc::comparison_failed));
    BOOST_TEST((q.comparison_error() != nullptr));
    BOOST_TEST(item.value == 1);
    // The room is free again.
    q.put_nowait(std::move(item));
    BOOST_TEST(q.qsize() == 2u);
}

TEST_CASE_FOR_TYPES(the_end_of_the_context_leaves_the_item, Queue, queues)
{
    for (auto const room : {false, true})
    {
        Queue q(1);
        precious item(6);
        if (!room)
        {
            q.put(precious(1));
        }
        {
            asio::io_context io;
            q.async_put(std::ref(item),
                        asio::bind_executor(io, [](error_code) {}));
        }
        BOOST_TEST(item.value == 6);
        BOOST_TEST(q.qsize() == (room ? 0u : 1u));
    }
}

TEST_CASE_FOR_TYPES(a_step_that_is_refused_leaves_the_item, Queue, queues)
{
    Queue q(1);
    asio::io_context io;
    support::refusals refusals{1};
    precious item(8);
    record seen;
    auto const put = [&] {
        q.async_put(std::ref(item),
                    asio::bind_executor(
                        refusing_executor{&io, &refusals},
                        [&](error_code e) { seen.calls.push_back(e); }));
    };
    BOOST_CHECK_THROW(put(), std::bad_alloc);
    BOOST_TEST(item.value == 8);
    // A later step is refused: the operation waits for the next notification.
    q.put(precious(0));
    put();
    refusals = 1;
    q.get();
    BOOST_TEST(refusals == 0);
    BOOST_TEST(io.poll() == 0u);
    BOOST_TEST(item.value == 8);
    q.shutdown();
    io.restart();
    io.run();
    BOOST_TEST(seen.only(cq::errc::shut_down));
    BOOST_TEST(item.value == 8);
}

BOOST_AUTO_TEST_CASE(tokens)
{
    cq::Queue<std::unique_ptr<int>> q(1);
    asio::io_context io;
    auto item = std::make_unique<int>(1);
    {
        auto operation = q.async_put(std::ref(item), asio::deferred);
        auto const never = q.async_put(std::ref(item), asio::deferred);
        io.poll();
        BOOST_TEST(*item == 1);
        record seen;
        io.restart();
        std::move(operation)(seen.on(io));
        io.run();
        BOOST_TEST(seen.only({}));
        BOOST_TEST(!item);
    }
    // The token throws the error. The item is not lost with it.
    item = std::make_unique<int>(2);
    io.restart();
    auto later =
        q.async_put(std::ref(item), asio::bind_executor(io, asio::use_future));
    q.shutdown();
    io.run();
    BOOST_CHECK_THROW(later.get(), boost::system::system_error);
    BOOST_TEST(*item == 2);
}

// These calls put a copy of the value, and not an item of the caller.
BOOST_AUTO_TEST_CASE(values_are_copied)
{
    asio::io_context io;
    record seen;
    cq::Queue<std::reference_wrapper<int>> references;
    int number = 1;
    references.async_put(std::ref(number), seen.on(io));
    references.async_put(number, seen.on(io));
    cq::Queue<int> numbers;
    numbers.async_put(number, seen.on(io));
    numbers.async_put(std::cref(number), seen.on(io));
    cq::Queue<std::any> all;
    all.async_put(std::ref(number), seen.on(io));
    io.run();
    BOOST_TEST(seen.calls.size() == 5u);
    BOOST_TEST(&references.get().get() == &number);
    BOOST_TEST(&references.get().get() == &number);
    BOOST_TEST(numbers.drain() == (std::vector<int>{1, 1}));
    BOOST_TEST(std::any_cast<std::reference_wrapper<int>>(all.get()) == 1);
}

// --- many cancellations ------------------------------------------------------

// Producers put items by reference and cancel at random moments, while threads
// get: every item was delivered, or is still with its producer.
TEST_CASE_FOR_TYPES(no_item_is_lost_to_many_cancellations, Queue,
                    three<std::unique_ptr<int>>)
{
    constexpr int producers = 8;
    // One kind of queue has a hundred thousand cancellations, the other kinds
    // an eighth of them. A sanitizer makes each step much slower.
    constexpr bool whole =
        std::is_same_v<Queue, cq::Queue<std::unique_ptr<int>>>;
    constexpr int part = whole && !support::sanitized ? 1 : 8;
    constexpr int each = 6400 / part;
    constexpr int items = producers * each;

    struct producer
    {
        explicit producer(asio::thread_pool& pool)
            : strand(asio::make_strand(pool))
        {
        }

        asio::strand<asio::thread_pool::executor_type> strand;
        asio::cancellation_signal cancel;
        std::unique_ptr<int> item;
        int next = 0;
        int end = 0;
        unsigned tries = 0;
    };

    Queue q(2);
    tally all(items);
    std::atomic<int> cancelled{0};
    std::atomic<int> kept{0};
    std::atomic<int> wrong{0};
    asio::thread_pool pool(3);

    std::function<void(producer&)> put = [&](producer& p) {
        if (!p.item)
        {
            if (p.next == p.end)
            {
                return;
            }
            all.put(p.next);
            p.item = std::make_unique<int>(p.next++);
        }
        q.async_put(std::ref(p.item),
                    asio::bind_cancellation_slot(
                        p.cancel.slot(),
                        asio::bind_executor(p.strand, [&](error_code e) {
                            // A put takes the item, or fails.
                            wrong += !e != !p.item;
                            cancelled += e == asio::error::operation_aborted;
                            if (e && p.item && *p.item % 16 == 0 && p.tries > 4)
                            {
                                // This producer keeps the item.
                                ++kept;
                                all.got(*p.item);
                                p.item.reset();
                            }
                            p.tries = e ? p.tries + 1 : 0;
                            put(p);
                        })));
        // Cancel before or after the step of the operation, or much later.
        auto const emit = [&] {
            p.cancel.emit(asio::cancellation_type::total);
        };
        switch (p.tries % 6)
        {
        case 0:
        case 1:
            emit();
            break;
        case 2:
            asio::post(p.strand, emit);
            break;
        case 3:
            asio::post(p.strand, [&p, emit] { asio::post(p.strand, emit); });
            break;
        default:
            asio::post(pool, [&p, emit] { asio::post(p.strand, emit); });
        }
    };

    std::vector<std::unique_ptr<producer>> running;
    for (int i = 0; i != producers; ++i)
    {
        running.push_back(std::make_unique<producer>(pool));
        auto& p = *running.back();
        p.next = i * each;
        p.end = p.next + each;
        asio::post(p.strand, [&] { put(p); });
    }
    thread_group getters(2, [&](int) {
        try
        {
            for (;;)
            {
                all.got(*q.get());
            }
        }
        catch (cq::ShutDown const&)
        {
        }
    });
    pool.join();
    q.shutdown();
    getters.join();
    BOOST_TEST_MESSAGE(cancelled << " cancelled, " << kept << " kept");
    BOOST_TEST(wrong == 0);
    BOOST_TEST(cancelled >= 100000 / part);
    BOOST_TEST(all.puts() == items);
    BOOST_TEST(all.wrong() == "");
}

BOOST_AUTO_TEST_SUITE_END()
