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

    A thread of start_new_thread() or start_joinable_thread() that does not
    catch it ends silently, as if its function had returned. `throw
    SystemExit()` is the same.

    @throws SystemExit Always.

    @par Difference from Python
    Only those threads know what it means. Left uncaught in `main()`, or in a
    thread started otherwise, it is any uncaught exception and ends the program
    by `std::terminate`. It is no `std::exception`.
*/
[[noreturn]] CONCUR_THREAD_DECL void exit();

} // namespace concur::thread

#endif
