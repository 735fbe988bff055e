// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_PIPE_STREAM_HPP
#define CONCUR_LIBS_SUBPROCESS_PIPE_STREAM_HPP

#include "io.hpp"
#include "text/codec.hpp"

#include <concur/subprocess/stream.hpp>

#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace concur::subprocess::detail {

/// How the streams of a process are to behave.
struct stream_mode
{
    std::size_t buffer = 8192; ///< in bytes; 0: none
    bool line_buffering = false;
    std::optional<codec> text = std::nullopt;
};

/// The file behind a stream.
class pipe_stream
{
public:
    static stream make(bool readable, stream_mode const& mode);

    /// What there is to read or write, once it is known.
    void open(descriptor end) noexcept
    {
        end_ = std::move(end);
    }

    /// The file that a stream refers to, null for none.
    static pipe_stream* of(stream const& s) noexcept
    {
        return s.file_.get();
    }

    pipe_stream(bool readable, stream_mode const& mode);
    ~pipe_stream();

    std::string read_all();
    std::string read(std::size_t size);
    std::string read1(std::optional<std::size_t> size);
    std::string readline(std::optional<std::size_t> limit);
    std::size_t write(std::string_view data);
    void flush();
    void close();

    bool closed() const noexcept
    {
        return closed_;
    }

    int fileno() const;

    bool readable() const noexcept
    {
        return readable_;
    }

    stream_mode const& mode() const noexcept
    {
        return mode_;
    }

    /// From now on its end does not wait: what the pipe has no room for is
    /// lost.
    void leave_at_once() noexcept
    {
        patient_ = false;
    }

    // What communicate() does with it.

    int number() const noexcept
    {
        return end_.get();
    }

    /// Make its pipe larger, until it is closed. A hint.
    void enlarge() noexcept
    {
        enlargement_.begin(end_.get());
    }

    /// The bytes that were read ahead of the user.
    std::string take_read_ahead();

    /// What was written and not yet handed to the system.
    std::string take_unwritten()
    {
        return std::exchange(unwritten_, std::string());
    }

    /// The bytes that text stands for after what was written already. What
    /// begins a text comes once.
    std::string encode_next(std::string_view text, beginning at);

    /// What turns bytes read by somebody else into text. A copy: the same
    /// bytes may be asked for again.
    decoder rest_decoder() const;

    /// Throws ValueError if it is closed.
    void check_open() const;

private:
    void check_readable() const;

    // Hands over what the pipe has room for, and drops the rest.
    void flush_at_once();

    // Reads once more into ahead_; false at the end.
    bool fill();

    // One read of at most `size` bytes; they are valid until the next.
    std::string_view read_once(std::size_t size);
    // Reads bytes and decodes them into ahead_.
    bool fill_text();

    // The length of the character at the front; a byte that surrogateescape
    // kept is one.
    std::size_t character(std::string_view text) const noexcept;

    // Drops the pieces whose text has been handed out.
    void drop_pieces();

    // Removes the first `size` bytes of ahead_.
    std::string take(std::size_t size);

    // How far ahead() has been looked at.
    struct scanned
    {
        std::size_t bytes = 0;
        std::size_t characters = 0;
    };

    // How many bytes the first `size` units of ahead() take, units being
    // characters or bytes; nothing if there are not so many. Asked again after
    // a fill(), it goes on from what was seen.
    std::optional<std::size_t> length(std::size_t size,
                                      scanned& seen) const noexcept;

    std::string_view ahead() const noexcept
    {
        return std::string_view(ahead_).substr(at_);
    }

    descriptor end_;
    pipe_enlargement enlargement_;
    bool const readable_;
    bool closed_ = false;
    bool patient_ = true;
    stream_mode mode_;
    std::optional<decoder> decoder_;
    std::exception_ptr undecodable_;  // what came is not text, nor is the rest
    std::unique_ptr<char[]> scratch_; // for a read
    std::size_t scratch_size_ = 0;
    std::string ahead_;
    std::size_t at_ = 0; // what lies before it has been handed out
    // In text mode, what ahead_ was decoded from: communicate() takes the
    // bytes.
    struct piece
    {
        decoder before; // as it was before the bytes
        std::string bytes;
        std::size_t text = 0; // how much they became
    };
    std::deque<piece> pieces_;
    std::size_t passed_ = 0; // how much of that has been handed out
    std::string unwritten_;
    bool begun_ = false; // text has been written
};

} // namespace concur::subprocess::detail

#endif
