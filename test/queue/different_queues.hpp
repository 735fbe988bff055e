// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_QUEUE_DIFFERENT_QUEUES_HPP
#define CONCUR_TEST_QUEUE_DIFFERENT_QUEUES_HPP

#include "cases.hpp"

#include <memory>
#include <string>
#include <type_traits>
#include <variant>

/// Queues whose classes and item types differ, for select() and async_select().
struct different_queues
{
    using item = std::variant<int, std::string, char, std::unique_ptr<int>>;

    /// Check the results of `next`, a function that selects from all queues in
    /// the order a, b, c, d.
    template<class Next>
    void check(Next next)
    {
        static_assert(std::is_same_v<decltype(next()), item>);
        b.put("b");
        BOOST_TEST(std::get<1>(next()) == "b");
        a.put(5);
        BOOST_TEST(std::get<0>(next()) == 5);
        d.put(std::make_unique<int>(6));
        BOOST_TEST(*std::get<3>(next()) == 6);
        c.put('y');
        c.put('x');
        BOOST_TEST(std::get<2>(next()) == 'x');
        BOOST_TEST(std::get<2>(next()) == 'y');
    }

    cq::Queue<int> a;
    cq::LifoQueue<std::string> b;
    priority_queue<char> c;
    cq::SimpleQueue<std::unique_ptr<int>> d;
};

#endif
