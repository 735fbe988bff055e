// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SHUTIL_HPP
#define CONCUR_SHUTIL_HPP

#include <concur/config.hpp>

#include <optional>
#include <string>

// From Python's shutil: the search for a program.

namespace concur::shutil {

/// What which() may ask of a file: Python's `os.F_OK`, `os.X_OK`, `os.W_OK`,
/// `os.R_OK`, which are macros in C. They may be combined with `|`.
inline constexpr int f_ok = 0;
inline constexpr int x_ok = 1;
inline constexpr int w_ok = 2;
inline constexpr int r_ok = 4;

/** Find a program as a shell would.

    A name with a slash is used as it is. Another name is searched for in each
    directory of the path; an empty directory is the current one.

    @param cmd The name.
    @param mode The permissions that this process must have for the file.
    @param path The directories, with colons between. When absent, the
    environment's `PATH`, or the system's own if that is not set.

    @return The first match, as `directory/cmd`; nothing if there is none. A
    directory never matches.

    @par Difference from Python
    `PATH` is read at the call; Python reads the environment when it starts.
*/
CONCUR_CORE_DECL std::optional<std::string>
which(std::string const& cmd, int mode = f_ok | x_ok,
      std::optional<std::string> path = std::nullopt);

} // namespace concur::shutil

#endif
