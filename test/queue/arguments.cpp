// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/keywords.hpp>

#include "cases.hpp"

#include <chrono>
#include <limits>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <type_traits>
#include <vector>

// The arguments of calls, and their meaning.

using namespace std::chrono_literals;

namespace {

template<class Queue, class... Arguments>
concept gets = requires(Queue& q, Arguments... a)
{
    q.get(a...);
};

template<class Queue, class... Arguments>
concept puts = requires(Queue& q, typename Queue::value_type item,
                        typename Queue::value_type const same, Arguments... a)
{
    q.put(std::move(item), a...);
    q.put(item, a...);
    q.put(same, a...);
};

// True if any function that puts takes the arguments.
template<class Queue, class... Arguments>
concept puts_somehow = requires(Queue& q, typename Queue::value_type item,
                                Arguments... a)
{
    q.put(std::move(item), a...);
}
|| requires(Queue& q, typename Queue::value_type item, Arguments... a)
{
    q.put(item, a...);
}
|| requires(Queue& q, typename Queue::value_type const item, Arguments... a)
{
    q.put(item, a...);
};

template<class Queue>
constexpr bool takes_time = gets<Queue, std::chrono::seconds>&& gets<
    Queue, std::chrono::steady_clock::time_point>&& gets<Queue,
                                                         std::stop_token>&&
    gets<Queue, std::nullopt_t>&& gets<Queue, concur::timeout>&& gets<
        Queue, concur::deadline>&& gets<Queue, std::optional<double>>&&
        gets<Queue, bool>&& gets<Queue, bool, int>&& gets<Queue, bool, double>&&
            gets<Queue, bool, std::chrono::milliseconds>&&
                puts<Queue, std::chrono::seconds>&&
                    puts<Queue, std::chrono::steady_clock::time_point>&& puts<
                        Queue, std::stop_token>&& puts<Queue, std::nullopt_t>&&
                        puts<Queue, std::optional<int>>&& puts<Queue, bool>&&
                            puts<Queue, bool, int>&&
                                puts<Queue, bool, std::chrono::minutes>;

template<class Queue>
constexpr bool takes_numbers =
    gets<Queue, int> || gets<Queue, double> || gets<Queue, unsigned char> ||
    gets<Queue, long> || puts_somehow<Queue, int> ||
    puts_somehow<Queue, double> || puts_somehow<Queue, char> ||
    puts_somehow<Queue, unsigned long>;

using number_queues =
    boost::mp11::mp_append<three<int>, three<bool>, three<double>>;

struct immovable
{
    immovable() = default;
    immovable(immovable const&) = delete;
};

} // namespace

BOOST_AUTO_TEST_SUITE(arguments)

// get(5) could be Python's get(block=5), or a timeout.
TEST_CASE_FOR_TYPES(a_number_alone_is_refused, Queue, three<std::vector<int>>)
{
    static_assert(takes_time<Queue>);
    static_assert(!takes_numbers<Queue>);
    BOOST_TEST(!takes_numbers<Queue>);
}

BOOST_AUTO_TEST_CASE(of_a_simple_queue)
{
    using queue = cq::SimpleQueue<number>;
    static_assert(takes_time<queue>);
    BOOST_TEST((!gets<queue, int> && !gets<queue, double>));
}

// The same if the items are numbers.
TEST_CASE_FOR_TYPES(numbers_of_numbers, Queue, number_queues)
{
    static_assert(takes_time<Queue>);
    BOOST_TEST(!takes_numbers<Queue>);
}

TEST_CASE_FOR_TYPES(queues_stay_where_they_are, Queue, all_queues)
{
    static_assert(!std::is_copy_constructible_v<Queue>);
    static_assert(!std::is_copy_assignable_v<Queue>);
    static_assert(!std::is_move_constructible_v<Queue>);
    static_assert(!std::is_convertible_v<int, Queue>);
    BOOST_TEST((std::is_constructible_v<Queue, int>));
}

BOOST_AUTO_TEST_CASE(types_of_items)
{
    static_assert(cq::queue_item<int>);
    static_assert(cq::queue_item<std::unique_ptr<int>>);
    static_assert(!cq::queue_item<immovable>);
    static_assert(!cq::queue_item<int&>);
    static_assert(!cq::queue_item<void>);
    BOOST_TEST(!cq::queue_item<int[3]>);
}

TEST_CASE_FOR_TYPES(keywords, Queue, all_queues)
{
    Queue q(cq::maxsize = 2);
    BOOST_TEST(q.maxsize() == 2);
    q.put(1, cq::block = false);
    q.put(1, cq::timeout = 5);
    BOOST_CHECK_THROW(q.put(1, cq::block = false), cq::Full);
    BOOST_CHECK_THROW(q.put(1, cq::timeout = 0.01), cq::Full);
    BOOST_CHECK_THROW(q.put(1, cq::timeout = 0), cq::Full);
    BOOST_CHECK_THROW(q.put(1, cq::block = true, cq::timeout = -1),
                      concur::ValueError);
    BOOST_CHECK_THROW(q.put(1, cq::block = false, cq::timeout = -1), cq::Full);
    BOOST_TEST(q.get(cq::block = false) == 1);
    BOOST_TEST(q.get(cq::timeout = std::nullopt) == 1);
    BOOST_CHECK_THROW(q.get(cq::block = false), cq::Empty);
    BOOST_CHECK_THROW(q.get(cq::timeout = 10ms), cq::Empty);
    BOOST_CHECK_THROW(q.get(cq::timeout = -1), concur::ValueError);
    BOOST_CHECK_THROW(q.get_many(1, cq::timeout = 0), cq::Empty);
    BOOST_TEST(!q.join(cq::timeout = 0));
    q.shutdown(cq::immediate = true);
    BOOST_TEST(q.is_shutdown());
}

TEST_CASE_FOR_TYPES(a_time_and_a_token, Queue, all_queues)
{
    std::stop_source source;
    source.request_stop();
    Queue q(1);
    BOOST_CHECK_THROW(q.get({1h, source.get_token()}), cq::Empty);
    BOOST_CHECK_THROW(q.get({std::nullopt, source.get_token()}), cq::Empty);
    BOOST_CHECK_THROW(q.get({-1, source.get_token()}), concur::ValueError);
    q.put(1);
    BOOST_CHECK_THROW(q.put(1, {1h, source.get_token()}), cq::Full);
    BOOST_TEST(!q.join({1h, source.get_token()}));
    // The token does not matter if the call need not wait.
    BOOST_TEST(q.get({1h, source.get_token()}) == 1);
}

TEST_CASE_FOR_TYPES(numbers_that_are_none, Queue, all_queues)
{
    Queue q(1);
    auto const nan = std::numeric_limits<double>::quiet_NaN();
    BOOST_CHECK_THROW(q.get(true, nan), concur::ValueError);
    BOOST_CHECK_THROW(q.put(1, true, nan), concur::ValueError);
    BOOST_CHECK_THROW(q.get(true, -std::numeric_limits<double>::infinity()),
                      concur::ValueError);
    BOOST_TEST(q.empty());
    q.put(1, true, std::numeric_limits<double>::infinity());
    BOOST_TEST(q.get(true, std::numeric_limits<double>::infinity()) == 1);
}

TEST_CASE_FOR_TYPES(many_of_none, Queue, all_queues)
{
    Queue q;
    BOOST_TEST(q.get_many(0).empty());
    BOOST_TEST(q.get_many(0, 0).empty());
    BOOST_TEST(q.drain().empty());
    BOOST_CHECK_THROW(q.get_many(1, 0), cq::Empty);
    q.put(1);
    BOOST_TEST(q.get_many(0).empty());
    BOOST_TEST(q.qsize() == 1u);
    BOOST_TEST(q.get_many(std::numeric_limits<std::size_t>::max()).size() ==
               1u);
}

TEST_CASE_FOR_TYPES(as_many_as_there_are, Queue, all_queues)
{
    Queue q;
    std::vector<int> const in{4, 1, 3, 2, 5};
    auto const out = in_order<Queue>(in);
    for (auto const i : in)
    {
        q.put(i);
    }
    std::vector<int> got;
    for (std::size_t const most : {1, 2, 9})
    {
        for (auto const& item : q.get_many(most))
        {
            got.push_back(number(item).value);
        }
        BOOST_TEST(got.size() == std::min<std::size_t>(most * 2 - 1, 5));
    }
    BOOST_TEST(got == out, boost::test_tools::per_element());
    for (auto const i : in)
    {
        q.put(i);
    }
    BOOST_TEST(numbers_of(q) == out, boost::test_tools::per_element());
    BOOST_TEST(q.unfinished_tasks() == 10u);
    q.put(1);
    q.shutdown();
    BOOST_TEST(q.drain().size() == 1u);
    BOOST_TEST(q.drain().empty());
    BOOST_CHECK_THROW(q.get_many(1), cq::ShutDown);
}

BOOST_AUTO_TEST_SUITE_END()
