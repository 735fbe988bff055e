// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_PYTHONS_HPP
#define CONCUR_TEST_BENCH_PYTHONS_HPP

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <unistd.h>

// The interpreters to compare with: 3.10, whose behaviour is the reference,
// and the newest one found in CONCUR_BENCH_PYTHON (interpreters, separated by
// colons) and in PATH.

namespace bench {

struct python
{
    int minor = 0;
    std::string path;
    std::string label; // "Python 3.10"
};

namespace detail {

inline std::vector<std::string> split(char const* list)
{
    std::vector<std::string> result;
    std::string const all = list == nullptr ? "" : list;
    for (std::size_t begin = 0; begin < all.size();)
    {
        auto const end = std::min(all.find(':', begin), all.size());
        if (end != begin)
        {
            result.push_back(all.substr(begin, end - begin));
        }
        begin = end + 1;
    }
    return result;
}

// Asks the program for its version, since the file may be a wrapper.
inline python ask(std::string const& program)
{
    python result;
    std::string quoted = "'";
    for (char const c : program)
    {
        c == '\'' ? quoted += "'\\''" : quoted += c;
    }
    auto const answer =
        ::popen((quoted + "' -c 'import sys; print(*sys.version_info[:2], "
                          "sys.executable)' 2>/dev/null")
                    .c_str(),
                "r");
    if (answer == nullptr)
    {
        return result;
    }
    int major = 0;
    int minor = 0;
    char path[4096] = "";
    if (std::fscanf(answer, "%d %d %4095[^\n]", &major, &minor, path) == 3 &&
        major == 3)
    {
        result = {minor, path, "Python 3." + std::to_string(minor)};
    }
    ::pclose(answer);
    return result;
}

} // namespace detail

inline std::vector<python> pythons()
{
    auto candidates = detail::split(std::getenv("CONCUR_BENCH_PYTHON"));
    for (auto const& folder : detail::split(std::getenv("PATH")))
    {
        candidates.push_back(folder + "/python3");
        for (int minor = 10; minor != 20; ++minor)
        {
            candidates.push_back(folder + "/python3." + std::to_string(minor));
        }
    }
    std::vector<python> found;
    for (auto const& candidate : candidates)
    {
        if (::access(candidate.c_str(), X_OK) == 0)
        {
            if (auto one = detail::ask(candidate); one.minor >= 10)
            {
                found.push_back(std::move(one));
            }
        }
    }
    // The first interpreter of each version, in the order of the lists.
    std::stable_sort(
        found.begin(), found.end(),
        [](auto const& a, auto const& b) { return a.minor < b.minor; });
    std::vector<python> result;
    if (!found.empty() && found.front().minor == 10)
    {
        result.push_back(found.front());
    }
    auto const newest =
        std::find_if(found.begin(), found.end(), [&](auto const& one) {
            return one.minor == found.back().minor;
        });
    if (newest != found.end() && newest->minor != 10)
    {
        result.push_back(*newest);
    }
    return result;
}

} // namespace bench

#endif
