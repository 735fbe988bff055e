// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_THREAD_STACK_SIZE_HPP
#define CONCUR_THREAD_STACK_SIZE_HPP

#include <concur/config.hpp>

#include <cstddef>

namespace concur::thread {

/** Set the size of the stacks of new threads.

    A new stack has at least this size, less the part that the system itself
    uses.

    @param size The size in bytes, at least 32768; some systems require more. 0
    means the system's own size.

    @return The previous size; 0 means the system's own size.

    @throws ValueError The size is negative or too small; nothing has changed.

    @par Thread safety
    Safe.

    @par Difference from Python
    None. But note that a call without an argument sets the size to 0.
*/
CONCUR_THREAD_DECL std::ptrdiff_t stack_size(std::ptrdiff_t size = 0);

} // namespace concur::thread

#endif
