// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/detail/node.hpp>

#include "cases.hpp"

#include <support/failing_allocation.hpp>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/mp11/algorithm.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <memory>
#include <new>
#include <utility>
#include <vector>

// Each allocation of a call fails once; the call then fails and changes
// nothing. And the memory that a queue keeps does not grow with its former
// length.

namespace {

struct alignas(256) aligned
{
    aligned(int v) : value(v) {}
    aligned(aligned const& other) noexcept : value(other.value) {}

    friend bool operator<(aligned const& a, aligned const& b)
    {
        return a.value < b.value;
    }

    int value;
};

/// An item that runs a function when it is moved.
struct hesitant
{
    hesitant(int v) : value(v) {}

    hesitant(hesitant&& other) : value(other.value)
    {
        if (auto const call = std::exchange(on_move, nullptr))
        {
            call();
        }
    }

    friend bool operator<(hesitant const& a, hesitant const& b)
    {
        return a.value < b.value;
    }

    static inline std::function<void()> on_move;

    int value;
};

int value_of(int i)
{
    return i;
}

template<class T>
int value_of(T const& item)
{
    return item.value;
}

template<class T>
using four = boost::mp11::mp_push_back<three<T>, cq::SimpleQueue<T>>;

using some_queues = boost::mp11::mp_append<four<int>, four<aligned>>;
using queues = boost::mp11::mp_append<some_queues, four<number>>;

template<class Queue>
std::size_t tasks(Queue& q)
{
    if constexpr (requires { q.unfinished_tasks(); })
    {
        return q.unfinished_tasks();
    }
    else
    {
        return q.qsize();
    }
}

// Put and get items many times, in the given way; the memory that remains must
// not grow.
template<class Queue, class Get>
void check_keeps_little(Get const& get)
{
    constexpr long mebibyte = 1 << 20;
    constexpr int many =
        3 * mebibyte /
        sizeof(cq::detail::item_node<typename Queue::value_type>);
    auto const blocks_before = blocks.load();
    auto const bytes_before = bytes.load();
    {
        Queue q;
        for (int round = 0; round != 2; ++round)
        {
            for (int i = 0; i != many; ++i)
            {
                q.put(i % 10);
            }
            BOOST_TEST(bytes - bytes_before >= 3 * mebibyte);
            while (!q.empty())
            {
                get(q);
            }
            BOOST_TEST(bytes - bytes_before < 2 * mebibyte + 100000);
        }
    }
    BOOST_TEST(blocks == blocks_before);
}

} // namespace

BOOST_AUTO_TEST_SUITE(allocation)

TEST_CASE_FOR_TYPES(a_queue_that_cannot_be_made, Queue, queues)
{
    auto const before = blocks.load();
    auto const failed = with_failing_allocations(
        [] { Queue const q; }, [&](bool) { BOOST_TEST(blocks == before); });
    BOOST_TEST(failed >= 1);
}

TEST_CASE_FOR_TYPES(a_put_without_memory, Queue, queues)
{
    auto const before = blocks.load();
    int failures = 0;
    {
        Queue q;
        // Some of these puts need more memory than others.
        for (int i = 0; i != 40; ++i)
        {
            auto const size = q.qsize();
            auto const number_of_tasks = tasks(q);
            failures += with_failing_allocations(
                [&] { q.put(i); },
                [&](bool done) {
                    BOOST_TEST(q.qsize() == size + done);
                    BOOST_TEST(tasks(q) == number_of_tasks + done);
                });
        }
        std::vector<int> got;
        for (auto const& item : q.drain())
        {
            got.push_back(value_of(item));
        }
        std::sort(got.begin(), got.end());
        BOOST_TEST(got.size() == 40u);
        BOOST_TEST(got.back() == 39);
    }
    BOOST_TEST(failures >= 40);
    BOOST_TEST(blocks == before);
}

// The node of an item that found no room is used for the next item.
TEST_CASE_FOR_TYPES(a_put_without_room, Queue, three<number>)
{
    auto const before = blocks.load();
    {
        Queue q(1);
        q.put(1);
        BOOST_CHECK_THROW(q.put_nowait(2), cq::Full);
        auto const used = blocks.load();
        for (int i = 0; i != 10; ++i)
        {
            BOOST_CHECK_THROW(q.put_nowait(2), cq::Full);
            BOOST_CHECK_THROW(q.put(2, true, 0), cq::Full);
        }
        BOOST_TEST(blocks == used);
    }
    BOOST_TEST(blocks == before);
}

// A get needs no memory, except for a result of several items.
TEST_CASE_FOR_TYPES(a_get_without_memory, Queue, queues)
{
    auto const before = blocks.load();
    {
        Queue q;
        for (int i = 0; i != 10; ++i)
        {
            q.put(i);
        }
        BOOST_TEST(with_failing_allocations([&] { q.get(); }) == 0);
        for (int const most : {4, 100})
        {
            auto const size = q.qsize();
            std::size_t got = 0;
            BOOST_TEST(
                with_failing_allocations(
                    [&] {
                        got = (most == 4 ? q.get_many(4) : q.drain()).size();
                    },
                    [&](bool done) {
                        BOOST_TEST(q.qsize() == (done ? size - got : size));
                    }) == 1);
        }
        BOOST_TEST(q.empty());
        q.put(1);
        BOOST_TEST(value_of(q.get()) == 1);
    }
    BOOST_TEST(blocks == before);
}

using pointer_queues = four<std::unique_ptr<int>>;

// If there is no memory for an item, the caller still has it.
TEST_CASE_FOR_TYPES(an_item_without_a_place, Queue, pointer_queues)
{
    Queue q;
    for (int i = 0; i != 40; ++i)
    {
        auto item = std::make_unique<int>(i);
        with_failing_allocations([&] { q.put(std::move(item)); },
                                 [&](bool done) { BOOST_TEST(!item == done); });
    }
}

// A queue in use allocates memory only when it grows.
TEST_CASE_FOR_TYPES(a_steady_queue_allocates_nothing, Queue, queues)
{
    Queue q;
    auto const work = [&] {
        for (int i = 0; i != 100; ++i)
        {
            q.put(i);
        }
        for (int i = 0; i != 100; ++i)
        {
            q.get();
        }
    };
    work();
    work();
    BOOST_TEST(with_failing_allocations(work) == 0);
}

TEST_CASE_FOR_TYPES(memory_after_get, Queue, some_queues)
{
    check_keeps_little<Queue>([](Queue& q) { q.get(); });
}

TEST_CASE_FOR_TYPES(memory_after_get_many, Queue, some_queues)
{
    check_keeps_little<Queue>([](Queue& q) { q.get_many(700); });
    check_keeps_little<Queue>([](Queue& q) { q.drain(); });
}

TEST_CASE_FOR_TYPES(memory_after_select, Queue, some_queues)
{
    check_keeps_little<Queue>([](Queue& q) { cq::select(q); });
}

TEST_CASE_FOR_TYPES(memory_after_async_get, Queue, four<int>)
{
    check_keeps_little<Queue>([](Queue& q) {
        boost::asio::io_context context;
        for (auto n = std::min<std::size_t>(1000, q.qsize()); n != 0; --n)
        {
            q.async_get(boost::asio::bind_executor(
                context, [](boost::system::error_code, int) {}));
        }
        context.run();
    });
}

// The free nodes of all queues together are limited.
TEST_CASE_FOR_TYPES(many_queues_keep_little_together, Queue, three<int>)
{
    constexpr long mebibyte = 1 << 20;
    auto const before = bytes.load();
    {
        std::vector<std::unique_ptr<Queue>> all;
        for (int n = 0; n != 100; ++n)
        {
            all.push_back(std::make_unique<Queue>());
            for (int i = 0; i != 10000; ++i)
            {
                all.back()->put(i);
            }
            for (int i = 0; i != 10000; ++i)
            {
                all.back()->get();
            }
        }
        // 8 MiB in total, and 16 KiB at each end of each queue.
        BOOST_TEST(bytes - before < 12 * mebibyte);
    }
    BOOST_TEST(bytes == before);
    // The shared part is available again.
    Queue q;
    for (int i = 0; i != 50000; ++i)
    {
        q.put(i);
    }
    q.drain();
    BOOST_TEST(bytes - before > mebibyte / 2);
}

// One large item is kept at each end, as long as the total allows it.
BOOST_AUTO_TEST_CASE(queues_of_large_items_keep_few)
{
    struct large
    {
        char content[1 << 20];
    };
    auto const before = bytes.load();
    std::vector<std::unique_ptr<cq::Queue<large>>> all;
    auto const item = std::make_unique<large>();
    for (int n = 0; n != 20; ++n)
    {
        all.push_back(std::make_unique<cq::Queue<large>>());
        for (int i = 0; i != 3; ++i)
        {
            all.back()->put(*item);
        }
        for (int i = 0; i != 3; ++i)
        {
            all.back()->get();
        }
    }
    BOOST_TEST(bytes - before < 10 << 20);
}

TEST_CASE_FOR_TYPES(memory_after_async_put, Queue, three<int>)
{
    constexpr long mebibyte = 1 << 20;
    auto const before = bytes.load();
    boost::asio::io_context context;
    Queue q;
    for (int i = 0; bytes - before < 3 * mebibyte && i != 200000; ++i)
    {
        q.async_put(i, boost::asio::bind_executor(
                           context, [](boost::system::error_code) {}));
        context.run();
        context.restart();
        q.get();
    }
    BOOST_TEST(bytes - before < 2 * mebibyte + 100000);
}

// An operation that cannot be started has changed nothing.
TEST_CASE_FOR_TYPES(an_async_select_without_memory, Queue, four<int>)
{
    boost::asio::io_context context;
    Queue a;
    Queue b;
    Queue c;
    std::size_t item = 0;
    auto const select = [&] {
        cq::async_select(
            a, b, c,
            boost::asio::bind_executor(
                context, [&](boost::system::error_code, auto const& got) {
                    item = got.index();
                }));
    };
    select(); // allocates what the context keeps
    c.put(1);
    context.run();
    for (auto const items : {false, true})
    {
        auto const failed = each_allocation_fails(select, [&] {
            context.restart();
            BOOST_TEST(context.run() == 0u);
            // It waits in no queue.
            a.put(3);
            BOOST_TEST(a.get_nowait() == 3);
        });
        BOOST_TEST(failed >= 2);
        if (!items)
        {
            b.put(1);
            context.restart();
            context.run();
            BOOST_TEST(item == 1u);
            c.put(2);
        }
    }
    context.restart();
    context.run();
    BOOST_TEST(item == 2u);
    BOOST_TEST(c.empty());
}

TEST_CASE_FOR_TYPES(an_async_put_by_reference_without_memory, Queue, three<int>)
{
    boost::asio::io_context context;
    Queue q;
    int item = 5;
    auto const put = [&] {
        q.async_put(std::ref(item),
                    boost::asio::bind_executor(
                        context, [](boost::system::error_code) {}));
    };
    put(); // allocates what the context keeps
    context.run();
    BOOST_TEST(q.get_nowait() == 5);
    auto const failed = each_allocation_fails(put, [&] {
        context.restart();
        BOOST_TEST(context.run() == 0u);
        BOOST_TEST(q.empty());
    });
    BOOST_TEST(failed >= 2);
    context.restart();
    context.run();
    BOOST_TEST(q.get_nowait() == 5);
}

// A drain() that fails does not change the queue.
TEST_CASE_FOR_TYPES(a_get_after_a_drain_without_memory, Queue, queues)
{
    constexpr int many = 5000;
    Queue q;
    for (int i = 0; i != many; ++i)
    {
        q.put(i);
    }
    allocations_left = 0;
    BOOST_CHECK_THROW(q.drain(), std::bad_alloc);
    BOOST_TEST(q.qsize() == std::size_t(many));
    int wrong = 0;
    for (int i = 0; i != many; ++i)
    {
        allocations_left = 0;
        auto const item = value_of(q.get());
        allocations_left = -1;
        wrong += item != (kind<Queue>::lifo ? many - 1 - i : i);
    }
    BOOST_TEST(wrong == 0);
    BOOST_TEST(q.empty());
}

// An item that is being moved out, or that was linked again after a failure,
// keeps its place in the heap.
BOOST_AUTO_TEST_CASE(a_heap_keeps_the_places_of_those_who_are_out)
{
    constexpr int many = 5000;
    for (int const more : {0, 4000})
    {
        priority_queue<hesitant> q;
        auto const put = [&](int n) {
            for (; n != 0; --n)
            {
                q.put(n);
            }
        };
        put(many);
        hesitant::on_move = [&] {
            q.put(0); // the only one that is in
            q.get();
            throw 5;
        };
        BOOST_CHECK_THROW(q.drain(), int);
        put(more);
        int last = 0;
        for (int i = 0; i != many + more; ++i)
        {
            allocations_left = 0;
            auto const item = q.get();
            allocations_left = -1;
            BOOST_REQUIRE(last <= item.value);
            last = item.value;
        }
        BOOST_TEST(q.empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()
