// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "communicate_machine.hpp"

#include "live_sink.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace concur::subprocess::detail {
namespace {

constexpr std::size_t pipe_size = 64 * 1024;
constexpr std::size_t enlarged_pipe_size = 1024 * 1024;

} // namespace

void communicate_machine::send(std::string unwritten, input_data input)
{
    unwritten_ = std::move(unwritten);
    input_ = std::move(input);
    sending_ = unsent_size() != 0;
}

void communicate_machine::receive(output which, std::string_view read_ahead,
                                  live_sink* sink, bool kept)
{
    auto& c = captures_[which];
    c.open = true;
    c.data.append(read_ahead);
    c.sink = sink;
    c.kept = kept;
    live_ = live_ || sink != nullptr;
}

communicate_machine::step communicate_machine::next() const noexcept
{
    bool const open = sending_ || captures_[out].open || captures_[err].open;
    bool const undelivered = live_ && delivering();
    if (!open && !undelivered && ended_)
    {
        return step::done;
    }
    if (expired_)
    {
        return step::expire;
    }
    if (undelivered)
    {
        return step::deliver;
    }
    return open ? step::transfer : step::reap;
}

std::string_view communicate_machine::unsent() const noexcept
{
    return sent_ < unwritten_.size()
               ? std::string_view(unwritten_).substr(sent_)
               : input_.view().substr(sent_ - unwritten_.size());
}

std::size_t communicate_machine::unsent_size() const noexcept
{
    return unwritten_.size() + input_.view().size() - sent_;
}

void communicate_machine::sent(std::size_t n) noexcept
{
    sent_ += n;
    sending_ = unsent_size() != 0;
}

std::span<char> communicate_machine::room(output which)
{
    auto& c = captures_[which];
    auto const at = c.data.room(c.wanted);
    // A read returns no more bytes than a pipe holds. A larger range could
    // include pages that have no memory yet.
    c.offered = std::min(c.data.room_size(), std::max(c.wanted, pipe_size));
    return {at, c.offered};
}

void communicate_machine::received(output which, std::size_t n) noexcept
{
    auto& c = captures_[which];
    c.open = n != 0;
    c.data.commit(n);
    if (n == c.offered)
    {
        c.wanted = std::max(c.wanted, pipe_size);
    }
    c.filled_pipe = c.filled_pipe || n >= pipe_size;
}

// Whether a sink has not got all bytes, or has not delivered all that it has.
bool communicate_machine::delivering() const noexcept
{
    return std::any_of(
        std::begin(captures_), std::end(captures_), [](capture const& c) {
            return c.sink != nullptr &&
                   (c.put != c.data.view().size() || c.sink->pending() ||
                    c.sink->ended() == c.open);
        });
}

void communicate_machine::deliver()
{
    for (auto& c : captures_)
    {
        if (c.sink == nullptr)
        {
            continue;
        }
        if (auto const more = c.data.view().substr(c.put); !more.empty())
        {
            c.sink->put(more);
            c.put += more.size();
            if (!c.kept)
            {
                // The bytes stay in memory until the next call of room().
                c.data.clear();
                c.put = 0;
            }
        }
        if (!c.open && !c.sink->ended())
        {
            c.sink->end();
        }
    }
    for (auto& c : captures_)
    {
        if (c.sink != nullptr && c.sink->pending())
        {
            c.sink->emit();
            return;
        }
    }
}

bool communicate_machine::should_enlarge_output_pipe(output which) noexcept
{
    auto& c = captures_[which];
    if (!c.filled_pipe || c.enlarged)
    {
        return false;
    }
    c.wanted = enlarged_pipe_size;
    return c.enlarged = true;
}

bool communicate_machine::should_enlarge_input_pipe() noexcept
{
    // If more was sent than a pipe holds, the child has read some of it.
    if (input_enlarged_ || sent_ <= pipe_size || unsent_size() <= pipe_size)
    {
        return false;
    }
    return input_enlarged_ = true;
}

} // namespace concur::subprocess::detail
