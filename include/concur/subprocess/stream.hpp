// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_STREAM_HPP
#define CONCUR_SUBPROCESS_STREAM_HPP

#include <concur/config.hpp>

#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace concur::subprocess {

namespace detail {
class pipe_stream;
} // namespace detail

/** The parent's end of a pipe to or from a child; one of Python's file objects.

    It refers to the file as a Python variable does: copies share the file, and
    they stay usable when the process object has been destroyed. The stream of
    a process that is not piped refers to no file, and is false.

    After a read has thrown UnicodeDecodeError, all later reads throw it again.

    In text mode, reads return UTF-8 with LF line endings, and sizes count
    characters. In binary mode they return bytes. A read blocks until it has
    read as much as it was asked for, or the child's end is closed.

    All functions except the conversion to bool throw ValueError if the stream
    refers to no file. They throw it also for a closed stream, unless their
    description says otherwise.

    @par Thread safety
    Distinct objects: safe, if they do not share a file. Shared objects: unsafe.
*/
class CONCUR_SUBPROCESS_DECL stream
{
public:
    /// A stream without a file.
    stream() noexcept = default;

    /// True if there is a file; Python's `is not None`.
    explicit operator bool() const noexcept
    {
        return file_ != nullptr;
    }

    /** Read the rest.

        @throws OSError The system refused to read.
        @throws UnicodeDecodeError Text mode: the bytes are not text.
        @throws ValueError The stream is closed, or not for reading.
    */
    std::string read();

    /** Read `size` characters, in binary mode bytes, fewer only at the end.

        An unbuffered stream makes one system call and returns its result. With
        a negative size, read the rest.

        @throws OSError, UnicodeDecodeError, ValueError As read().
    */
    std::string read(long long size);

    /** Read with at most one system call.

        @param size The largest number of bytes or characters to return; if it
        is negative, all that the buffer has or one system call returns.

        @return At least one byte or character; empty only at the end.

        @throws OSError, UnicodeDecodeError, ValueError As read().
    */
    std::string read1(long long size = -1);

    /** Read a line, with its LF.

        @param limit The largest number of bytes or characters to return; if it
        is negative, there is no limit.

        @return The line; empty only at the end.

        @throws OSError, UnicodeDecodeError, ValueError As read().
    */
    std::string readline(long long limit = -1);

    /// Read the remaining lines; throws as read().
    std::vector<std::string> readlines();

    /** Write bytes or, in text mode, UTF-8 text.

        Blocks while the buffer and the pipe are full. Never raises SIGPIPE.

        @return The number of bytes of `data` that were written or buffered:
        all of them, except for an unbuffered stream, which makes one system
        call.

        @throws BrokenPipeError The child's end is closed.
        @throws OSError The system refused to write.
        @throws UnicodeEncodeError Text mode: the encoding lacks a character.
        @throws ValueError The stream is closed, or not for writing.
    */
    std::size_t write(std::string_view data);

    /// Write several strings; throws as write(). It adds no line endings.
    void writelines(std::vector<std::string> const& lines);

    /// Write the buffered data to the pipe; throws as write().
    void flush();

    /** Flush and close the stream. A closed stream stays closed.

        @throws OSError The buffered data could not be written. The stream has
        been closed.
    */
    void close();

    /// True if the stream is closed.
    bool closed() const;

    /// The descriptor.
    int fileno() const;

    /// True for an output of the child.
    bool readable() const;
    /// True for the input of the child.
    bool writable() const;

    /// True if there is a buffer between the caller and the system. This and
    /// the following functions accept a closed stream.
    bool buffered() const;

    /// True in text mode.
    bool text() const;

    /// True if the stream flushes whenever a line ending is written.
    bool line_buffering() const;

    /// The encoding; absent in binary mode.
    std::optional<std::string> encoding() const;
    /// The error handler; absent in binary mode.
    std::optional<std::string> errors() const;

    class iterator;

    /// Iterate over the lines. Reads the first one; throws as readline().
    iterator begin() const;

    /// The end of all lines.
    std::default_sentinel_t end() const noexcept
    {
        return std::default_sentinel;
    }

    /// True if both refer to the same file, or both to none.
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
    /// What `std::input_iterator` asks for.
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

    /// True at the end of the stream.
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
