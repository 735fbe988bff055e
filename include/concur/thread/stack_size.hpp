// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_THREAD_STACK_SIZE_HPP
#define CONCUR_THREAD_STACK_SIZE_HPP

#include <concur/config.hpp>

#include <cstddef>

namespace concur::thread {

/** Set the size of the stacks of threads that are started from now on.

    Such a thread has at least so much, less what the system itself puts there.

    @param size In bytes: 0 for the system's own size, or at least 32768.

    @return The size that was in force before; 0 is the system's own.

    @throws ValueError The size is negative or too small; nothing has changed.

    @par Thread safety
    Safe.

    @par Difference from Python
    None, and it may surprise: a call without an argument is not a mere
    question, it sets the size to 0.
*/
CONCUR_THREAD_DECL std::ptrdiff_t stack_size(std::ptrdiff_t size = 0);

} // namespace concur::thread

#endif
