// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The completion token must be the last argument of async_select(), after at
// least one queue.
//
// lines: 20
// expect: async_select() takes queues, then a completion token
// expect g++: async_select_arguments.cpp:34
// expect clang++: queue::async_select(handler, q);
// expect clang++: queue::async_select(q);

#include <concur/queue.hpp>

#include <boost/system/error_code.hpp>

#include <variant>

namespace queue = concur::queue;

void handler(boost::system::error_code, std::variant<int>);

void allowed(queue::Queue<int>& q)
{
    queue::async_select(q, handler);
}

#ifdef CONCUR_TEST_MISUSE

void misuse(queue::Queue<int>& q)
{
    queue::async_select(handler, q);
    queue::async_select(q);
}

#endif
