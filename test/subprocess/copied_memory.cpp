// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/run.hpp>

#include "checks.hpp"

#include <support/sanitized.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <string>
#include <vector>

// Under Valgrind a child cannot share its parent's memory; it gets a copy.

namespace sp = concur::subprocess;
using namespace support;

namespace {

// Run support/measured under Valgrind.
sp::CompletedProcess under_valgrind(std::string const& what,
                                    std::vector<std::string> const& command)
{
    std::vector<std::string> words{
        "valgrind",          "-q", "--error-exitcode=99", "--leak-check=no",
        program("measured"), what};
    words.insert(words.end(), command.begin(), command.end());
    return sp::run(words, sp::capture_output);
}

// The reason why Valgrind cannot run a program here; empty if it can.
std::string why_not()
{
    if (sanitized)
    {
        return "Valgrind does not run what a sanitizer has instrumented";
    }
    try
    {
        auto const r = under_valgrind("nothing", {});
        return r.returncode == 0 ? "" : "Valgrind fails: " + *r.stderr_;
    }
    catch (concur::FileNotFoundError const&)
    {
        return "there is no Valgrind";
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(copied_memory,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(starts_and_failures_are_reported)
{
    if (auto const reason = why_not(); !reason.empty())
    {
        BOOST_TEST_MESSAGE("skipped: " << reason);
        return;
    }
    BOOST_TEST(under_valgrind("spawn", {"/bin/true"}).returncode == 0);
    BOOST_TEST(under_valgrind("spawn", child({"exit:255"})).returncode == 255);
    BOOST_TEST(under_valgrind("capture", child({"out:x"})).returncode == 0);
    auto const missing = under_valgrind("spawn", {"/nonexist/program"});
    BOOST_TEST(missing.returncode == ENOENT);
    BOOST_TEST(
        (missing.stdout_->find("No such file or directory: "
                               "'/nonexist/program'") != std::string::npos),
        *missing.stdout_ << *missing.stderr_);
}

BOOST_AUTO_TEST_SUITE_END()
