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

    It refers to the file as a Python variable does: copies share it, and it
    stays usable when the process object is gone. One that refers to nothing,
    as for a stream that is not piped, is false.

    Once bytes were not text, every later read says so again.

    In text mode reads yield UTF-8 with LF line endings; sizes count
    characters. Otherwise everything is bytes. A read blocks until it has what
    it was asked for or the child's end is closed.

    Every function but the conversion to bool throws ValueError when the stream
    refers to nothing, and, unless it says otherwise, when it is closed.

    @par Thread safety
    Distinct objects: safe, if they do not share a file. Shared objects: unsafe.
*/
class CONCUR_SUBPROCESS_DECL stream
{
public:
    /// Refer to nothing.
    stream() noexcept = default;

    /// True when there is a stream, Python's `is not None`.
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

        An unbuffered stream makes one system call, and returns what that gave.
        A negative size means the rest.

        @throws OSError, UnicodeDecodeError, ValueError As read().
    */
    std::string read(long long size);

    /** Read with at most one system call.

        @param size The most bytes, or characters, to return; negative: what
        the buffer and one system call give.

        @return Something, unless at the end.

        @throws OSError, UnicodeDecodeError, ValueError As read().
    */
    std::string read1(long long size = -1);

    /** Read a line, with its LF.

        @param limit The most bytes, or characters, to return; negative: none.

        @return The line; empty only at the end.

        @throws OSError, UnicodeDecodeError, ValueError As read().
    */
    std::string readline(long long limit = -1);

    /// Read the remaining lines.
    std::vector<std::string> readlines();

    /** Write bytes or, in text mode, UTF-8 text.

        Blocks while buffer and pipe are full. SIGPIPE is never raised.

        @return How many bytes of `data` were taken: all, but for an unbuffered
        stream, which makes one system call.

        @throws BrokenPipeError The child's end is closed.
        @throws OSError The system refused to write.
        @throws UnicodeEncodeError Text mode: no such character in the encoding.
        @throws ValueError The stream is closed, or not for writing.
    */
    std::size_t write(std::string_view data);

    /// Write several pieces.
    void writelines(std::vector<std::string> const& lines);

    /// Hand what is buffered to the system; throws as write().
    void flush();

    /** Flush, and close. Closing twice is fine.

        @throws OSError What was buffered could not be written; the stream is
        closed all the same.
    */
    void close();

    /// True once closed.
    bool closed() const;

    /// The descriptor.
    int fileno() const;

    bool readable() const;
    bool writable() const;

    /// True if there is a buffer between the caller and the system; asked also
    /// once closed, as are the following.
    bool buffered() const;

    /// True in text mode.
    bool text() const;

    /// True if every line end written flushes.
    bool line_buffering() const;

    /// The encoding and the error handler; absent in binary mode.
    std::optional<std::string> encoding() const;
    std::optional<std::string> errors() const;

    /// An iterator over the lines.
    class iterator;
    iterator begin() const;
    std::default_sentinel_t end() const noexcept
    {
        return std::default_sentinel;
    }

    /// True if both refer to the same file, or to nothing.
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

/// Reads a line at each step; ends at the end of the stream.
class stream::iterator
{
public:
    using iterator_concept = std::input_iterator_tag;
    using value_type = std::string;
    using difference_type = std::ptrdiff_t;

    iterator() = default;

    explicit iterator(stream source) : source_(std::move(source))
    {
        ++*this;
    }

    std::string const& operator*() const noexcept
    {
        return line_;
    }

    iterator& operator++()
    {
        line_ = source_.readline();
        return *this;
    }

    void operator++(int)
    {
        ++*this;
    }

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
