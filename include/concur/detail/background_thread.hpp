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

    The process has one such thread, for one function: it is always to be the
    same. Nobody joins it, and it handles no signals. It ends when it has slept
    for five seconds.

    fork() waits until the function returns, for 100 ms at the most, so that a
    child does not find locked what it uses. The child has no such thread before
    it calls this.

    @return False if there can be no thread.
*/
CONCUR_CORE_DECL bool run_in_background(bool (*work)() noexcept) noexcept;

} // namespace concur::detail

#endif
