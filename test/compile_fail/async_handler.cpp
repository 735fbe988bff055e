// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A handler with other parameters is no completion token of the function.
//
// expect: a handler of an asynchronous call takes a std::exception_ptr

#include <concur/subprocess/async.hpp>
#include <concur/subprocess/keywords.hpp>

#include <boost/asio/io_context.hpp>

#include <exception>

namespace sp = concur::subprocess;

void allowed(boost::asio::io_context& io)
{
    sp::async_call(io.get_executor(), "x", [](std::exception_ptr, int) {});
}

#ifdef CONCUR_TEST_MISUSE

void misuse(boost::asio::io_context& io)
{
    sp::async_call(io.get_executor(), "x", [](int) {});
}

#endif
