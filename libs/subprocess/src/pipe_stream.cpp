// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "pipe_stream.hpp"

#include "terminal_io.hpp"
#include "text/utf.hpp"

#include <concur/detail/uncancellable.hpp>
#include <concur/errors.hpp>
#include <concur/subprocess/bytes.hpp>

#include <boost/throw_exception.hpp>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace concur::subprocess::detail {
namespace {

constexpr std::size_t default_buffer = 8192;

// The most that a pipe holds, unless a privileged process has enlarged the
// pipe. A read returns no more bytes than the pipe holds.
constexpr std::size_t largest_read = 1024 * 1024;

// Whether a decoder turns bytes into at least `size` bytes of text.
bool decodes_to(decoder from, std::string_view bytes, std::size_t size)
{
    std::string text;
    from.feed(bytes, text);
    return text.size() >= size;
}

} // namespace

stream pipe_stream::make(bool readable, stream_mode const& mode, end_of kind)
{
    return stream(std::make_shared<pipe_stream>(readable, mode, kind));
}

pipe_stream::pipe_stream(bool readable, stream_mode const& mode, end_of kind)
    : readable_(readable), kind_(kind),
      ends_input_(!readable && kind == end_of::terminal), mode_(mode)
{
    if (readable_ && mode_.text)
    {
        decoder_.emplace(*mode_.text, true);
    }
}

pipe_stream::~pipe_stream()
{
    concur::detail::uncancellable const whole;
    try
    {
        if (!may_block_at_end_)
        {
            flush_without_blocking();
            end_input_without_blocking();
        }
        close();
    }
    catch (...)
    {
        // As in Python, data that cannot be written here is lost.
    }
}

void pipe_stream::check_open() const
{
    if (closed_)
    {
        boost::throw_exception(ValueError("I/O operation on closed file."));
    }
}

void pipe_stream::check_readable() const
{
    check_open();
    if (!readable_)
    {
        boost::throw_exception(ValueError("not readable"));
    }
}

int pipe_stream::fileno() const
{
    check_open();
    return end_.get();
}

bool pipe_stream::fill()
{
    if (undecodable_)
    {
        std::rethrow_exception(undecodable_);
    }
    ahead_.erase(0, at_);
    at_ = 0;
    if (decoder_)
    {
        return fill_text();
    }
    auto const raw = read_once(std::max<std::size_t>(mode_.buffer, 1));
    ahead_ += raw;
    return !raw.empty();
}

bool pipe_stream::fill_text()
{
    std::string raw(read_once(std::max(mode_.buffer, default_buffer)));
    drop_pieces();
    pieces_.push_back({*decoder_, std::move(raw)});
    auto& piece = pieces_.back();
    auto const old = ahead_.size();
    try
    {
        if (piece.bytes.empty())
        {
            decoder_->finish(ahead_);
        }
        else
        {
            decoder_->feed(piece.bytes, ahead_);
        }
    }
    catch (UnicodeError const&)
    {
        undecodable_ = std::current_exception();
        throw;
    }
    piece.text = ahead_.size() - old;
    return !piece.bytes.empty();
}

void pipe_stream::drop_pieces()
{
    while (!pieces_.empty() && passed_ >= pieces_.front().text)
    {
        passed_ -= pieces_.front().text;
        pieces_.pop_front();
    }
}

std::string_view pipe_stream::read_once(std::size_t size)
{
    size = std::min(size, largest_read);
    if (!raw_.empty())
    {
        scratch_size_ = 0; // if there is no memory
        scratch_ = std::make_unique_for_overwrite<char[]>(size);
        scratch_size_ = size;
        auto const n = raw_.copy(scratch_.get(), size);
        raw_.erase(0, n);
        return {scratch_.get(), n};
    }
    if (scratch_size_ < size)
    {
        // The buffer is not cleared, since a read may fill only a small part.
        scratch_ = std::make_unique_for_overwrite<char[]>(size);
        scratch_size_ = size;
    }
    return {scratch_.get(), read_end(scratch_.get(), size)};
}

std::string pipe_stream::take(std::size_t size)
{
    auto data = ahead_.substr(at_, size);
    at_ += data.size();
    passed_ += data.size();
    return data;
}

std::optional<std::size_t> pipe_stream::length(std::size_t size,
                                               scanned& seen) const noexcept
{
    auto const data = ahead();
    if (!decoder_)
    {
        return data.size() >= size ? std::optional(size) : std::nullopt;
    }
    while (seen.bytes < data.size() && seen.characters < size)
    {
        seen.bytes += character(data.substr(seen.bytes));
        ++seen.characters;
    }
    return seen.characters == size ? std::optional(seen.bytes) : std::nullopt;
}

std::size_t pipe_stream::character(std::string_view text) const noexcept
{
    // In ASCII, each byte that surrogateescape has kept is one character, even
    // if several of them look like UTF-8.
    auto const& text_mode = *mode_.text;
    bool const kept = text_mode.encoding() == "ascii" &&
                      text_mode.errors() == "surrogateescape";
    return kept ? 1 : front(text).second;
}

std::string pipe_stream::read_all()
{
    check_readable();
    if (mode_.buffer == 0 && !decoder_)
    {
        auto const first = take_read_ahead(); // read_until() may leave some
        byte_buffer all;
        for (;;)
        {
            auto room = all.room(default_buffer);
            auto n = read_end(room, all.room_size());
            if (n == 0)
            {
                return first + all.take_string();
            }
            all.commit(n);
        }
    }
    while (fill())
    {
    }
    return take(ahead_.size());
}

std::string pipe_stream::read(std::size_t size)
{
    check_readable();
    if (mode_.buffer == 0 && !decoder_)
    {
        return read1(size);
    }
    for (scanned seen;;)
    {
        if (auto n = length(size, seen))
        {
            return take(*n);
        }
        if (!fill())
        {
            // At the end, the decoder may have returned text that it held back.
            return take(length(size, seen).value_or(ahead_.size()));
        }
    }
}

std::string pipe_stream::read1(std::optional<std::size_t> size)
{
    check_readable();
    if (!decoder_)
    {
        auto const most =
            size.value_or(mode_.buffer == 0 ? default_buffer : mode_.buffer);
        if (!ahead().empty() || most == 0)
        {
            return take(most);
        }
        return std::string(read_once(most));
    }
    // In text mode a read may end inside a character and return no text.
    while (ahead().empty() && size != 0u)
    {
        if (!fill())
        {
            break;
        }
    }
    scanned seen;
    return take(size ? length(*size, seen).value_or(ahead_.size())
                     : ahead_.size());
}

std::string pipe_stream::readline(std::optional<std::size_t> limit)
{
    check_readable();
    if (mode_.buffer == 0 && !decoder_)
    {
        std::string line;
        while (!line.ends_with('\n') && (!limit || line.size() < *limit))
        {
            auto c = read1(1);
            if (c.empty())
            {
                break;
            }
            line += c;
        }
        return line;
    }
    std::size_t searched = 0;
    scanned seen;
    // As in Python, if no text is buffered, text mode reads once even if the
    // limit is 0. This read throws if the bytes cannot be decoded.
    for (bool more = !decoder_ || !ahead().empty() || fill();;)
    {
        auto const data = ahead();
        auto const lf = data.find('\n', searched);
        auto size = lf == data.npos ? data.npos : lf + 1;
        if (limit)
        {
            size = std::min(size, length(*limit, seen).value_or(data.npos));
        }
        if (size != data.npos || !more)
        {
            return take(std::min(size, data.size()));
        }
        searched = data.size();
        more = fill();
    }
}

std::string pipe_stream::read_until(std::string_view text,
                                    deadline const& until)
{
    check_readable();
    if (text.empty())
    {
        boost::throw_exception(ValueError("the text to read until is empty"));
    }
    std::size_t searched = 0;
    for (bool more = true;;)
    {
        auto const data = ahead();
        if (auto const found = data.find(text, searched); found != data.npos)
        {
            return take(found + text.size());
        }
        if (!more)
        {
            return take(data.size());
        }
        // The text may begin in the last bytes.
        searched = data.size() - std::min(data.size(), text.size() - 1);
        if (until && raw_.empty() && !undecodable_ &&
            !wait_readable(end_.get(), until))
        {
            throw_os_error(ETIMEDOUT);
        }
        more = fill();
    }
}

std::size_t pipe_stream::write(std::string_view data)
{
    check_open();
    if (readable_)
    {
        boost::throw_exception(ValueError("not writable"));
    }
    auto const taken = data.size();
    std::string encoded;
    if (mode_.text)
    {
        encoded = encode_next(data, beginning::stream);
        data = encoded;
    }
    if (mode_.buffer == 0)
    {
        if (!mode_.text)
        {
            return write_end(data);
        }
        while (!data.empty())
        {
            data.remove_prefix(write_end(data));
        }
        return taken;
    }
    if (unwritten_.size() + data.size() > mode_.buffer)
    {
        flush();
        while (data.size() > mode_.buffer)
        {
            data.remove_prefix(write_end(data));
        }
    }
    auto const ends_line = data.find_first_of("\r\n") != data.npos;
    unwritten_ += data;
    if (mode_.line_buffering && ends_line)
    {
        flush();
    }
    return taken;
}

std::string pipe_stream::encode_next(std::string_view text, beginning at)
{
    return encode(*mode_.text, text,
                  std::exchange(begun_, true) ? beginning::none : at);
}

void pipe_stream::flush()
{
    check_open();
    while (!unwritten_.empty())
    {
        unwritten_.erase(0, write_end(unwritten_));
    }
}

void pipe_stream::flush_without_blocking()
{
    auto const data = std::exchange(unwritten_, std::string());
    if (data.empty() || closed_)
    {
        return;
    }
    no_sigpipe guard;
    std::optional<pipe_writer> to;
    if (!is_terminal())
    {
        to.emplace(end_.get());
    }
    for (std::string_view rest = data; !rest.empty();)
    {
        auto const n = to ? to->write(rest, guard) : write_now(rest, guard);
        if (n <= 0)
        {
            return;
        }
        rest.remove_prefix(static_cast<std::size_t>(n));
    }
}

void pipe_stream::close()
{
    if (closed_)
    {
        return;
    }
    end_operations();
    // The file is closed even if the flush fails.
    struct closer
    {
        pipe_stream& s;
        ~closer()
        {
            s.closed_ = true;
            s.end_.reset();
            s.enlargement_.end();
        }
    } at_exit{*this};
    flush();
    if (ends_input_)
    {
        end_input();
    }
    closed_ = true;
    if (auto error = end_.reset())
    {
        throw_os_error(error);
    }
}

std::string pipe_stream::take_read_ahead()
{
    if (!decoder_)
    {
        auto data = std::string(ahead()) + raw_;
        ahead_.clear();
        at_ = 0;
        raw_.clear();
        return data;
    }
    if (!undecodable_)
    {
        drop_pieces();
    }
    auto at = pieces_.empty() ? *decoder_ : pieces_.front().before;
    auto bytes = at.unfeed();
    for (auto const& piece : pieces_)
    {
        bytes += piece.bytes;
    }
    // Find the first byte whose text has not been returned.
    std::size_t done = 0;
    for (std::string text; text.size() < passed_ && done < bytes.size();)
    {
        auto const before = at;
        at.feed(std::string_view(bytes).substr(done++, 1), text);
        if (text.size() <= passed_)
        {
            continue;
        }
        // With this byte, the text is longer than the text that was returned.
        // The rest comes from this byte and the bytes before it that the
        // decoder has held back. Find the fewest of them, from the end, that
        // decode to the rest.
        at = before;
        auto held = at.unfeed();
        done -= 1 + held.size();
        auto const size = held.size() + 1;
        auto const tail = std::string_view(bytes).substr(done, size);
        auto keep = size;
        do
        {
            --keep;
        } while (keep > 0 &&
                 !decodes_to(at, tail.substr(keep), text.size() - passed_));
        done += keep;
        at.skip(keep);
        break;
    }
    bytes.erase(0, done - at.unfeed().size());
    decoder_ = std::move(at);
    undecodable_ = nullptr;
    pieces_.clear();
    passed_ = 0;
    ahead_.clear();
    at_ = 0;
    bytes += raw_;
    raw_.clear();
    return bytes;
}

void pipe_stream::close_without_blocking() noexcept
{
    concur::detail::uncancellable const whole;
    try
    {
        end_operations();
        flush_without_blocking();
        end_input_without_blocking();
        close();
    }
    catch (...)
    {
        // There is nobody to tell.
    }
}

descriptor pipe_stream::release() noexcept
{
    end_operations();
    closed_ = true;
    unwritten_.clear();
    enlargement_.end();
    return std::move(end_);
}

std::shared_ptr<stop_signal> pipe_stream::watch()
{
    std::lock_guard const held(stop_mutex_);
    if (!stop_ && !operations_ended_)
    {
        stop_ = std::make_shared<stop_signal>();
    }
    return stop_;
}

void pipe_stream::stop_operations() noexcept
{
    stop(false);
}

void pipe_stream::end_operations() noexcept
{
    stop(true);
}

void pipe_stream::stop(bool for_ever) noexcept
{
    std::shared_ptr<stop_signal> stopped;
    {
        std::lock_guard const held(stop_mutex_);
        operations_ended_ = operations_ended_ || for_ever;
        stopped = std::exchange(stop_, nullptr);
    }
    if (stopped)
    {
        stopped->stop();
    }
}

long pipe_stream::read_raw(char* to, std::size_t size)
{
    if (decoder_ || !ahead().empty())
    {
        raw_ = take_read_ahead();
    }
    if (!raw_.empty())
    {
        auto const n = raw_.copy(to, size);
        raw_.erase(0, n);
        return static_cast<long>(n);
    }
    return is_terminal() ? read_now(to, size)
                         : read_without_blocking(end_.get(), to, size);
}

long pipe_stream::write_raw(std::string_view data)
{
    if (!is_terminal())
    {
        return write_without_blocking(end_.get(), data);
    }
    auto const n = write_terminal_now(end_.get(), data);
    if (n > 0)
    {
        note_written(data.substr(0, static_cast<std::size_t>(n)));
    }
    return n;
}

long pipe_stream::read_now(char* to, std::size_t size)
{
    return is_terminal() ? read_terminal_now(end_.get(), to, size)
                         : detail::read_now(end_.get(), to, size);
}

long pipe_stream::write_now(std::string_view data, no_sigpipe& guard)
{
    return is_terminal() ? write_raw(data)
                         : detail::write_now(end_.get(), data, guard);
}

std::size_t pipe_stream::read_end(char* to, std::size_t size)
{
    return is_terminal() ? read_terminal(end_.get(), to, size)
                         : read_some(end_.get(), to, size);
}

std::size_t pipe_stream::write_end(std::string_view data)
{
    if (!is_terminal())
    {
        return write_some(end_.get(), data);
    }
    auto const n = write_terminal(end_.get(), data);
    note_written(data.substr(0, n));
    return n;
}

void pipe_stream::note_written(std::string_view data) noexcept
{
    if (!data.empty())
    {
        in_line_ = data.back() != '\n' && data.back() != '\r';
    }
}

std::string pipe_stream::ending() const
{
    // Within a line, the first of these characters ends only that line.
    return std::string(in_line_ ? 2 : 1, end_of_input(end_.get()));
}

std::string pipe_stream::take_ending(std::string_view last)
{
    note_written(last);
    return std::exchange(ends_input_, false) ? ending() : std::string();
}

void pipe_stream::write_end_of_input()
{
    auto const bytes = ending();
    for (std::string_view rest = bytes; !rest.empty();)
    {
        rest.remove_prefix(write_terminal(end_.get(), rest));
    }
    in_line_ = false;
}

void pipe_stream::end_input_without_blocking()
{
    if (auto const bytes = take_ending(); !bytes.empty() && !closed_)
    {
        write_terminal_now(end_.get(), bytes);
    }
}

void pipe_stream::end_input()
{
    ends_input_ = false;
    try
    {
        write_end_of_input();
    }
    catch (BrokenPipeError const&)
    {
        // The child has closed the terminal: it needs no end.
    }
}

long pipe_stream::flush_raw()
{
    while (!unwritten_.empty())
    {
        auto const n = write_raw(unwritten_);
        if (n < 0)
        {
            return n;
        }
        unwritten_.erase(0, static_cast<std::size_t>(n));
    }
    return 0;
}

decoder pipe_stream::rest_decoder() const
{
    auto rest = *decoder_;
    rest.need_no_mark();
    return rest;
}

} // namespace concur::subprocess::detail

namespace concur::subprocess {
namespace {

std::optional<std::size_t> limit_of(long long size)
{
    return size < 0 ? std::nullopt
                    : std::optional(static_cast<std::size_t>(size));
}

} // namespace

detail::pipe_stream& stream::file() const
{
    if (!file_)
    {
        boost::throw_exception(
            ValueError("there is no such stream: not piped"));
    }
    return *file_;
}

std::string stream::read()
{
    return file().read_all();
}

std::string stream::read(long long size)
{
    return size < 0 ? file().read_all()
                    : file().read(static_cast<std::size_t>(size));
}

std::string stream::read1(long long size)
{
    return file().read1(limit_of(size));
}

std::string stream::readline(long long limit)
{
    return file().readline(limit_of(limit));
}

std::string stream::read_until(std::string_view text, concur::timeout const& t)
{
    return file().read_until(text, deadline(t));
}

std::vector<std::string> stream::readlines()
{
    std::vector<std::string> lines;
    for (auto line = readline(); !line.empty(); line = readline())
    {
        lines.push_back(std::move(line));
    }
    return lines;
}

std::size_t stream::write(std::string_view data)
{
    return file().write(data);
}

void stream::writelines(std::vector<std::string> const& lines)
{
    file().check_open();
    for (auto const& line : lines)
    {
        write(line);
    }
}

void stream::flush()
{
    file().flush();
}

void stream::close()
{
    file().close();
}

bool stream::closed() const
{
    return file().closed();
}

int stream::fileno() const
{
    return file().fileno();
}

bool stream::readable() const
{
    file().check_open();
    return file().readable();
}

bool stream::writable() const
{
    return !readable();
}

bool stream::buffered() const
{
    return file().mode().buffer != 0;
}

bool stream::text() const
{
    return file().mode().text.has_value();
}

bool stream::line_buffering() const
{
    return file().mode().line_buffering;
}

std::optional<std::string> stream::encoding() const
{
    auto const& text = file().mode().text;
    return text ? std::optional(text->encoding()) : std::nullopt;
}

std::optional<std::string> stream::errors() const
{
    auto const& text = file().mode().text;
    return text ? std::optional(text->errors()) : std::nullopt;
}

} // namespace concur::subprocess
