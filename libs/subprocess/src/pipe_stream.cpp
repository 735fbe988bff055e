// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "pipe_stream.hpp"

#include <concur/detail/uncancellable.hpp>
#include <concur/errors.hpp>
#include <concur/subprocess/bytes.hpp>

#include <boost/throw_exception.hpp>

#include <algorithm>
#include <utility>

namespace concur::subprocess::detail {
namespace {

constexpr std::size_t default_buffer = 8192;

// One read never yields more than a pipe holds, which is this at most unless
// a privileged process has enlarged it.
constexpr std::size_t largest_read = 1024 * 1024;

bool starts_character(char c) noexcept
{
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

} // namespace

stream pipe_stream::make(bool readable, stream_mode const& mode)
{
    return stream(std::make_shared<pipe_stream>(readable, mode));
}

pipe_stream::pipe_stream(bool readable, stream_mode const& mode)
    : readable_(readable), mode_(mode)
{
    if (readable_ && mode_.text)
    {
        decoder_.emplace(*mode_.text);
    }
}

pipe_stream::~pipe_stream()
{
    concur::detail::uncancellable const whole;
    try
    {
        if (!patient_)
        {
            flush_at_once();
        }
        close();
    }
    catch (...)
    {
        // Python, too, drops what a forgotten file cannot write.
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
    // Text is always read ahead; unbuffered bytes never get here.
    auto const raw = read_once(decoder_ ? std::max(mode_.buffer, default_buffer)
                                        : mode_.buffer);
    if (!decoder_)
    {
        ahead_ += raw;
        return !raw.empty();
    }
    try
    {
        raw.empty() ? decoder_->finish(ahead_) : decoder_->feed(raw, ahead_);
    }
    catch (UnicodeDecodeError const&)
    {
        undecodable_ = std::current_exception();
        throw;
    }
    return !raw.empty();
}

std::string_view pipe_stream::read_once(std::size_t size)
{
    size = std::min(size, largest_read);
    if (scratch_size_ < size)
    {
        // Not cleared: a read may fill but a little of it.
        scratch_ = std::make_unique_for_overwrite<char[]>(size);
        scratch_size_ = size;
    }
    return {scratch_.get(), read_some(end_.get(), scratch_.get(), size)};
}

std::string pipe_stream::take(std::size_t size)
{
    auto data = ahead_.substr(at_, size);
    at_ += data.size();
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
    for (; seen.bytes < data.size(); ++seen.bytes)
    {
        if (starts_character(data[seen.bytes]) && seen.characters++ == size)
        {
            return seen.bytes;
        }
    }
    return seen.characters == size ? std::optional(data.size()) : std::nullopt;
}

std::string pipe_stream::read_all()
{
    check_readable();
    if (mode_.buffer == 0 && !decoder_)
    {
        byte_buffer all;
        for (;;)
        {
            auto room = all.room(default_buffer);
            auto n = read_some(end_.get(), room, all.room_size());
            if (n == 0)
            {
                return all.take_string();
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
            // The end may have completed what was held back.
            return take(length(size, seen).value_or(ahead_.size()));
        }
    }
}

std::string pipe_stream::read1(std::optional<std::size_t> size)
{
    check_readable();
    if (mode_.buffer == 0 && !decoder_)
    {
        return std::string(read_once(size.value_or(default_buffer)));
    }
    if (!decoder_ && ahead().empty() && size != 0u)
    {
        return std::string(read_once(size.value_or(mode_.buffer)));
    }
    // In text mode a read may end inside a character and yield nothing yet.
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
    for (bool more = true;;)
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
        encoded = encode_next(data);
        data = encoded;
    }
    if (mode_.buffer == 0)
    {
        if (!mode_.text)
        {
            return write_some(end_.get(), data);
        }
        while (!data.empty())
        {
            data.remove_prefix(write_some(end_.get(), data));
        }
        return taken;
    }
    if (unwritten_.size() + data.size() > mode_.buffer)
    {
        flush();
        while (data.size() > mode_.buffer)
        {
            data.remove_prefix(write_some(end_.get(), data));
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

std::string pipe_stream::encode_next(std::string_view text)
{
    // A byte order mark comes once.
    auto encoded = encode(*mode_.text, text, !begun_);
    begun_ = true;
    return encoded;
}

void pipe_stream::flush()
{
    check_open();
    while (!unwritten_.empty())
    {
        unwritten_.erase(0, write_some(end_.get(), unwritten_));
    }
}

void pipe_stream::flush_at_once()
{
    auto const data = std::exchange(unwritten_, std::string());
    if (!data.empty() && !closed_)
    {
        no_sigpipe guard;
        pipe_writer(end_.get()).write(data, guard);
    }
}

void pipe_stream::close()
{
    if (closed_)
    {
        return;
    }
    // It is closed whatever the flush has to say.
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
    closed_ = true;
    if (auto error = end_.reset())
    {
        throw_os_error(error);
    }
}

std::string pipe_stream::take_read_ahead()
{
    auto data = std::string(ahead());
    ahead_.clear();
    at_ = 0;
    return data;
}

std::string pipe_stream::decode_rest(std::string_view bytes) const
{
    if (undecodable_)
    {
        std::rethrow_exception(undecodable_);
    }
    // On a copy: the same bytes may be asked for again.
    auto rest = *decoder_;
    std::string text;
    rest.feed(bytes, text);
    rest.finish(text);
    return text;
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
