// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_GETOUTPUT_HPP
#define CONCUR_SUBPROCESS_GETOUTPUT_HPP

#include <concur/config.hpp>
#include <concur/subprocess/os_string.hpp>

#include <string>
#include <utility>

namespace concur::subprocess {

/** Run a command in the shell; return its exit status and all its output.

    Standard error goes to standard output. The output is decoded as text, and
    one newline at its end is removed.

    @param cmd The command for the shell. Never build it from untrusted text.

    @throws UnicodeDecodeError The output cannot be decoded.
    @throws ValueError `cmd` contains a null character.
    @throws OSError The shell could not be started.
    @throws ... The exception of an interrupt, such as that of the interrupt
    hook. The shell has been killed.
*/
CONCUR_SUBPROCESS_DECL std::pair<int, std::string>
getstatusoutput(os_string const& cmd);

/// Run a command in the shell and return its output, for any exit status.
/// Throws as getstatusoutput().
CONCUR_SUBPROCESS_DECL std::string getoutput(os_string const& cmd);

} // namespace concur::subprocess

#endif
