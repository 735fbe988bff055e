// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/limit.hpp>

#include <concur/errors.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <limits>
#include <optional>
#include <stop_token>

using concur::deadline;
using concur::limit;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(limit_)

BOOST_AUTO_TEST_CASE(nothing_never_passes)
{
    for (auto const& never :
         {limit(), limit(std::nullopt), limit(std::optional<int>()),
          limit(deadline()), limit(std::stop_token()), limit(1e300)})
    {
        BOOST_TEST(!never.passed());
        BOOST_TEST(!never.at());
        BOOST_TEST(!never.stop().stop_possible());
        BOOST_TEST(!never.negative());
    }
}

BOOST_AUTO_TEST_CASE(a_time_counts_from_the_construction)
{
    limit const soon = 30;
    BOOST_TEST(*soon.time().seconds() == 30.0);
    BOOST_TEST((*soon.at().left() > 20s));
    BOOST_TEST(!soon.passed());
    BOOST_TEST(limit(0).passed());
    BOOST_TEST(!limit(0).negative());
    BOOST_TEST(limit(-0.5).passed());
    BOOST_TEST(limit(-1ms).negative());
    BOOST_TEST(!limit(1h).passed());
    BOOST_TEST(!limit(std::optional(2.5)).passed());
    BOOST_CHECK_THROW(limit{std::numeric_limits<double>::quiet_NaN()},
                      concur::ValueError);
}

BOOST_AUTO_TEST_CASE(a_moment_is_no_time)
{
    auto const now = deadline::clock::now();
    BOOST_TEST(limit(now).passed());
    BOOST_TEST(limit(deadline(now - 1h)).passed());
    BOOST_TEST(!limit(now - 1h).negative());
    BOOST_TEST(!limit(now).time().seconds());
    BOOST_TEST(!limit(now + 1h).passed());
}

BOOST_AUTO_TEST_CASE(a_moment_of_the_system_clock_is_one_too)
{
    auto const now = std::chrono::system_clock::now();
    BOOST_TEST(limit(now).passed());
    BOOST_TEST(!limit(now - 1h).negative());
    BOOST_TEST(!limit(now).time().seconds());
    limit const later = now + 1h;
    BOOST_TEST(!later.passed());
    BOOST_TEST((*later.at().left() <= 1h && *later.at().left() > 59min));
    BOOST_TEST(!limit(std::chrono::system_clock::time_point::max()).at());
    BOOST_TEST(limit(concur::timeout(now)).passed());
}

BOOST_AUTO_TEST_CASE(a_stop_passes_it_at_once)
{
    std::stop_source source;
    limit const one = source.get_token();
    limit const both(1h, source.get_token());
    limit const late(-1, source.get_token());
    BOOST_TEST(!one.passed());
    BOOST_TEST(!both.passed());
    BOOST_TEST(late.passed());
    BOOST_TEST(late.negative());
    source.request_stop();
    BOOST_TEST(one.passed());
    BOOST_TEST(both.passed());
}

BOOST_AUTO_TEST_SUITE_END()
