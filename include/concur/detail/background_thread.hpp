// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_BACKGROUND_THREAD_HPP
#define CONCUR_DETAIL_BACKGROUND_THREAD_HPP

#include <concur/config.hpp>

namespace concur::detail {

/** Call a function every ten milliseconds on a thread of the library, until the
    function returns false.

    The process has one such thread, so all calls must name the same function.
    The thread is never joined and handles no signals. It ends after five
    seconds without work.

    fork() waits until `work` returns, at most 100 ms. So the locks of `work`
    are usually not locked in the child. A child has no such thread until it
    calls run_in_background().

    @return False if the thread cannot be started.
*/
CONCUR_CORE_DECL bool run_in_background(bool (*work)() noexcept) noexcept;

} // namespace concur::detail

#endif
