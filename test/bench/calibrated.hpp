// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_CALIBRATED_HPP
#define CONCUR_TEST_BENCH_CALIBRATED_HPP

#include "protocol.hpp"

#include <cstddef>

namespace bench {

// Measures as many operations as take 30 to 60 ms, but at most `most`. `run(n)`
// performs n times `each` operations and returns the seconds.
template<class Run>
measurement calibrated(Run run, std::size_t each = 1,
                       std::size_t most = std::size_t(1) << 32)
{
    std::size_t n = 16;
    // One run is not enough: an interruption must not end the search.
    auto const too_short = [&] {
        auto tries = 5;
        while (tries != 0 && run(n) >= 30e-3)
        {
            --tries;
        }
        return tries != 0;
    };
    while (n * each * 2 <= most && too_short())
    {
        n *= 2;
    }
    return {[=] { return run(n); }, n * each};
}

} // namespace bench

#endif
