// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUBPROCESS_STOPPED_RUNS_HPP
#define CONCUR_TEST_SUBPROCESS_STOPPED_RUNS_HPP

#include "both_drivers.hpp"

#include <concur/subprocess/errors.hpp>
#include <concur/subprocess/stop.hpp>
#include <support/expect_error.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>

// Runs whose children are stopped.

namespace sp = concur::subprocess;
using support::expect_error;
using steps = sp::sequence<sp::stop_step>;

namespace {

// A step whose end is not awaited.
constexpr std::chrono::seconds long_step(120);

// The error of a run that has timed out after the child has written "ready".
template<class Error = sp::TimeoutExpired, class Run, class Command>
Error timed_out(Run const& run, Command const& c, sp::options o)
{
    o.stdout_ = sp::PIPE;
    for (double limit = 0.2;; limit *= 2)
    {
        o.timeout = limit;
        auto e = expect_error<Error>([&] { run(c, o); });
        if (e.output.value_or("").find("ready") != std::string::npos)
        {
            return e;
        }
        BOOST_TEST_REQUIRE(limit < 20);
    }
}

[[maybe_unused]] sp::options with(steps const& s,
                                  sp::stop_scope scope = sp::stop_scope::child)
{
    sp::options o;
    o.stop = s;
    o.scope = scope;
    return o;
}

[[maybe_unused]] sp::command of_shell(std::string const& text)
{
    return {"/bin/sh", "-c", text};
}

} // namespace

#endif
