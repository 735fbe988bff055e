// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_STATISTICS_HPP
#define CONCUR_TEST_BENCH_STATISTICS_HPP

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

// Medians, ratios and the table.

namespace bench {

inline double median(std::vector<double> values)
{
    if (values.empty())
    {
        return std::nan("");
    }
    auto const middle = values.begin() + std::ptrdiff_t(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 != 0)
    {
        return *middle;
    }
    return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

// The samples of one contender in one workload. A round that it missed is
// empty.
struct series
{
    std::string label;
    std::vector<std::vector<double>> rounds;
    double cpu = 0; // seconds of the worker itself, all samples
    long peak_kib = 0;

    std::vector<double> samples() const
    {
        std::vector<double> all;
        for (auto const& round : rounds)
        {
            all.insert(all.end(), round.begin(), round.end());
        }
        return all;
    }
};

// The median over the rounds of the ratio of the medians within a round. So
// load that comes and goes affects both.
inline double ratio(series const& of, series const& to)
{
    std::vector<double> ratios;
    auto const rounds = std::min(of.rounds.size(), to.rounds.size());
    for (std::size_t i = 0; i != rounds; ++i)
    {
        if (!of.rounds[i].empty() && !to.rounds[i].empty())
        {
            ratios.push_back(median(of.rounds[i]) / median(to.rounds[i]));
        }
    }
    return median(std::move(ratios));
}

inline std::string figure(double value, int digits)
{
    if (std::isnan(value))
    {
        return "-";
    }
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}

inline std::string three_digits(double value)
{
    auto const size = std::abs(value);
    return figure(value, size < 10 ? 2 : size < 100 ? 1 : 0);
}

inline std::string ratio_figure(double value)
{
    return figure(value, value < 0.1 ? 3 : 2);
}

// Markdown that is also easy to read as plain text.
inline void print_table(std::vector<std::vector<std::string>> const& rows)
{
    std::vector<std::size_t> widths(rows.front().size());
    for (auto const& row : rows)
    {
        for (std::size_t i = 0; i != row.size(); ++i)
        {
            widths[i] = std::max(widths[i], row[i].size());
        }
    }
    for (std::size_t r = 0; r != rows.size(); ++r)
    {
        for (std::size_t i = 0; i != widths.size(); ++i)
        {
            auto const width = int(widths[i]);
            std::printf(i == 0 ? "| %-*s " : "| %*s ", width,
                        rows[r][i].c_str());
        }
        std::puts("|");
        for (std::size_t i = 0; r == 0 && i != widths.size(); ++i)
        {
            std::string const line(widths[i] + (i == 0 ? 2 : 1), '-');
            std::printf("|%s%s", line.c_str(), i == 0 ? "" : ":");
        }
        if (r == 0)
        {
            std::puts("|");
        }
    }
}

} // namespace bench

#endif
