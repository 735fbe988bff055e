// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_LIST2CMDLINE_HPP
#define CONCUR_SUBPROCESS_LIST2CMDLINE_HPP

#include <concur/config.hpp>
#include <concur/subprocess/command.hpp>

#include <string>

namespace concur::subprocess {

/** Make the command line that Microsoft's C runtime splits into these
    arguments.

    The function works on every system. It does not quote for a shell: for that,
    use concur::shlex::join().

    @param args A sequence; a string or path counts as one argument.
*/
CONCUR_SUBPROCESS_DECL std::string list2cmdline(command const& args);

} // namespace concur::subprocess

#endif
