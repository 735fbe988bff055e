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

using concur::deadline;
using concur::timeout;
using namespace std::chrono_literals;

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

BOOST_AUTO_TEST_SUITE_END()
