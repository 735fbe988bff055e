// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_GROWING_NAP_HPP
#define CONCUR_LIBS_SUBPROCESS_GROWING_NAP_HPP

#include <algorithm>
#include <chrono>
#include <utility>

namespace concur::subprocess::detail {

/** The times between two looks, where the system has no descriptor to wait for.
    They grow from 0.5 ms to 50 ms, as those of Python's Popen.wait().

    @par Thread safety
    Distinct objects: safe. Shared objects: unsafe.
*/
class growing_nap
{
public:
    /// The time until the next look.
    std::chrono::nanoseconds next() noexcept
    {
        return std::exchange(nap_, std::min(nap_ * 2, longest));
    }

    /// Begin with the shortest time again.
    void reset() noexcept
    {
        nap_ = shortest;
    }

private:
    static constexpr std::chrono::nanoseconds shortest =
        std::chrono::microseconds(500);
    static constexpr std::chrono::nanoseconds longest =
        std::chrono::milliseconds(50);

    std::chrono::nanoseconds nap_ = shortest;
};

} // namespace concur::subprocess::detail

#endif
