// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_REDIRECT_HPP
#define CONCUR_SUBPROCESS_REDIRECT_HPP

#include <concur/config.hpp>
#include <concur/detail/wide_integer.hpp>
#include <concur/subprocess/os_string.hpp>
#include <concur/subprocess/pty.hpp>

#include <concepts>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>

namespace concur::subprocess {

/// The special values of `stdin_`, `stdout_` and `stderr_`. No descriptor has
/// one of these numbers.
enum class special
{
    pipe = -1,
    out = -2,
    null = -3,
    err = -4,
    terminal = -5
};

/// A new pipe whose other end is a stream of the process object.
inline constexpr special PIPE = special::pipe;

/// The file that standard output goes to. Only for `stderr_`.
inline constexpr special STDOUT = special::out;

/// The file that standard error goes to. Only for `stdout_`. With `stdout_ =
/// STDERR` and `stderr_ = STDOUT`, the child gets the parent's two streams
/// exchanged.
inline constexpr special STDERR = special::err;

/// The null device.
inline constexpr special DEVNULL = special::null;

/** A new terminal, whose other end is a stream of the process object; not part
    of Python.

    All streams of a child that are given as PTY or `pty` share one terminal. It
    becomes the controlling terminal of the child, which leads a new session, as
    with `start_new_session`. Where several outputs go to the terminal, all of
    them are read from `stdout_`, in the order in which the child wrote them;
    `stderr_` is then absent. An output that is given as PIPE stays apart.

    When the input is closed, or communicate() has sent all of it, the terminal
    gets the character for the end of the input, unless `pty::raw` was given.
    When the process object closes the terminal, the child gets SIGHUP. So a
    child ends, too, that was started under the policy `detach`.

    The output ends when the child and its descendants have closed the terminal.
    A child that closes it and opens `/dev/tty` later can write no output any
    more.

    @see pty, terminal
*/
inline constexpr special PTY = special::terminal;

/// An object that has a descriptor, such as a stream of a process object.
template<class T>
concept has_fileno = requires(T const& t)
{
    {
        t.fileno()
        } -> std::convertible_to<int>;
};

/** The file that becomes a standard stream of a child.

    By default, and with `std::nullopt`, the child inherits the parent's stream.
    The library never closes descriptors and files of the caller.
*/
class CONCUR_SUBPROCESS_DECL redirect
{
public:
    /// The kinds of values.
    enum class kind
    {
        unset,   ///< no value was given: the stream is inherited
        inherit, ///< `std::nullopt` was given: the stream is inherited
        pipe,
        out,
        err,
        null,
        descriptor,
        path,     ///< the file is read, or made or emptied and written
        appended, ///< the file is made or written at its end
        terminal
    };

    /// No value: the child inherits the parent's stream.
    redirect() noexcept = default;

    /// Python's None: the child inherits the parent's stream.
    redirect(std::nullopt_t) noexcept : kind_(kind::inherit) {}

    /// PIPE, DEVNULL, STDOUT, STDERR or PTY.
    redirect(special s) noexcept;

    /// A new terminal with its settings. Streams that share a terminal must not
    /// ask for different settings; PTY asks for none.
    redirect(pty const& settings) noexcept
        : kind_(kind::terminal), settings_(settings)
    {
    }

    /// A descriptor. A negative number is a ValueError when the child is
    /// started.
    template<concur::detail::number_argument T>
    redirect(T descriptor) noexcept
        : kind_(kind::descriptor),
          descriptor_(concur::detail::wide_integer(descriptor))
    {
    }

    /** The descriptor of a C file. Buffered data of the file is not flushed.

        @throws ValueError `file` is null or has no descriptor.
    */
    redirect(std::FILE* file);

    /// The descriptor of an object. It must stay open until the child is
    /// started.
    template<has_fileno T>
    redirect(T const& holder) : redirect(static_cast<int>(holder.fileno()))
    {
    }

    /** A file that the library opens before the start of the child: the input
        for reading; an output for writing, after the file was made or emptied.
        If the file cannot be opened, that is the OSError that opening it in
        Python gives.

        The path is relative to the working directory of the parent, not to
        `cwd`, and the file is opened with the rights of the parent. If it is a
        named pipe, the call waits for the other end.
    */
    template<path_like T>
    redirect(T const& path) : kind_(kind::path), path_(os_string(path).str())
    {
    }

    /// The kind of the value.
    kind what() const noexcept
    {
        return kind_;
    }

    /// Whether the stream is not inherited; Python's `is not None`.
    bool given() const noexcept
    {
        return kind_ != kind::unset && kind_ != kind::inherit;
    }

    /// The descriptor, if what() is `descriptor`; otherwise -1.
    long long descriptor() const noexcept
    {
        return descriptor_;
    }

    /// The path, if what() is `path` or `appended`; otherwise empty.
    std::string const& path() const noexcept
    {
        return path_;
    }

    /// The settings that were given, if what() is `terminal`; absent for PTY.
    std::optional<pty> const& settings() const noexcept
    {
        return settings_;
    }

private:
    /// Sets `kind_` and `path_`.
    template<class T>
    requires std::constructible_from<os_string, T>
    friend redirect append(T const& path);

    kind kind_ = kind::unset;
    long long descriptor_ = -1;
    std::string path_;
    std::optional<pty> settings_;
};

/** A file for an output of a child, which is written at its end: `stdout_ =
    append("log.txt")`. It is opened as the file of a path, but not emptied.

    @param path A string or path.
*/
template<class T>
requires std::constructible_from<os_string, T> redirect append(T const& path)
{
    redirect to;
    to.kind_ = redirect::kind::appended;
    to.path_ = os_string(path).str();
    return to;
}

} // namespace concur::subprocess

#endif
