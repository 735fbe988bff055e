// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_SUBPROCESS_NEWLINES_HPP
#define CONCUR_TEST_BENCH_SUBPROCESS_NEWLINES_HPP

#include <cstddef>
#include <cstring>
#include <string_view>

namespace bench {

// The number of line feeds.
inline std::size_t newlines(std::string_view data)
{
    std::size_t count = 0;
    auto at = data.data();
    auto const end = at + data.size();
    while (at != end)
    {
        auto const found = std::memchr(at, '\n', std::size_t(end - at));
        if (found == nullptr)
        {
            break;
        }
        at = static_cast<char const*>(found) + 1;
        ++count;
    }
    return count;
}

} // namespace bench

#endif
