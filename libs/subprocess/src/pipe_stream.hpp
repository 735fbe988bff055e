// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_PIPE_STREAM_HPP
#define CONCUR_LIBS_SUBPROCESS_PIPE_STREAM_HPP

#include "io.hpp"
#include "stop_signal.hpp"
#include "text/codec.hpp"

#include <concur/subprocess/stream.hpp>

#include <cstddef>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace concur::subprocess::detail {

/// The buffering and text mode of the streams of a process.
struct stream_mode
{
    std::size_t buffer = 8192; ///< in bytes; 0 for none
    bool line_buffering = false;
    std::optional<codec> text = std::nullopt;
};

/// The file whose end the parent has.
enum class end_of
{
    pipe,
    terminal,
    raw_terminal ///< no character means the end of the input
};

/// The file that streams refer to: the parent's end of a pipe or terminal, with
/// a buffer and in text mode a codec.
class pipe_stream
{
public:
    static stream make(bool readable, stream_mode const& mode,
                       end_of kind = end_of::pipe);

    /// Set the end of the pipe, after the child was started.
    void open(descriptor end) noexcept
    {
        end_ = std::move(end);
    }

    /// The file that a stream refers to; null if there is none.
    static pipe_stream* of(stream const& s) noexcept
    {
        return s.file_.get();
    }

    pipe_stream(bool readable, stream_mode const& mode, end_of kind);
    ~pipe_stream();

    std::string read_all();
    std::string read(std::size_t size);
    std::string read1(std::optional<std::size_t> size);
    std::string readline(std::optional<std::size_t> limit);
    std::string read_until(std::string_view text, deadline const& until);
    std::size_t write(std::string_view data);
    void flush();
    void close();

    /// Close the file. The buffered data that does not fit into the pipe is
    /// dropped.
    void close_without_blocking() noexcept;

    /// Take the pipe out; the file is closed. Buffered data is dropped.
    descriptor release() noexcept;

    bool closed() const noexcept
    {
        return closed_;
    }

    /// The signal that ends the asynchronous operations of the file; null if
    /// the file is closed, or another thread is closing it.
    /// @throws OSError The system has no descriptors left.
    std::shared_ptr<stop_signal> watch();

    /// End the asynchronous operations that have begun. Returns when none of
    /// them uses the file.
    void stop_operations() noexcept;

    /// stop_operations(), and let no other operation begin.
    void end_operations() noexcept;

    /// Read bytes without blocking, as read_without_blocking(). First come the
    /// bytes that were read ahead.
    long read_raw(char* to, std::size_t size);

    /// Write bytes without blocking, as write_without_blocking(). The buffer
    /// must be empty.
    long write_raw(std::string_view data);

    /// Read or write once, as the functions with these names. Terminals never
    /// block.
    long read_now(char* to, std::size_t size);
    long write_now(std::string_view data, no_sigpipe& guard);

    bool is_terminal() const noexcept
    {
        return kind_ != end_of::pipe;
    }

    /// Write the character for the end of a terminal's input. Blocks; throws
    /// OSError.
    void write_end_of_input();

    /// The bytes that end the input of a terminal after the data `last`; empty
    /// if it is raw or no terminal. After this, close() does not end the input.
    std::string take_ending(std::string_view last = {});

    /// After this, close() does not end the input of a terminal.
    void drop_ending() noexcept
    {
        ends_input_ = false;
    }

    /// Write the buffered data without blocking. Returns 0 if all is written,
    /// or a negative errno; -EAGAIN if the pipe is full.
    long flush_raw();

    int fileno() const;

    bool readable() const noexcept
    {
        return readable_;
    }

    stream_mode const& mode() const noexcept
    {
        return mode_;
    }

    /// After this, the destructor does not block. It writes only the data that
    /// fits into the pipe; the rest is lost.
    void never_block_at_end() noexcept
    {
        may_block_at_end_ = false;
    }

    /// The descriptor of the pipe, for communicate(); -1 if there is none.
    int number() const noexcept
    {
        return end_.get();
    }

    /// Enlarge the pipe if possible. Errors are ignored.
    void enlarge() noexcept
    {
        if (!is_terminal())
        {
            enlargement_.begin(end_.get());
        }
    }

    /// Take the bytes that were read from the pipe and not yet returned to the
    /// caller.
    std::string take_read_ahead();

    /// Take the bytes that the caller has written and that are still in the
    /// buffer.
    std::string take_unwritten()
    {
        return std::exchange(unwritten_, std::string());
    }

    /// Encode text that continues the text written before. The beginning `at`
    /// is used only if no text was written before.
    std::string encode_next(std::string_view text, beginning at);

    /// A copy of the decoder, for the bytes after the text that was returned to
    /// the caller. The copy needs no byte order mark. With copies, these bytes
    /// can be decoded twice.
    decoder rest_decoder() const;

    /// Throw ValueError if the file is closed.
    void check_open() const;

private:
    void check_readable() const;
    void stop(bool for_ever) noexcept;

    // Reads and writes as read_some() and write_some().
    std::size_t read_end(char* to, std::size_t size);
    std::size_t write_end(std::string_view data);

    // Notes whether the data that was written ends a line.
    void note_written(std::string_view data) noexcept;
    std::string ending() const;
    void end_input();
    void end_input_without_blocking();

    // Writes the buffered data that fits into the pipe, and drops the rest.
    void flush_without_blocking();

    // Reads once more into ahead_; false at the end.
    bool fill();

    // Reads at most `size` bytes. The result is valid until the next call.
    std::string_view read_once(std::size_t size);
    // Reads bytes and decodes them into ahead_; false at the end.
    bool fill_text();

    // The length in bytes of the first character. A byte that surrogateescape
    // has kept is a character.
    std::size_t character(std::string_view text) const noexcept;

    // Drops the pieces whose text has been returned to the caller.
    void drop_pieces();

    // Takes the first `size` bytes of ahead(), or all if there are fewer.
    std::string take(std::size_t size);

    // The size of the first part of ahead(): the part that length() has already
    // counted.
    struct scanned
    {
        std::size_t bytes = 0;
        std::size_t characters = 0;
    };

    // The length in bytes of the first `size` characters of ahead(), or in
    // binary mode of the first `size` bytes; absent if there are fewer. With
    // `seen`, a call after a fill() counts only the new part.
    std::optional<std::size_t> length(std::size_t size,
                                      scanned& seen) const noexcept;

    std::string_view ahead() const noexcept
    {
        return std::string_view(ahead_).substr(at_);
    }

    descriptor end_;
    pipe_enlargement enlargement_;
    bool const readable_;
    end_of const kind_;
    bool ends_input_;      // close() ends the input of a terminal
    bool in_line_ = false; // the data that was written does not end a line
    bool closed_ = false;
    bool may_block_at_end_ = true;
    stream_mode mode_;
    std::optional<decoder> decoder_;
    std::exception_ptr undecodable_;  // a UnicodeError that fill() repeats
    std::unique_ptr<char[]> scratch_; // the buffer of read_once()
    std::size_t scratch_size_ = 0;
    std::string ahead_;
    std::size_t at_ =
        0; // the index of the first byte of ahead_ that was not returned yet
    // Bytes that were decoded to a part of ahead_. Text mode keeps them, since
    // communicate() needs the bytes.
    struct piece
    {
        decoder before; // the state of the decoder before the bytes
        std::string bytes;
        std::size_t text = 0; // the length of the decoded text
    };
    std::deque<piece> pieces_;
    std::size_t passed_ = 0; // the length of the returned text of pieces_
    std::string unwritten_;
    bool begun_ = false; // text has been written
    std::string raw_; // bytes that follow those of ahead_; read_raw() left them
    // An asynchronous stream may be destroyed while another thread closes the
    // file.
    std::mutex stop_mutex_;             // guards the following two
    std::shared_ptr<stop_signal> stop_; // null if there is no operation
    bool operations_ended_ = false;     // no operation may begin
};

} // namespace concur::subprocess::detail

#endif
