// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_STREAM_HPP
#define CONCUR_SUBPROCESS_STREAM_HPP

#include <concur/config.hpp>
#include <concur/timeout.hpp>

#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace concur::subprocess {

namespace detail {
class pipe_stream;
} // namespace detail

/** The parent's end of a pipe or terminal to or from a child, as a file object
   of Python.

    Copies of a stream refer to the same file, as Python's variables do. They
    stay valid after the process object was destroyed, but its destructor closes
    the file unless the policy is `detach`. A stream that is not piped refers to
    no file, and is false.

    After a read has thrown UnicodeDecodeError, text that was decoded before can
    still be read. After that text, reads throw the error again.

    In text mode, reads return UTF-8 with LF line endings, and sizes count
    characters. In binary mode, reads return bytes. Unless its description says
    otherwise, a read blocks until it has all the data that was asked for, or
    the child's end is closed. While it blocks on the main thread, it runs
    interrupt handlers, and throws their exceptions; so does a write.

    If the stream refers to no file, all member functions except end() and the
    conversion to bool throw ValueError. If the stream is closed, begin(),
    fileno(), flush(), readable(), writable() and all functions that read or
    write throw ValueError.

    @par Thread safety
    Distinct objects: safe, if they do not share a file. Shared objects: unsafe.
*/
class CONCUR_SUBPROCESS_DECL stream
{
public:
    /// A stream without a file.
    stream() noexcept = default;

    /// Whether there is a file; Python's `is not None`.
    explicit operator bool() const noexcept
    {
        return file_ != nullptr;
    }

    /** Read all data until the end.

        @throws OSError The system refused to read.
        @throws UnicodeDecodeError Text mode: the bytes cannot be decoded.
        @throws UnicodeError Text mode: a byte order mark is missing.
        @throws ValueError The stream is closed, or not for reading.
    */
    std::string read();

    /** Read `size` characters or, in binary mode, bytes. Only at the end the
        result has fewer.

        An unbuffered stream in binary mode makes one system call and returns
        its result. If `size` is negative, read all data until the end.

        @throws OSError, UnicodeError, ValueError The errors of read().
    */
    std::string read(long long size);

    /** Read with at most one system call. In text mode, more calls are made
        until there is a whole character.

        @param size The largest number of bytes or characters to return; if it
        is negative, all data in the buffer or from one system call.

        @return At least one byte or character; empty only at the end or if
        `size` is 0.

        @throws OSError, UnicodeError, ValueError The errors of read().
    */
    std::string read1(long long size = -1);

    /** Read a line, with its LF.

        @param limit The largest number of bytes or characters to return; if it
        is negative, there is no limit.

        @return The line; empty only at the end or if `limit` is 0.

        @throws OSError, UnicodeError, ValueError The errors of read().
    */
    std::string readline(long long limit = -1);

    /** Read until a text has come, such as the prompt of an interactive
        program; not part of Python.

        @param text The text, or bytes in binary mode.
        @param t The timeout. After it, nothing is lost: what has come is read
        by the next read. Without it, the call may block for ever.

        @return All that was read, up to the end of the text. Without the text
        only if the stream has ended.

        @throws OSError The timeout has passed: `ETIMEDOUT`, Python's
        TimeoutError. Or the system refused to read.
        @throws UnicodeError The errors of read().
        @throws ValueError The text is empty, or as read().
    */
    std::string read_until(std::string_view text,
                           concur::timeout const& t = {});

    /// Read the remaining lines; throws as read().
    std::vector<std::string> readlines();

    /** Write bytes or, in text mode, UTF-8 text.

        The call blocks while the buffer and the pipe are full. It never raises
        SIGPIPE.

        @return The number of bytes of `data` that were written or buffered. It
        is all of them, except for an unbuffered stream in binary mode, which
        makes one system call.

        @throws BrokenPipeError The child's end is closed.
        @throws OSError The system refused to write.
        @throws UnicodeEncodeError Text mode: a character cannot be encoded.
        @throws ValueError The stream is closed, or not for writing.
    */
    std::size_t write(std::string_view data);

    /// Write several strings without adding line endings; throws as write().
    void writelines(std::vector<std::string> const& lines);

    /// Write the buffered data to the pipe; throws as write().
    void flush();

    /** Flush and close the stream. If it is already closed, do nothing. The
        input of a terminal that is not raw first sends the character for the
        end of the input.

        @throws OSError The buffered data could not be written. The stream is
        closed nevertheless.
    */
    void close();

    /// Whether the stream is closed.
    bool closed() const;

    /// The descriptor of the pipe. That of a terminal is non-blocking.
    int fileno() const;

    /// Whether the stream is an output of the child.
    bool readable() const;
    /// Whether the stream is the input of the child.
    bool writable() const;

    /// Whether the stream has a buffer.
    bool buffered() const;

    /// Whether the stream is in text mode.
    bool text() const;

    /// Whether the stream flushes whenever a line ending is written.
    bool line_buffering() const;

    /// The encoding; absent in binary mode.
    std::optional<std::string> encoding() const;
    /// The error handler; absent in binary mode.
    std::optional<std::string> errors() const;

    class iterator;

    /// An iterator over the lines. Reads the first line; throws as readline().
    iterator begin() const;

    /// The end of all lines.
    std::default_sentinel_t end() const noexcept
    {
        return std::default_sentinel;
    }

    /// Whether both streams refer to the same file, or both to no file.
    friend bool operator==(stream const&, stream const&) = default;

private:
    friend class detail::pipe_stream;

    explicit stream(std::shared_ptr<detail::pipe_stream> file) noexcept
        : file_(std::move(file))
    {
    }

    detail::pipe_stream& file() const;

    std::shared_ptr<detail::pipe_stream> file_;
};

/// An input iterator over the lines of a stream. Each step reads a line.
class stream::iterator
{
public:
    /// The types that `std::input_iterator` requires.
    using iterator_concept = std::input_iterator_tag;
    using value_type = std::string;
    using difference_type = std::ptrdiff_t;

    iterator() = default;

    /// Read the first line. Blocks and throws as stream::readline().
    explicit iterator(stream source) : source_(std::move(source))
    {
        ++*this;
    }

    /// The line, with its line ending.
    std::string const& operator*() const noexcept
    {
        return line_;
    }

    /// Read the next line. Blocks and throws as stream::readline().
    iterator& operator++()
    {
        line_ = source_.readline();
        return *this;
    }

    /// Read the next line. Blocks and throws as stream::readline().
    void operator++(int)
    {
        ++*this;
    }

    /// Whether the end of the stream was reached.
    friend bool operator==(iterator const& i, std::default_sentinel_t) noexcept
    {
        return i.line_.empty();
    }

private:
    stream source_;
    std::string line_;
};

inline stream::iterator stream::begin() const
{
    return iterator(*this);
}

} // namespace concur::subprocess

#endif
