// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef CONCUR_LIBS_SUBPROCESS_CHECK_OPTIONS_HPP
#define CONCUR_LIBS_SUBPROCESS_CHECK_OPTIONS_HPP

#include <concur/subprocess/command.hpp>
#include <concur/subprocess/detail/check_options.hpp>
#include <concur/subprocess/options.hpp>

#include <optional>
#include <string>

// The checks of options, before anything is done.

namespace concur::subprocess::detail {

/// Check the options of text mode and of buffers. Throws SubprocessError; warns
/// of line buffering in binary mode.
void check_stream_options(options const& o);

/** Check the options of a start that mean the same on every system. Warns of
    `pass_fds` that override `close_fds`.

    @throws ValueError, OverflowError An option is wrong.
*/
void check_start_options(command const& args, options const& o);

/// Check the redirections of the streams, after users and groups as in Python.
/// Throws ValueError.
void check_redirects(options const& o);

/// Check that there are no options of other systems; throws ValueError.
void check_platform_options(options const& o);

/// True if the options ask for text mode.
bool asks_for_text(options const& o);

/// A name of an encoding or error handler. To Python an empty one is none.
std::optional<std::string> name_of(std::optional<os_string> const& text);

/// Throws ValueError if a text contains a null character.
void check_no_nul(std::string const& text);

} // namespace concur::subprocess::detail

#endif
