// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/detail/durations.hpp>

#include <cmath>

namespace concur::detail {
namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr seconds_and_part longest{end_of<std::int64_t>(false), second - 1};
constexpr seconds_and_part shortest{end_of<std::int64_t>(true), 0};

struct fraction
{
    std::uint64_t quotient;
    std::uint64_t remainder;
    bool overflow;
};

// a * num / den. If the product overflows, the quotient is computed step by
// step, one bit of `a` at a time.
fraction multiplied(std::uint64_t a, std::uint64_t num,
                    std::uint64_t den) noexcept
{
    fraction f{0, 0, false};
    if (!__builtin_mul_overflow(a, num, &f.quotient))
    {
        return {f.quotient / den, f.quotient % den, false};
    }
    f.quotient = 0;
    auto const add = [&](std::uint64_t quotient, std::uint64_t remainder) {
        // The sum of two remainders may be den or more.
        auto const carry = remainder >= den - f.remainder;
        f.remainder =
            carry ? remainder - (den - f.remainder) : remainder + f.remainder;
        f.overflow |= __builtin_add_overflow(f.quotient, quotient, &f.quotient);
        f.overflow |= __builtin_add_overflow(
            f.quotient, static_cast<std::uint64_t>(carry), &f.quotient);
    };
    for (int bit = 63; bit >= 0; --bit)
    {
        add(f.quotient, f.remainder);
        if ((a >> bit & 1) != 0)
        {
            add(num / den, num % den);
        }
    }
    return f;
}

} // namespace

seconds_and_part scaled(std::uint64_t size, bool negative, std::uint64_t num,
                        std::uint64_t den, rounding to) noexcept
{
    auto const whole = multiplied(size, num, den);
    if (whole.overflow ||
        whole.quotient > static_cast<std::uint64_t>(longest.seconds))
    {
        return negative ? shortest : longest;
    }
    auto const part = multiplied(whole.remainder, second, den);
    seconds_and_part s{static_cast<std::int64_t>(whole.quotient),
                       static_cast<std::int64_t>(part.quotient)};
    // Increase the absolute value if the result is rounded away from zero.
    if (part.remainder != 0 && (to == rounding::up) != negative)
    {
        ++s.nanoseconds;
    }
    if (negative && s.nanoseconds != 0)
    {
        s = {-s.seconds - 1, second - s.nanoseconds};
    }
    else if (negative)
    {
        s.seconds = -s.seconds;
    }
    if (s.nanoseconds == second)
    {
        if (s.seconds == longest.seconds)
        {
            return longest;
        }
        s = {s.seconds + 1, 0};
    }
    return s;
}

seconds_and_part scaled(long double count, std::uint64_t num, std::uint64_t den,
                        rounding to) noexcept
{
    auto const seconds =
        count * static_cast<long double>(num) / static_cast<long double>(den);
    constexpr auto most = 0x1p63L;
    if (!(seconds < most))
    {
        return longest;
    }
    if (seconds < -most)
    {
        return shortest;
    }
    auto const whole = std::floor(seconds);
    auto part = (seconds - whole) * second;
    part = to == rounding::up ? std::ceil(part) : std::floor(part);
    seconds_and_part const s{static_cast<std::int64_t>(whole),
                             static_cast<std::int64_t>(part)};
    if (s.nanoseconds < second)
    {
        return s;
    }
    return s.seconds == longest.seconds ? longest
                                        : seconds_and_part{s.seconds + 1, 0};
}

std::chrono::nanoseconds difference(seconds_and_part a,
                                    seconds_and_part b) noexcept
{
    auto seconds = saturated_difference(a.seconds, b.seconds);
    auto part = a.nanoseconds - b.nanoseconds;
    // Give `seconds` and `part` the same sign. Otherwise the sum could move a
    // saturated product back into the range.
    if (seconds < 0 && part > 0)
    {
        ++seconds;
        part -= second;
    }
    else if (seconds > 0 && part < 0)
    {
        --seconds;
        part += second;
    }
    return std::chrono::nanoseconds(
        saturated_sum(saturated_product<std::int64_t>(seconds, second), part));
}

} // namespace concur::detail
