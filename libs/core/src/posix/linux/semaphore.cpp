// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../semaphore.hpp"

#include <algorithm>

namespace concur::detail {

void wait_semaphore(sem_t& s, std::chrono::nanoseconds left)
{
    auto const at =
        after(CLOCK_MONOTONIC,
              std::min<std::chrono::nanoseconds>(left, std::chrono::hours(1)));
    ::sem_clockwait(&s, CLOCK_MONOTONIC, &at);
}

} // namespace concur::detail
