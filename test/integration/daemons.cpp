// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess.hpp>

#include <support/sanitized.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

// A program may end while its threads wait, as with Python's daemon threads;
// see support/exit_with_threads/waiting_threads.cpp.

namespace sp = concur::subprocess;
using namespace support;

namespace {

// How many runs of some programs fail or hang. With a sanitizer a run takes ten
// times as long or more, and that of threads waits for a second at its end.
int failures(std::string const& what, int runs,
             std::vector<std::string> const& programs = {
                 "waiting_threads", "waiting_threads_optimised"})
{
    if (sanitized)
    {
        runs /= thread_sanitized ? 50 : 10;
    }
    int bad = 0;
    for (int i = 0; i != runs && bad < 3; ++i)
    {
        for (auto const& name : programs)
        {
            auto const done = sp::run({program(name), what}, sp::capture_output,
                                      sp::timeout = 60);
            if (done.returncode != 0 || !done.stderr_->empty())
            {
                ++bad;
                BOOST_TEST_MESSAGE(name << ' ' << what << ": "
                                        << done.returncode << '\n'
                                        << *done.stderr_);
            }
        }
    }
    return bad;
}

} // namespace

BOOST_AUTO_TEST_SUITE(daemons, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(workers_of_the_documentation_s_example)
{
    BOOST_TEST(failures("queue", 250) == 0);
}

BOOST_AUTO_TEST_CASE(other_waits)
{
    for (std::string const what :
         {"lifo", "priority", "simple", "select", "limits", "put", "join",
          "lock", "scheduler"})
    {
        BOOST_TEST(failures(what, 50) == 0, what);
    }
}

BOOST_AUTO_TEST_CASE(a_queue_that_the_main_thread_never_used)
{
    BOOST_TEST(failures("", 100, {"busy_thread"}) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
