// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// spawn() needs a coroutine. An awaitable must be moved, and not copied.
//
// expect: spawn() takes an executor or pool (optional), a Context (optional)
// lines: 16

#include <concur/contextvars/spawn.hpp>

#include <boost/asio/detached.hpp>
#include <boost/asio/thread_pool.hpp>

#include <utility>

namespace asio = boost::asio;
namespace contextvars = concur::contextvars;

void allowed(asio::thread_pool& pool, asio::awaitable<int> coroutine)
{
    contextvars::spawn(pool, std::move(coroutine), asio::detached);
}

#ifdef CONCUR_TEST_MISUSE

void misuse(asio::thread_pool& pool, asio::awaitable<int> coroutine)
{
    contextvars::spawn(pool, 42, asio::detached);
    contextvars::spawn(pool, coroutine, asio::detached);
}

#endif
