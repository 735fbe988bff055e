// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../semaphore.hpp"

#include <algorithm>

namespace concur::detail {

void wait_semaphore(sem_t& s, std::chrono::nanoseconds left)
{
    // sem_timedwait() uses the system clock. If that clock is set back during a
    // wait, the wait takes longer. So wait for 200 ms at most: the caller
    // measures the rest by the steady clock and waits again.
    auto const at =
        after(CLOCK_REALTIME, std::min<std::chrono::nanoseconds>(
                                  left, std::chrono::milliseconds(200)));
    ::sem_timedwait(&s, &at);
}

} // namespace concur::detail
