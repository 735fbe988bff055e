// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "communicate_machine.hpp"

#include "live_sink.hpp"
#include "output_recorder.hpp"
#include "spill_file.hpp"
#include "tee_writer.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace concur::subprocess::detail {
namespace {

constexpr std::size_t pipe_size = 64 * 1024;
constexpr std::size_t enlarged_pipe_size = 1024 * 1024;

} // namespace

void communicate_machine::send(std::string unwritten, input_data input,
                               std::string ending)
{
    ending_ = std::move(ending);
    unwritten_ = std::move(unwritten);
    input_ = std::move(input);
    sending_ = unsent_size() != 0;
}

void communicate_machine::receive(output which, std::string_view read_ahead,
                                  bool kept, live_sink* sink, tee_writer* tee)
{
    auto& c = captures_[which];
    c.open = true;
    if (!read_ahead.empty())
    {
        auto const to = room_for(which, read_ahead.size());
        std::copy(read_ahead.begin(), read_ahead.end(), to);
        commit(which, read_ahead.size());
        moved_ = true;
    }
    c.kept = kept;
    c.sink = sink;
    c.tee = tee;
    live_ = live_ || sink != nullptr || tee != nullptr;
}

void communicate_machine::limit(output which, output_limit const& most,
                                spill_file& spill) noexcept
{
    auto& c = captures_[which];
    // No process has more memory than a quarter of the largest size.
    auto const size = static_cast<std::size_t>(std::min<unsigned long long>(
        static_cast<unsigned long long>(*most.size()), SIZE_MAX / 4));
    c.limited = true;
    c.tail = most.part() == keep_head   ? 0
             : most.part() == keep_tail ? size
                                        : size / 2;
    c.head = size - c.tail;
    stops_ = most.overflow() == overflow_stop;
    if (most.overflow() == overflow_spill)
    {
        c.spill = &spill;
        live_ = true;
    }
}

std::pair<std::string_view, std::string_view>
communicate_machine::parts(output which) const noexcept
{
    auto const& c = captures_[which];
    auto const all = c.data.view();
    if (!cut(which))
    {
        return {all, {}};
    }
    return {all.substr(0, c.head),
            all.substr(all.size() - std::min(c.tail, all.size()))};
}

std::optional<output_cut> communicate_machine::cut(output which) const noexcept
{
    auto const& c = captures_[which];
    if (!c.limited || c.total <= c.head + c.tail)
    {
        return std::nullopt;
    }
    return output_cut{c.head, c.total - c.head - c.tail};
}

// Removes the bytes between the kept parts, if there are more than `slack`.
void communicate_machine::trim(capture& c, std::size_t slack) noexcept
{
    auto const all = c.data.view();
    if (!c.limited || all.size() <= c.head + c.tail + slack)
    {
        return;
    }
    if (c.first_size == 0)
    {
        c.first_size = all.copy(c.first, sizeof c.first);
    }
    c.data.erase(c.head, all.size() - c.head - c.tail);
    c.teed = c.put = c.spilled = c.data.view().size();
}

void communicate_machine::mute() noexcept
{
    recorder_ = nullptr;
    live_ = false;
    for (auto& c : captures_)
    {
        c.sink = nullptr;
        c.tee = nullptr;
        c.spill = nullptr;
        c.kept = false;
        c.limited = false;
    }
}

communicate_machine::step communicate_machine::next() const noexcept
{
    bool const open = sending_ || captures_[out].open || captures_[err].open;
    bool const undelivered =
        live_ && (delivering(captures_[out]) || delivering(captures_[err]));
    if (!open && !undelivered && ended_)
    {
        return step::done;
    }
    if (expired_ || (expires_at_end_ && ended_))
    {
        return step::expire;
    }
    if (stop_wanted_ && !ended_)
    {
        return step::stop;
    }
    if (undelivered)
    {
        return step::deliver;
    }
    return open ? step::transfer : step::reap;
}

std::string_view communicate_machine::unsent() const noexcept
{
    auto done = sent_;
    for (auto const part : {std::string_view(unwritten_), input_.view()})
    {
        if (done < part.size())
        {
            return part.substr(done);
        }
        done -= part.size();
    }
    return std::string_view(ending_).substr(done);
}

std::size_t communicate_machine::unsent_size() const noexcept
{
    return unwritten_.size() + input_.view().size() + ending_.size() - sent_;
}

void communicate_machine::sent(std::size_t n) noexcept
{
    moved_ = true;
    sent_ += n;
    sending_ = unsent_size() != 0;
}

std::span<char> communicate_machine::room(output which)
{
    auto& c = captures_[which];
    if (!c.kept && c.sink == nullptr && c.tee == nullptr)
    {
        c.data.clear(); // after mute()
    }
    // The more bytes are removed at once, the fewer times the last part moves.
    trim(c, std::max(c.tail / 2, pipe_size));
    auto const at = room_for(which, c.wanted);
    // A read returns no more bytes than a pipe holds. A larger range could
    // include pages that have no memory yet.
    c.offered = std::min(c.data.room_size(), std::max(c.wanted, pipe_size));
    return {at, c.offered};
}

// The memory for at least so many bytes of an output, and for the record of
// them.
char* communicate_machine::room_for(output which, std::size_t least)
{
    if (recorder_ != nullptr)
    {
        recorder_->reserve();
    }
    return captures_[which].data.room(least);
}

// Adds bytes that were stored in the memory of room_for().
void communicate_machine::commit(output which, std::size_t n) noexcept
{
    auto& data = captures_[which].data;
    if (recorder_ != nullptr && n != 0)
    {
        recorder_->add(stream_of(which), data.view().size(), n);
    }
    data.commit(n);
    auto& c = captures_[which];
    c.total += n;
    stop_wanted_ =
        stop_wanted_ || (stops_ && c.limited && c.total > c.head + c.tail);
}

void communicate_machine::received(output which, std::size_t n) noexcept
{
    moved_ = true;
    auto& c = captures_[which];
    c.open = n != 0;
    commit(which, n);
    if (n == c.offered)
    {
        c.wanted = std::max(c.wanted, pipe_size);
    }
    c.filled_pipe = c.filled_pipe || n >= pipe_size;
}

// The number of bytes that the file of an output does not have yet.
std::size_t communicate_machine::unspilled(capture const& c) noexcept
{
    return c.spill != nullptr && c.total > c.head + c.tail
               ? c.data.view().size() - c.spilled
               : 0;
}

void communicate_machine::spill(output which)
{
    auto& c = captures_[which];
    while (unspilled(c) != 0)
    {
        c.spilled += c.spill->write(c.data.view().substr(c.spilled));
    }
}

// Whether the tee or the sink of an output has not got all bytes, or the sink
// has not delivered all that it has.
bool communicate_machine::delivering(capture const& c) noexcept
{
    auto const size = c.data.view().size();
    return (c.tee != nullptr && c.teed != size) || unspilled(c) != 0 ||
           (c.sink != nullptr &&
            (c.put != size || c.sink->pending() || c.sink->ended() == c.open));
}

int communicate_machine::deliver()
{
    calling_ = false;
    for (auto which : {out, err})
    {
        if (auto const full = deliver_bytes(which); full >= 0)
        {
            return full;
        }
    }
    for (auto& c : captures_)
    {
        if (c.sink != nullptr && c.sink->pending())
        {
            calling_ = true;
            c.sink->emit();
            calling_ = false;
            break;
        }
    }
    return -1;
}

// Gives the new bytes of an output to the tee, then to the sink. Returns -1, or
// the descriptor of a file that is full.
int communicate_machine::deliver_bytes(output which)
{
    auto& c = captures_[which];
    auto const all = c.data.view();
    if (c.tee != nullptr && c.teed != all.size())
    {
        auto const full = c.tee->write(stream_of(which), all.substr(c.teed));
        if (full >= 0)
        {
            return full;
        }
        c.teed = all.size();
    }
    spill(which);
    if (c.sink != nullptr)
    {
        if (c.put != all.size())
        {
            c.sink->put(all.substr(c.put));
            c.put = all.size();
        }
        if (!c.open && !c.sink->ended())
        {
            c.sink->end();
        }
    }
    if (!c.kept)
    {
        // The bytes stay in memory until the next call of room().
        c.data.clear();
        c.teed = 0;
        c.put = 0;
    }
    return -1;
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
