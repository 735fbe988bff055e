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

    The name is what the system's tools show, where it has names. That of the
    main thread may be shown as the name of the process.

    @param name UTF-8. What is too long for the system, or follows a null
    character, is left out silently: Linux shows 15 bytes. No character is cut
    in two.

    @par Difference from Python
    Python has it since 3.14.

    @see options, which names a thread that is being started.
*/
CONCUR_THREAD_DECL void set_name(std::string name);

/// Return the name of the calling thread, as it was cut.
CONCUR_THREAD_DECL std::string get_name();

} // namespace concur::thread

#endif
