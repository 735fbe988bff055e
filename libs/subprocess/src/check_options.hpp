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
#include <span>
#include <string>

// The checks of options before the start of a child.

namespace concur::subprocess::detail {

/** Check the options of the streams. Warns if line buffering is asked for in
    binary mode.

    @throws SubprocessError `text` and `universal_newlines` differ.
    @throws ValueError The options of live output are wrong.
*/
void check_stream_options(options const& o);

/** Check the options of a start that mean the same on every system. Warns if
    `pass_fds` overrides `close_fds`.

    @throws ValueError, OverflowError An option is wrong.
*/
void check_start_options(command const& args, options const& o);

/// Check the steps of a stop; throws ValueError.
void check_ladder(std::span<stop_step const> steps);

/// Check that the own options of a stage concern only its process; throws
/// ValueError.
void check_options_of_stage(options const& o);

/// Check that no option is set that an asynchronous function does not take;
/// throws ValueError.
void check_asynchronous_options(options const& o);

/// Check the redirections of the streams; throws ValueError or OverflowError.
/// As in Python, this is done after users and groups were looked up.
void check_redirects(options const& o);

/// Check that no option of another system is set; throws ValueError.
void check_platform_options(options const& o);

/// Whether the options ask for text mode.
bool asks_for_text(options const& o);

/// The redirections of the outputs. An output that nothing but live output asks
/// for is piped. The references are valid as long as the options.
redirect const& stdout_of(options const& o) noexcept;
redirect const& stderr_of(options const& o) noexcept;

/// Whether the process object has a stream for an output: its pipe, or the
/// terminal. What goes to the terminal is read from standard output if that is
/// the terminal.
bool has_stdout(options const& o) noexcept;
bool has_stderr(options const& o) noexcept;

/// Whether a stream is a terminal that is made for the child.
inline bool is_terminal(redirect const& r) noexcept
{
    return r.what() == redirect::kind::terminal;
}

/// Whether a stream of the child is such a terminal.
bool uses_terminal(options const& o) noexcept;

/// The settings of the terminal, from the stream that gives them.
pty terminal_settings(options const& o) noexcept;

/// The given name of an encoding or error handler; absent if none is given or,
/// as in Python, if it is empty.
std::optional<std::string> name_of(std::optional<os_string> const& text);

/// Check the size of a terminal; throws ValueError.
void check_terminal_size(long long rows, long long columns);

/// Throw ValueError if a text contains a null character.
void check_no_nul(std::string const& text);

} // namespace concur::subprocess::detail

#endif
