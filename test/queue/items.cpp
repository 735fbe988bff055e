// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/moves_quietly.hpp>

#include "cases.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

// Types of items.

using boost::test_tools::per_element;
using boost::unit_test::label;

namespace {

// All four classes of queues for one item type.
template<class T, class P = cq::default_policy>
using four = boost::mp11::mp_push_back<three<T, P>, cq::SimpleQueue<T, P>>;

// Counts its copies and moves, and its objects.
struct counted
{
    static inline int alive = 0, copies = 0, moves = 0;

    explicit counted(int v) : value(v)
    {
        ++alive;
    }

    counted(counted const& other) : value(other.value)
    {
        ++alive;
        ++copies;
    }

    counted(counted&& other) noexcept : value(std::exchange(other.value, -1))
    {
        ++alive;
        ++moves;
    }

    counted& operator=(counted const&) = delete;

    ~counted()
    {
        --alive;
    }

    friend bool operator<(counted const& a, counted const& b)
    {
        return a.value < b.value;
    }

    int value;
};

// The same, moved under the lock.
struct quiet : counted
{
    using counted::counted;
};

struct move_only
{
    explicit move_only(int v) : value(std::make_unique<int>(v)) {}
    move_only(move_only&&) = default;

    friend bool operator<(move_only const& a, move_only const& b)
    {
        return *a.value < *b.value;
    }

    std::unique_ptr<int> value;
};

struct by_value
{
    bool operator()(std::unique_ptr<int> const& a,
                    std::unique_ptr<int> const& b) const
    {
        return *a < *b;
    }
};

struct alignas(128) aligned
{
    explicit aligned(int v) : value(v) {}
    aligned(aligned const& other) : value(other.value)
    {
        check();
    }

    void check() const
    {
        misplaced += reinterpret_cast<std::uintptr_t>(this) % 128 != 0;
    }

    friend bool operator<(aligned const& a, aligned const& b)
    {
        a.check();
        return a.value < b.value;
    }

    static inline int misplaced = 0;
    int value;
};

struct large
{
    explicit large(int v)
    {
        values.fill(v);
    }

    friend bool operator<(large const& a, large const& b)
    {
        return a.values < b.values;
    }

    std::array<int, 20000> values;
};

// The address-of operator returns another address.
struct disguised
{
    explicit disguised(int v) : value(v) {}
    disguised(disguised const& other) : value(other.value) {}

    disguised* operator&() const
    {
        return nullptr;
    }

    friend bool operator<(disguised const& a, disguised const& b)
    {
        return a.value < b.value;
    }

    int value;
};

// Its operator new cannot be used.
struct unallocated
{
    explicit unallocated(int v) : value(v) {}
    unallocated(unallocated const& other) : value(other.value) {}
    static void* operator new(std::size_t) = delete;
    static void* operator new(std::size_t, void*) = delete;
    static void operator delete(void*) = delete;

    friend bool operator<(unallocated const& a, unallocated const& b)
    {
        return a.value < b.value;
    }

    int value;
};

template<class Queue>
void check_in_and_out()
{
    Queue q;
    using item = typename Queue::value_type;
    for (int const i : {3, 1, 2, 5, 4})
    {
        q.put(item(i));
    }
    int sum = 0;
    std::vector<int> got;
    auto const take = [&](item const& i) {
        if constexpr (requires { *i.value; })
        {
            got.push_back(*i.value);
        }
        else if constexpr (requires { i.values; })
        {
            got.push_back(i.values.back());
        }
        else
        {
            got.push_back(i.value);
        }
        sum += got.back();
    };
    take(q.get());
    take(q.get_nowait());
    for (auto const& i : q.get_many(2))
    {
        take(i);
    }
    q.put_nowait(item(6));
    for (auto const& i : q.drain())
    {
        take(i);
    }
    BOOST_TEST(got.size() == 6u);
    BOOST_TEST(sum == 21);
}

} // namespace

template<>
inline constexpr bool cq::moves_quietly<quiet> = true;

BOOST_AUTO_TEST_SUITE(items)

using various =
    boost::mp11::mp_append<four<move_only>, four<aligned>, four<large>,
                           four<disguised>, four<unallocated>, four<counted>,
                           four<quiet>, four<aligned, plain_policy>>;

TEST_CASE_FOR_TYPES(items_of_all_kinds, Queue, various)
{
    check_in_and_out<Queue>();
    BOOST_TEST(aligned::misplaced == 0);
    BOOST_TEST(counted::alive == 0);
}

BOOST_AUTO_TEST_CASE(move_only_items, *label("py:queue.move_only_items"))
{
    using pointer = std::unique_ptr<int>;
    auto const check = [](auto& q) {
        q.put(std::make_unique<int>(5));
        pointer other(new int(6));
        q.put_nowait(std::move(other));
        BOOST_TEST(!other);
        BOOST_TEST(*q.get() + *q.get_nowait() == 11);
        q.put(std::make_unique<int>(7));
        BOOST_TEST(*q.get_many(3).at(0) == 7);
        // If there is no room, the caller still has the item.
        q.put(std::make_unique<int>(8));
    };
    cq::Queue<pointer> fifo(1 + 1);
    cq::LifoQueue<pointer> lifo;
    cq::PriorityQueue<pointer, by_value> lowest;
    cq::SimpleQueue<pointer> simple;
    check(fifo);
    check(lifo);
    check(lowest);
    check(simple);
}

using counting =
    boost::mp11::mp_append<three<counted>, three<quiet>,
                           three<counted, plain_policy>,
                           three<counted, cq::single_thread_policy>>;

TEST_CASE_FOR_TYPES(an_item_that_finds_no_room_stays, Queue, counting)
{
    using item = typename Queue::value_type;
    Queue q(1);
    q.put(item(1));
    item other(2);
    BOOST_CHECK_THROW(q.put_nowait(std::move(other)), cq::Full);
    BOOST_CHECK_THROW(q.put(std::move(other), true, 0.001), cq::Full);
    BOOST_CHECK_THROW(q.put(std::move(other), true, -1), concur::ValueError);
    BOOST_TEST(other.value == 2);
}

TEST_CASE_FOR_TYPES(an_item_is_moved_once_each_way, Queue, counting)
{
    using item = typename Queue::value_type;
    {
        Queue q;
        item first(1);
        counted::moves = counted::copies = 0;
        q.put(std::move(first));
        BOOST_TEST(counted::moves == 1);
        BOOST_TEST(first.value == -1);
        auto const back = q.get();
        BOOST_TEST(counted::moves == 2);
        q.put(back);
        BOOST_TEST(counted::moves == 3);
        BOOST_TEST(counted::copies == 1);
        BOOST_TEST(back.value == 1);
        q.put_nowait(back);
        q.put(back, false);
        BOOST_TEST(counted::moves == 5);
        BOOST_TEST(counted::copies == 3);
        BOOST_TEST(q.get_many(2).size() == 2u);
        BOOST_TEST(counted::moves == 7);
        BOOST_TEST(q.drain().size() == 1u);
        BOOST_TEST(counted::moves == 8);
        BOOST_TEST(counted::copies == 3);
    }
    BOOST_TEST(counted::alive == 0);
}

TEST_CASE_FOR_TYPES(the_queue_keeps_nothing, Queue, counting)
{
    using item = typename Queue::value_type;
    {
        Queue q;
        for (int i = 0; i != 10; ++i)
        {
            q.put(item(i));
        }
        BOOST_TEST(counted::alive == 10);
        q.get();
        BOOST_TEST(counted::alive == 9);
        q.get_many(3);
        BOOST_TEST(counted::alive == 6);
        // The remaining items are destroyed with the queue.
    }
    BOOST_TEST(counted::alive == 0);
    {
        Queue q;
        q.put(item(1));
        q.drain();
        BOOST_TEST(counted::alive == 0);
    }
}

BOOST_AUTO_TEST_CASE(types_that_move_quietly)
{
    static_assert(cq::moves_quietly<int>);
    static_assert(cq::moves_quietly<void*>);
    static_assert(cq::moves_quietly<std::string>);
    static_assert(cq::moves_quietly<std::wstring>);
    static_assert(cq::moves_quietly<std::vector<counted>>);
    static_assert(cq::moves_quietly<std::unique_ptr<counted>>);
    static_assert(cq::moves_quietly<std::shared_ptr<counted>>);
    static_assert(cq::moves_quietly<std::pair<int, std::string>>);
    // Types whose moves or destructors may run any code.
    static_assert(!cq::moves_quietly<counted>);
    static_assert(!cq::moves_quietly<std::pair<int, counted>>);
    static_assert(!cq::moves_quietly<std::pair<counted, int>>);
    struct deleter
    {
        void operator()(int*) const {}
    };
    static_assert(!cq::moves_quietly<std::unique_ptr<int, deleter>>);
    struct destroyed
    {
        ~destroyed() {}
    };
    static_assert(!cq::moves_quietly<destroyed>);
    BOOST_TEST(cq::moves_quietly<quiet>);
}

TEST_CASE_FOR_TYPES(longer_strings, Queue, three<std::string>)
{
    Queue q;
    std::string const text(1000, 'x');
    q.put(text);
    q.put("y" + text);
    BOOST_TEST(q.get_many(2).size() == 2u);
    q.put(text);
    BOOST_TEST(q.get() == text);
}

BOOST_AUTO_TEST_SUITE_END()
