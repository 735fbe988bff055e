// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_THREAD_EXIT_HPP
#define CONCUR_THREAD_EXIT_HPP

#include <concur/config.hpp>
#include <concur/errors.hpp>

namespace concur::thread {

/** End the calling thread, by an exception.

    If a thread of start_new_thread() or start_joinable_thread() does not catch
    the exception, the thread ends silently, as if its function had returned.
    `throw SystemExit()` does the same.

    @throws SystemExit Always.

    @par Difference from Python
    In `main()` and in other threads, a SystemExit that is not caught ends the
    program by `std::terminate`. SystemExit is no `std::exception`.
*/
[[noreturn]] CONCUR_THREAD_DECL void exit();

} // namespace concur::thread

#endif
