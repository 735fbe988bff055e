// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A policy of Popen that lacks a member. The Jamfile says which one.
//
// expect: constraint
// expect CONCUR_TEST_WITHOUT_launcher: typename P::launcher
// expect CONCUR_TEST_WITHOUT_executor_type: typename P::executor_type
// expect CONCUR_TEST_WITHOUT_bytes: typename P::bytes
// expect CONCUR_TEST_WITHOUT_on_destroy: P::on_destroy

#include <concur/subprocess/popen.hpp>
#include <concur/subprocess/run.hpp>

#include <string>

namespace sp = concur::subprocess;

struct partial
{
#ifndef CONCUR_TEST_WITHOUT_launcher
    using launcher = sp::posix::launcher;
#endif
#ifndef CONCUR_TEST_WITHOUT_executor_type
    using executor_type = boost::asio::any_io_executor;
#endif
#ifndef CONCUR_TEST_WITHOUT_bytes
    using bytes = std::string;
#endif
#ifndef CONCUR_TEST_WITHOUT_on_destroy
    static constexpr auto on_destroy = sp::destroy::wait;
#endif
};

struct whole : partial
{
    using launcher = sp::posix::launcher;
    using executor_type = boost::asio::any_io_executor;
    using bytes = std::string;
    static constexpr auto on_destroy = sp::destroy::wait;
};

void allowed()
{
    sp::run<whole>("x");
    sp::basic_popen<whole> p("x");
}

#ifdef CONCUR_TEST_MISUSE

void misuse()
{
    sp::basic_popen<partial> p("x");
}

#endif
