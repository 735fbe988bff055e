// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The asynchronous functions take the keywords of the blocking ones.
//
// expect: the function does not take this keyword
// expect: keyword_not_taken<&concur::subprocess::options::capture_output>

#include <concur/subprocess/async.hpp>
#include <concur/subprocess/keywords.hpp>

#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

namespace sp = concur::subprocess;

void allowed(boost::asio::io_context& io)
{
    sp::async_check_output(io.get_executor(), "x", sp::timeout = 1,
                           sp::stderr_ = sp::STDOUT, boost::asio::detached);
}

#ifdef CONCUR_TEST_MISUSE

void misuse(boost::asio::io_context& io)
{
    sp::async_check_output(io.get_executor(), "x", sp::capture_output = true,
                           boost::asio::detached);
}

#endif
