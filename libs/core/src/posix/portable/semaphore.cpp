// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../semaphore.hpp"

#include <algorithm>

namespace concur::detail {

void wait_semaphore(sem_t& s, std::chrono::nanoseconds left)
{
    // sem_timedwait() uses the system clock, which may be set back. So a wait
    // takes 200 ms at most; it may return early.
    auto const at =
        after(CLOCK_REALTIME, std::min<std::chrono::nanoseconds>(
                                  left, std::chrono::milliseconds(200)));
    ::sem_timedwait(&s, &at);
}

} // namespace concur::detail
