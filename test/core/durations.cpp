// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/detail/durations.hpp>

#include <concur/errors.hpp>
#include <concur/limit.hpp>
#include <concur/timeout.hpp>

#include <support/typed_cases.hpp>

#include <boost/chrono/duration.hpp>
#include <boost/multiprecision/cpp_int.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <ratio>
#include <tuple>
#include <type_traits>

using namespace std::chrono_literals;
using concur::deadline;
using concur::limit;
using concur::timeout;
using concur::detail::left_until;
using concur::detail::seconds_and_part;
using concur::detail::to_nanoseconds;
using std::chrono::nanoseconds;

// Each conversion is compared with arithmetic of 128 bits.

namespace {

using wide = boost::multiprecision::int128_t;

constexpr wide wide_max = std::numeric_limits<wide>::max();
constexpr auto most = std::numeric_limits<std::int64_t>::max();
constexpr auto least = std::numeric_limits<std::int64_t>::min();

std::mt19937_64 random_bits(17);

/// A random number of a type: small, large, or near the ends of its range.
template<class Rep>
Rep any()
{
    using limits = std::numeric_limits<Rep>;
    auto const bits = random_bits();
    if constexpr (std::floating_point<Rep>)
    {
        switch (bits % 8)
        {
        case 0:
            return limits::max();
        case 1:
            return limits::lowest();
        case 2:
            return limits::infinity();
        case 3:
            return static_cast<Rep>(static_cast<std::int64_t>(bits));
        default:
            return static_cast<Rep>(static_cast<std::int64_t>(bits)) /
                   static_cast<Rep>(std::uint64_t(1) << (bits >> 3 & 63));
        }
    }
    else
    {
        switch (bits % 8)
        {
        case 0:
            return limits::max();
        case 1:
            return limits::min();
        case 2:
            return Rep(0);
        case 3:
            return static_cast<Rep>(bits >> 3);
        default: // of any length
            auto const size =
                static_cast<std::int64_t>(bits) >> (bits >> 3 & 63);
            return static_cast<Rep>(size);
        }
    }
}

wide floor_of(wide a, wide b)
{
    return a / b - (a % b < 0 ? 1 : 0);
}

wide ceil_of(wide a, wide b)
{
    return -floor_of(-a, b);
}

nanoseconds within(wide n)
{
    return nanoseconds(
        static_cast<std::int64_t>(std::clamp<wide>(n, least, most)));
}

// The reference must not overflow itself, so there are less than 2^64 units, of
// less than 2^32 seconds, in less than 2^30 parts of a second.
template<class Period>
wide in_nanoseconds(wide count, bool up)
{
    constexpr wide num = Period::num;
    constexpr wide den = Period::den;
    if (count > wide_max / num / 1'000'000'000)
    {
        return wide_max;
    }
    if (count < -(wide_max / num / 1'000'000'000))
    {
        return -wide_max;
    }
    auto const n = count * num * 1'000'000'000;
    return up ? ceil_of(n, den) : floor_of(n, den);
}

template<class Duration>
struct some_clock
{
    using rep = typename Duration::rep;
    using period = typename Duration::period;
    using duration = Duration;
    using time_point = std::chrono::time_point<some_clock>;
    static constexpr bool is_steady = false;
};

template<class Rep, class Period>
void check_whole()
{
    using duration = std::chrono::duration<Rep, Period>;
    using clock = some_clock<duration>;
    for (int i = 0; i != 2000; ++i)
    {
        auto const count = any<Rep>();
        duration const d(count);
        auto const exact = in_nanoseconds<Period>(count, true);
        BOOST_REQUIRE((to_nanoseconds(d) == within(exact)));

        timeout const t(d);
        auto const near =
            static_cast<long double>(count) * Period::num / Period::den;
        BOOST_REQUIRE(*t.seconds() == static_cast<double>(near));
        BOOST_REQUIRE(concur::detail::is_whole(d) ==
                      (wide(count) * Period::num % Period::den == 0));
        BOOST_REQUIRE(!t.text().empty());
        limit const l(d);
        BOOST_REQUIRE(l.negative() == (count < Rep(0)));
        BOOST_REQUIRE((count > Rep(0) || l.passed()));

        using nano = std::chrono::time_point<clock, nanoseconds>;
        auto const now = any<std::int64_t>();
        typename clock::time_point const at(d);
        BOOST_REQUIRE(
            (left_until(at, nano(nanoseconds(now))) ==
             within(std::clamp<wide>(exact, -(wide(1) << 92), wide(1) << 92) -
                    now)));
        auto const other = any<Rep>();
        typename clock::time_point const before{duration(other)};
        auto const difference = in_nanoseconds<Period>(count, true) -
                                in_nanoseconds<Period>(other, false);
        constexpr auto whole_range = wide(most) * 1'000'000'000;
        if (std::max(std::abs(static_cast<double>(exact)),
                     std::abs(static_cast<double>(in_nanoseconds<Period>(
                         other, false)))) < static_cast<double>(whole_range))
        {
            BOOST_REQUIRE((left_until(at, before) == within(difference)));
        }

        // The duration that is left until a time point of the deadline's clock.
        std::chrono::time_point<deadline::clock, duration> const moment(d);
        auto const left = deadline(moment).left();
        BOOST_REQUIRE((*left >= 0ns));
        BOOST_REQUIRE((exact > 0 || *left == 0ns));
        BOOST_REQUIRE((limit(moment).passed() == deadline(moment).passed()));
        BOOST_REQUIRE((exact < most || !deadline(moment).passed()));
    }
}

template<class Rep, class Period>
void check_fraction()
{
    using duration = std::chrono::duration<Rep, Period>;
    for (int i = 0; i != 2000; ++i)
    {
        auto const count = any<Rep>();
        auto const n = to_nanoseconds(duration(count)).count();
        auto const near =
            static_cast<long double>(count) * Period::num / Period::den * 1e9L;
        if (near >= 0x1p63L)
        {
            BOOST_REQUIRE(n == most);
        }
        else if (near < -0x1p63L)
        {
            BOOST_REQUIRE(n == least);
        }
        else
        {
            auto const error = static_cast<long double>(n) - near;
            BOOST_REQUIRE(error > -1 - std::abs(near) * 0x1p-60L);
            BOOST_REQUIRE(error < 1 + std::abs(near) * 0x1p-60L);
        }
        timeout const t{duration(count)};
        BOOST_REQUIRE(*t.seconds() ==
                      static_cast<double>(static_cast<long double>(count) *
                                          Period::num / Period::den));
        deadline const until(t);
        BOOST_REQUIRE(bool(until) == (*t.seconds() < 100 * 365.25 * 86400));
        BOOST_REQUIRE((!until || *until.left() >= 0ns));
    }
}

template<class Rep>
void check_all()
{
    auto const each = []<class... Period>(std::tuple<Period...>) {
        if constexpr (std::floating_point<Rep>)
        {
            (check_fraction<Rep, Period>(), ...);
        }
        else
        {
            (check_whole<Rep, Period>(), ...);
        }
    };
    each(std::tuple<
         std::ratio<1>, std::milli, std::micro, std::nano, std::ratio<1, 256>,
         std::ratio<1, 128>, std::ratio<1, 60>, std::ratio<1001, 30000>,
         std::ratio<7, 3>, std::ratio<1, (std::int64_t(1) << 62) + 1>,
         std::pico, std::atto, std::ratio<60>, std::ratio<3600>,
         std::ratio<86400>, std::ratio<31556952>, std::ratio<4294967295>>());
}

} // namespace

BOOST_AUTO_TEST_SUITE(durations)

using representations =
    std::tuple<signed char, unsigned char, char, short, unsigned short, int,
               unsigned, long, unsigned long, long long, unsigned long long,
               float, double, long double>;

TEST_CASE_FOR_TYPES(of_every_type, Rep, representations)
{
    check_all<Rep>();
}

// Units that no type can express in nanoseconds.
BOOST_AUTO_TEST_CASE(of_extreme_units)
{
    using longest = std::chrono::duration<std::int64_t, std::ratio<most>>;
    BOOST_TEST((to_nanoseconds(longest(1)) == nanoseconds::max()));
    BOOST_TEST((to_nanoseconds(longest::max()) == nanoseconds::max()));
    BOOST_TEST((to_nanoseconds(longest::min()) == nanoseconds::min()));
    BOOST_TEST((to_nanoseconds(longest(0)) == 0ns));
    using shortest = std::chrono::duration<std::int64_t, std::ratio<1, most>>;
    BOOST_TEST((to_nanoseconds(shortest(1)) == 1ns));
    BOOST_TEST((to_nanoseconds(shortest(-1)) == 0ns));
    BOOST_TEST((to_nanoseconds(shortest::max()) == 1s));
    using odd =
        std::chrono::duration<std::uint64_t, std::ratio<most, most - 1>>;
    BOOST_TEST((to_nanoseconds(odd(1)) == 1s + 1ns));
    using half =
        std::chrono::duration<std::uint64_t, std::ratio<most - 2, most>>;
    BOOST_TEST((to_nanoseconds(half(1)) == 1s));
    BOOST_TEST((to_nanoseconds(half(std::uint64_t(9'000'000'000))) ==
                9'000'000'000s - 1ns));
    BOOST_TEST((to_nanoseconds(half(~std::uint64_t())) == nanoseconds::max()));
}

BOOST_AUTO_TEST_CASE(of_the_nearest_values)
{
    BOOST_TEST((to_nanoseconds(std::chrono::duration<double>(0.25)) == 250ms));
    BOOST_TEST(
        (to_nanoseconds(std::chrono::duration<double, std::pico>(1)) == 1ns));
    BOOST_TEST((to_nanoseconds(std::chrono::duration<double>(NAN)) ==
                nanoseconds::max()));
    BOOST_TEST((to_nanoseconds(nanoseconds::max()) == nanoseconds::max()));
    BOOST_TEST((to_nanoseconds(nanoseconds::min()) == nanoseconds::min()));
    // One second, and half a second, before the end of the range.
    BOOST_TEST((concur::detail::difference({9223372037, 0}, {0, 500'000'000}) ==
                9223372036500ms));
    BOOST_TEST(
        (concur::detail::difference({-9223372037, 500'000'000},
                                    seconds_and_part{}) == -9223372036500ms));
    BOOST_TEST((timeout(boost::chrono::milliseconds(1500)).text() == "1.5"));
    BOOST_TEST((timeout(boost::chrono::minutes(2)).text() == "120"));
    BOOST_CHECK_THROW(timeout(std::chrono::duration<float>(NAN)),
                      concur::ValueError);
}

// The first and the last time point of the steady clock, in all units.
BOOST_AUTO_TEST_CASE(of_moments)
{
    using clock = deadline::clock;
    for (auto const& last :
         {limit(clock::time_point::max()),
          limit(std::chrono::time_point<clock, std::chrono::hours>::max()),
          limit(std::chrono::time_point<clock,
                                        std::chrono::duration<float>>::max())})
    {
        BOOST_TEST(!last.passed());
        BOOST_TEST((*last.at().left() > 24h * 365 * 100));
    }
    for (auto const& first :
         {limit(clock::time_point::min()),
          limit(std::chrono::time_point<clock, std::chrono::hours>::min())})
    {
        BOOST_TEST(first.passed());
        BOOST_TEST((*first.at().left() == 0ns));
    }
}

BOOST_AUTO_TEST_SUITE_END()
