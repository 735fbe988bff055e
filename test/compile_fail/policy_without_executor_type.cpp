// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A policy that does not say its executor_type.
//
// expect: constraint
// expect: typename P::executor_type

#include <concur/subprocess/popen.hpp>
#include <concur/subprocess/run.hpp>

#include <string>

namespace sp = concur::subprocess;

struct whole
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

struct partial
{
    using launcher = sp::posix::launcher;
    using bytes = std::string;
    static constexpr auto on_destroy = sp::destroy::wait;
};

void misuse()
{
    sp::basic_popen<partial> p("x");
}

#endif
