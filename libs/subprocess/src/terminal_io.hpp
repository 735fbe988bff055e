// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef CONCUR_LIBS_SUBPROCESS_TERMINAL_IO_HPP
#define CONCUR_LIBS_SUBPROCESS_TERMINAL_IO_HPP

#include "io.hpp"

#include <concur/subprocess/pty.hpp>
#include <concur/subprocess/terminal.hpp>

#include <cstddef>
#include <string_view>

// Terminals and the system calls that use them.

namespace concur::subprocess::detail {

/// The two ends of a terminal. They are close-on-exec. The parent's end is
/// non-blocking, which no other process sees.
struct terminal_ends
{
    descriptor parents;
    descriptor childs;
};

/// Make a terminal; throws OSError. It does not become the controlling terminal
/// of this process.
terminal_ends open_terminal(pty const& settings);

/// Another descriptor of the same open file, close-on-exec; throws OSError.
descriptor duplicate(descriptor const& d);

/// Read once from the parent's end without blocking. Returns the number of
/// bytes, 0 at the end, or a negative errno; -EAGAIN if nothing has come.
long read_terminal_now(int number, char* to, std::size_t size);

/// Write once to the parent's end without blocking. Returns the number of
/// bytes, or a negative errno; -EPIPE if the child has closed the terminal.
long write_terminal_now(int number, std::string_view data);

/// The same, but they block until at least one byte was moved, and throw
/// OSError. As read_some() and write_some(), they handle interrupts.
std::size_t read_terminal(int number, char* to, std::size_t size);
std::size_t write_terminal(int number, std::string_view data);

/// The size; throws OSError.
terminal_size size_of_terminal(int number);
void set_size_of_terminal(int number, terminal_size size);

/// Whether the terminal echoes; throws OSError.
bool terminal_echoes(int number);
void set_terminal_echo(int number, bool on);

/// The character that means the end of the input.
char end_of_input(int number) noexcept;

} // namespace concur::subprocess::detail

#endif
