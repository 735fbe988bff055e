// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SCHED_CASES_HPP
#define CONCUR_TEST_SCHED_CASES_HPP

#include <concur/errors.hpp>
#include <concur/sched.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>
#include <string>
#include <vector>

// What the tests of schedulers share.

namespace sched = concur::sched;
using boost::unit_test::label;

/// A scheduler whose time passes without waiting.
using simulated = sched::scheduler<sched::simulated_policy<>>;

/// The numbers of the events that have run, in order.
using record = std::vector<int>;

inline std::string text_of(record const& r)
{
    std::string text;
    for (auto const i : r)
    {
        text += std::to_string(i) + ' ';
    }
    return text;
}

#define CHECK_RECORD(r, ...)                                                   \
    BOOST_TEST(text_of(r) == text_of(record{__VA_ARGS__}))

/// A policy whose time is set by the test, and whose delay() records its
/// argument.
class recording_policy
{
public:
    using time_type = double;

    double now() const
    {
        ++clock_reads;
        return time;
    }

    void delay(double d)
    {
        delays.push_back(d);
        if (on_delay)
        {
            on_delay(d);
        }
        else
        {
            time += d;
        }
    }

    double time = 0;
    mutable int clock_reads = 0;
    std::vector<double> delays;
    std::function<void(double)> on_delay;
};

using recording = sched::scheduler<recording_policy>;

#endif
