// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "live_sink.hpp"

#include <algorithm>
#include <utility>

namespace concur::subprocess::detail {
namespace {

// So many lines are delivered at once. Between two such portions, the driver
// checks the deadline.
constexpr int lines_at_once = 16;

bool continues_character(char c) noexcept
{
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

} // namespace

live_sink::live_sink(output_stream stream, functions called,
                     std::size_t line_limit)
    : stream_(stream), called_(std::move(called)), line_limit_(line_limit)
{
}

void live_sink::put(std::string_view bytes)
{
    if (decoder_)
    {
        // If the decoder throws, the copy is lost and the original is
        // unchanged.
        auto next = *decoder_;
        next.feed(bytes, text_);
        decoder_ = next;
    }
    else
    {
        piece_ = bytes;
    }
    if (called_.both || traced_.id != 0)
    {
        time_ = std::chrono::steady_clock::now() - start_;
    }
    pending_ = true;
}

void live_sink::end()
{
    if (decoder_ && !ended_)
    {
        auto last = *decoder_;
        last.finish(text_);
        pending_ = true;
    }
    ended_ = true;
}

inline void live_sink::call(std::string_view text, bool partial)
{
    if (decoder_ && traced_.id != 0)
    {
        trace_line(traced_, {stream_, text, time_, partial});
    }
    if (called_.own)
    {
        called_.own(text);
    }
    if (called_.both)
    {
        called_.both({stream_, text, time_, partial});
    }
}

void live_sink::emit()
{
    if (decoder_)
    {
        for (int n = 0; pending_ && n != lines_at_once; ++n)
        {
            emit_line();
        }
    }
    else
    {
        pending_ = false;
        if (auto const bytes = std::exchange(piece_, {}); !bytes.empty())
        {
            call(bytes, false);
        }
    }
}

// Delivers the next line or part of a line. If there is none, nothing is
// pending.
void live_sink::emit_line()
{
    auto const end = text_.find('\n', scanned_);
    scanned_ = std::min(end, text_.size());
    std::string_view const line(text_.data() + begin_, scanned_ - begin_);
    if (line.size() > line_limit_)
    {
        auto const part = part_of(line);
        begin_ += part;
        call(line.substr(0, part), true);
    }
    else if (end != text_.npos)
    {
        begin_ = ++scanned_;
        call(line, false);
    }
    else if (ended_ && !line.empty())
    {
        begin_ = scanned_;
        call(line, false);
    }
    else
    {
        text_.erase(0, begin_);
        begin_ = 0;
        scanned_ = text_.size();
        pending_ = false;
    }
}

// The size of the first part of a line that is longer than the limit. The part
// ends between two characters. Bytes that surrogateescape has kept may be
// divided anywhere.
std::size_t live_sink::part_of(std::string_view text) const noexcept
{
    auto part = line_limit_;
    for (int n = 0; n != 3 && continues_character(text[part]); ++n)
    {
        --part;
    }
    return continues_character(text[part]) ? line_limit_ : part;
}

} // namespace concur::subprocess::detail
