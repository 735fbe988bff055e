// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_BACKGROUND_THREAD_HPP
#define CONCUR_DETAIL_BACKGROUND_THREAD_HPP

#include <concur/config.hpp>

namespace concur::detail {

/** Have a function called on a thread of the library's own, every ten
    milliseconds, until it returns false.

    The process has one such thread, so that all calls must name the same
    function. The thread is never joined, and handles no signals. It ends after
    five seconds without work.

    fork() waits until the function returns, for 100 ms at the most, so that a
    child does not find its locks locked. A child has no such thread until it
    calls this function.

    @return False if the thread cannot be started.
*/
CONCUR_CORE_DECL bool run_in_background(bool (*work)() noexcept) noexcept;

} // namespace concur::detail

#endif
