// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../semaphore.hpp"

#include <algorithm>

namespace concur::detail {

void wait_semaphore(sem_t& s, std::chrono::nanoseconds left)
{
    // POSIX has only the system clock here. It may be set back, so that the
    // wait is made in pieces.
    auto const at =
        after(CLOCK_REALTIME, std::min<std::chrono::nanoseconds>(
                                  left, std::chrono::milliseconds(200)));
    ::sem_timedwait(&s, &at);
}

} // namespace concur::detail
