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

/// The modes for which(): the file exists, may be executed, written, read. `|`
/// combines them. In Python they are `os.F_OK`, `os.X_OK`, `os.W_OK` and
/// `os.R_OK`; in C these names are macros.
inline constexpr int f_ok = 0;
inline constexpr int x_ok = 1;
inline constexpr int w_ok = 2;
inline constexpr int r_ok = 4;

/** Find a program as a shell would.

    A name with a slash is used as it is. Other names are searched for in each
    directory of the path. An empty directory name is the current directory, but
    an empty path has no directories.

    @param cmd The name.
    @param mode The permissions that this process must have for the file.
    @param path The directories, with colons between. If absent, the environment
    variable `PATH` is used, or the default path of the system if `PATH` is not
    set.

    @return The path of the first match, or `std::nullopt`. The path is
    `directory/cmd`, or `cmd` itself if the directory name is empty or `cmd` has
    a slash. A directory never matches.

    @par Difference from Python
    which() reads `PATH` from the environment of the process. Python reads
    `os.environ`, which does not see a setenv() in C.
*/
CONCUR_CORE_DECL std::optional<std::string>
which(std::string const& cmd, int mode = f_ok | x_ok,
      std::optional<std::string> path = std::nullopt);

} // namespace concur::shutil

#endif
