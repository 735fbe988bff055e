// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_TERMINAL_HPP
#define CONCUR_SUBPROCESS_TERMINAL_HPP

#include <concur/config.hpp>

#include <memory>
#include <utility>

namespace concur::subprocess {

namespace detail {
class terminal_file;
} // namespace detail

/// The size of a terminal in characters.
struct terminal_size
{
    /// The height.
    int rows = 0;
    /// The width.
    int columns = 0;

    friend bool operator==(terminal_size const&,
                           terminal_size const&) = default;
};

/** The terminal of a child that was started with PTY.

    Copies refer to the same terminal. They stay valid after the process object
    was destroyed, but its destructor hangs up unless the policy is `detach`.

    If there is no terminal, all member functions except the conversion to bool
    throw ValueError. After hang_up(), or after the process object has closed
    its streams, all except closed() and hang_up() throw ValueError.

    @par Thread safety
    Distinct objects: safe, if they do not share a terminal. Shared objects:
    unsafe. send_eof() and hang_up() use the streams of the process object.
*/
class CONCUR_SUBPROCESS_DECL terminal
{
public:
    /// No terminal.
    terminal() noexcept = default;

    /// Whether there is a terminal.
    explicit operator bool() const noexcept
    {
        return file_ != nullptr;
    }

    /** Set the size. If it differs from the old one, the processes in the
        foreground get SIGWINCH.

        @throws ValueError A number is negative or above 65535.
        @throws OSError The system refused.
    */
    void resize(long long rows, long long columns);

    /// The size; throws OSError.
    terminal_size size() const;

    /// Whether the terminal sends back what is written to it. A child that asks
    /// for a password turns that off. Throws OSError.
    bool echo() const;

    /// Turn the echo on or off; throws OSError.
    void echo(bool on);

    /** Send the character that means the end of the input, usually Ctrl-D.

        First, what the stream of the input has buffered is written. If a line
        was begun, the character is sent twice, since the first one ends only
        that line. The call blocks while the child does not read. The streams
        stay open. If the terminal is raw, the child gets the character as a
        byte.

        @throws BrokenPipeError The child has closed the terminal.
        @throws OSError The system refused to write.
    */
    void send_eof();

    /** Close the terminal, and the streams of the process object that belong to
        it. The child and the processes in the foreground get SIGHUP, which ends
        them unless they handle it.

        Output that was not read is lost. Do nothing if the terminal is closed.
        While an asynchronous communicate() is pending, do not call this
        function; send SIGHUP.
    */
    void hang_up();

    /// Whether the terminal is closed.
    bool closed() const;

private:
    friend class detail::terminal_file;

    explicit terminal(std::shared_ptr<detail::terminal_file> file) noexcept
        : file_(std::move(file))
    {
    }

    detail::terminal_file& file() const;

    std::shared_ptr<detail::terminal_file> file_;
};

} // namespace concur::subprocess

#endif
