// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/timeout.hpp>

#include <concur/errors.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <limits>
#include <optional>
#include <string>
#include <tuple>

using concur::deadline;
using concur::timeout;
using namespace std::chrono_literals;
using timeout_clocks =
    std::tuple<std::chrono::steady_clock, std::chrono::system_clock>;

BOOST_AUTO_TEST_SUITE(timeout_)

BOOST_AUTO_TEST_CASE(nothing_sets_no_limit)
{
    BOOST_TEST(!timeout());
    BOOST_TEST(!timeout(std::nullopt));
    BOOST_TEST(!timeout(std::optional<int>()));
    BOOST_TEST(!timeout().seconds());
    BOOST_TEST(timeout().text() == "None");
    BOOST_TEST(!deadline());
    BOOST_TEST(!deadline(timeout()));
    BOOST_TEST(!deadline().passed());
    BOOST_TEST(!deadline().left());
}

BOOST_AUTO_TEST_CASE(numbers_are_seconds_and_durations_themselves)
{
    BOOST_TEST(*timeout(5).seconds() == 5.0);
    BOOST_TEST(*timeout(0.25).seconds() == 0.25);
    BOOST_TEST(*timeout(0).seconds() == 0.0);
    BOOST_TEST(bool(timeout(0)));
    BOOST_TEST(*timeout(-1).seconds() == -1.0);
    BOOST_TEST(*timeout(250ms).seconds() == 0.25);
    BOOST_TEST(*timeout(2min).seconds() == 120.0);
    BOOST_TEST(*timeout(std::chrono::duration<float>(1.5f)).seconds() == 1.5);
    BOOST_TEST(*timeout(std::optional<double>(3)).seconds() == 3.0);
    BOOST_TEST(*timeout(std::optional(3s)).seconds() == 3.0);
}

BOOST_AUTO_TEST_CASE(text_is_pythons)
{
    BOOST_TEST(timeout(5).text() == "5");
    BOOST_TEST(timeout(5.0).text() == "5.0");
    BOOST_TEST(timeout(0.1).text() == "0.1");
    BOOST_TEST(timeout(-1).text() == "-1");
    BOOST_TEST(timeout(1e22).text() == "1e+22");
    BOOST_TEST(timeout(5s).text() == "5");
    BOOST_TEST(timeout(2min).text() == "120");
    BOOST_TEST(timeout(1500ms).text() == "1.5");
    BOOST_TEST(timeout(std::optional(7)).text() == "7");
}

BOOST_AUTO_TEST_CASE(not_a_number_is_a_value_error)
{
    BOOST_CHECK_EXCEPTION(
        timeout{std::numeric_limits<double>::quiet_NaN()}, concur::ValueError,
        [](auto const& e) {
            return e.what() == std::string("Invalid value NaN (not a number)");
        });
    BOOST_CHECK_THROW(timeout{std::numeric_limits<float>::quiet_NaN()},
                      concur::ValueError);
}

BOOST_AUTO_TEST_CASE(a_deadline_comes_and_passes)
{
    deadline const soon(timeout(30));
    BOOST_TEST(bool(soon));
    BOOST_TEST(!soon.passed());
    BOOST_TEST((*soon.left() <= 30s && *soon.left() > 20s));

    for (auto const& now :
         {deadline(timeout(0)), deadline(timeout(-3.5)),
          deadline(timeout(-1e300)), deadline(deadline::clock::now())})
    {
        BOOST_TEST(now.passed());
        BOOST_TEST((*now.left() == 0ns));
    }
}

BOOST_AUTO_TEST_CASE(absurdly_long_means_no_deadline)
{
    for (auto seconds :
         {1e10, 1e18, 1e300, std::numeric_limits<double>::infinity()})
    {
        BOOST_TEST(bool(timeout(seconds)));
        BOOST_TEST(!deadline(timeout(seconds)));
    }
    BOOST_TEST(!deadline(timeout(std::chrono::hours::max())));
    BOOST_TEST(!deadline(timeout(std::numeric_limits<long long>::max())));
    // A year is still a limit.
    BOOST_TEST(bool(deadline(timeout(std::chrono::years(1)))));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_time_point_is_the_time_until_then, Clock,
                              timeout_clocks)
{
    timeout const later = Clock::now() + 30s;
    BOOST_TEST(bool(later));
    BOOST_TEST(!later.negative());
    BOOST_TEST(*later.seconds() <= 30.0);
    BOOST_TEST(*later.seconds() > 20.0);
    BOOST_TEST(std::stod(later.text()) > 20.0);
    deadline const end(later);
    BOOST_TEST(!end.passed());
    BOOST_TEST((*end.left() <= 30s && *end.left() > 20s));

    // Any unit and number type.
    auto const whole = std::chrono::ceil<std::chrono::hours>(Clock::now() + 1h);
    BOOST_TEST(*timeout(whole).seconds() <= 7200.0);
    BOOST_TEST(*timeout(whole).seconds() > 3500.0);
    using real = std::chrono::duration<double>;
    std::chrono::time_point<Clock, real> const point =
        Clock::now() + real(30.5);
    BOOST_TEST(*timeout(point).seconds() > 20.0);
    BOOST_TEST(*timeout(std::optional(point)).seconds() <= 30.5);
    BOOST_CHECK_THROW(timeout(std::chrono::time_point<Clock, real>(
                          real(std::numeric_limits<double>::quiet_NaN()))),
                      concur::ValueError);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_moment_that_has_passed_is_no_time, Clock,
                              timeout_clocks)
{
    using seconds = std::chrono::time_point<Clock, std::chrono::seconds>;
    for (auto const& past :
         {timeout(Clock::now() - 1ns), timeout(Clock::now() - 24h * 365),
          timeout(typename Clock::time_point()),
          timeout(Clock::time_point::min()), timeout(seconds::min())})
    {
        BOOST_TEST(bool(past));
        BOOST_TEST(!past.negative());
        BOOST_TEST(*past.seconds() == 0.0);
        BOOST_TEST(past.text() == "0");
        BOOST_TEST(past.relative().text() == "0");
        BOOST_TEST(deadline(past).passed());
        BOOST_TEST((*deadline(past).left() == 0ns));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_moment_that_never_comes_is_none, Clock,
                              timeout_clocks)
{
    using seconds = std::chrono::time_point<Clock, std::chrono::seconds>;
    using real = std::chrono::time_point<Clock, std::chrono::duration<double>>;
    for (auto const& never :
         {timeout(Clock::time_point::max()), timeout(seconds::max()),
          timeout(real(typename real::duration(
              std::numeric_limits<double>::infinity())))})
    {
        BOOST_TEST(!never);
        BOOST_TEST(!never.seconds());
        BOOST_TEST(never.text() == "None");
        BOOST_TEST(!deadline(never));
    }
    timeout const distant = Clock::now() + std::chrono::years(101);
    BOOST_TEST(bool(distant));
    BOOST_TEST(!deadline(distant));
    BOOST_TEST(bool(deadline(Clock::now() + std::chrono::years(99))));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_moment_stays_the_same, Clock, timeout_clocks)
{
    auto const at = Clock::now() + 1h;
    timeout const given = at;
    auto const first = given.relative();
    auto const shown = first.text();
    while (Clock::now() < at - 1h + 2ms)
    {
    }
    // The copy without the time point stands still, the time that is left does
    // not.
    BOOST_TEST(first.text() == shown);
    BOOST_TEST(*given.seconds() < *first.seconds());
    BOOST_TEST(*first.relative().seconds() == *first.seconds());
    // A deadline that is made later ends at the same moment.
    auto const most = at - Clock::now();
    BOOST_TEST((*deadline(given).left() <= most));
}

BOOST_AUTO_TEST_CASE(other_timeouts_are_relative_already)
{
    for (auto const& each : {timeout(), timeout(5), timeout(-0.5), timeout(2h)})
    {
        BOOST_TEST(each.relative().text() == each.text());
        BOOST_TEST(each.relative().negative() == each.negative());
    }
}

BOOST_AUTO_TEST_SUITE_END()
