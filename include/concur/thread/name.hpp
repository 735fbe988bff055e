// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_THREAD_NAME_HPP
#define CONCUR_THREAD_NAME_HPP

#include <concur/config.hpp>

#include <string>

namespace concur::thread {

/** Name the calling thread.

    The system's tools show the name, if the system has names of threads. They
    may show the name of the main thread as the name of the process.

    @param name The name in UTF-8. It is cut silently at a null character, or if
    it is too long: Linux shows 15 bytes. No character is cut in two.

    @par Difference from Python
    Python has this function since 3.14.

    @see options, which name a new thread.
*/
CONCUR_THREAD_DECL void set_name(std::string name);

/// Return the name of the calling thread, which set_name() may have cut.
CONCUR_THREAD_DECL std::string get_name();

} // namespace concur::thread

#endif
