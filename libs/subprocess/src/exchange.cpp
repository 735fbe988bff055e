// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/detail/exchange.hpp>

#include <algorithm>
#include <utility>

namespace concur::subprocess::detail {
namespace {

constexpr std::size_t pipe_size = 64 * 1024;
constexpr std::size_t large_pipe = 1024 * 1024;

} // namespace

void exchange::send(std::string before, input_data input)
{
    before_ = std::move(before);
    input_ = std::move(input);
    sending_ = unsent_size() != 0;
}

void exchange::receive(output which, std::string_view before)
{
    captures_[which].open = true;
    captures_[which].data.append(before);
}

exchange::step exchange::next() const noexcept
{
    bool const open = sending_ || captures_[out].open || captures_[err].open;
    if (!open && ended_)
    {
        return step::done;
    }
    if (expired_)
    {
        return step::expire;
    }
    return open ? step::transfer : step::reap;
}

std::string_view exchange::unsent() const noexcept
{
    return sent_ < before_.size()
               ? std::string_view(before_).substr(sent_)
               : input_.view().substr(sent_ - before_.size());
}

std::size_t exchange::unsent_size() const noexcept
{
    return before_.size() + input_.view().size() - sent_;
}

void exchange::sent(std::size_t n) noexcept
{
    sent_ += n;
    sending_ = unsent_size() != 0;
}

std::span<char> exchange::room(output which)
{
    auto& c = captures_[which];
    auto const at = c.data.room(c.wanted);
    // No more than is worth asking for: room for the rest of the contents
    // need not have memory behind it.
    c.offered = std::min(c.data.room_size(), std::max(c.wanted, pipe_size));
    return {at, c.offered};
}

void exchange::received(output which, std::size_t n) noexcept
{
    auto& c = captures_[which];
    c.open = n != 0;
    c.data.commit(n);
    if (n == c.offered)
    {
        c.wanted = std::max(c.wanted, pipe_size);
    }
    c.full_pipe = c.full_pipe || n >= pipe_size;
}

bool exchange::talkative(output which) noexcept
{
    auto& c = captures_[which];
    if (!c.full_pipe || c.enlarged)
    {
        return false;
    }
    c.wanted = large_pipe;
    return c.enlarged = true;
}

bool exchange::hungry() noexcept
{
    // More was taken than a pipe holds, so the child does read.
    if (input_enlarged_ || sent_ <= pipe_size || unsent_size() <= pipe_size)
    {
        return false;
    }
    return input_enlarged_ = true;
}

} // namespace concur::subprocess::detail
