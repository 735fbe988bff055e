// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "transfer.hpp"

#include "../pipe_stream.hpp"

#include <concur/errors.hpp>
#include <concur/hooks.hpp>

#include <cerrno>
#include <climits>
#include <utility>

#include <poll.h>

namespace concur::subprocess::detail {

transfer::transfer(communicate_machine& machine,
                   communicate_streams const& streams,
                   std::function<void(int)> closing)
    : machine_(machine), streams_(streams), closing_(std::move(closing))
{
    if (!machine_.sending())
    {
        close_input();
    }
    else if (machine_.unsent_size() > PIPE_BUF && !streams_.in->is_terminal())
    {
        // A write of at most PIPE_BUF bytes to a pipe that is not full does not
        // block.
        writer_.emplace(streams_.in->number());
    }
}

int transfer::number(output which) const noexcept
{
    return streams_.outputs[which]->number();
}

int transfer::input() const noexcept
{
    return streams_.in->number();
}

void transfer::read(output which)
{
    auto& file = *streams_.outputs[which];
    auto const room = machine_.room(which);
    auto const n = file.read_now(room.data(), room.size());
    if (n == -EINTR)
    {
        concur::detail::interrupted();
        return;
    }
    if (n == -EAGAIN && file.is_terminal())
    {
        return;
    }
    if (n < 0)
    {
        throw_os_error(static_cast<int>(-n));
    }
    machine_.received(which, static_cast<std::size_t>(n));
    if (n == 0)
    {
        close(file);
    }
    else if (!streams_.size_is_chosen &&
             machine_.should_enlarge_output_pipe(which))
    {
        file.enlarge();
    }
}

void transfer::read(output which, short events)
{
    // A pipe that has no writer is then empty. A terminal may have data.
    if (events == POLLHUP && !streams_.outputs[which]->is_terminal())
    {
        end(which);
    }
    else if (events != 0)
    {
        read(which);
    }
}

bool transfer::may_block(output which) const noexcept
{
    return !streams_.outputs[which]->is_terminal();
}

// Closes an output whose pipe is empty and has no writer.
void transfer::end(output which)
{
    machine_.received(which, 0);
    close(*streams_.outputs[which]);
}

void transfer::abandon(output which)
{
    machine_.abandoned(which);
    close(*streams_.outputs[which]);
}

void transfer::write(no_sigpipe& guard)
{
    auto const n = writer_ ? writer_->write(machine_.unsent(), guard)
                           : streams_.in->write_now(machine_.unsent(), guard);
    if (n >= 0)
    {
        machine_.sent(static_cast<std::size_t>(n));
        if (!streams_.size_is_chosen && machine_.should_enlarge_input_pipe())
        {
            streams_.in->enlarge();
        }
    }
    else if (n == -EPIPE)
    {
        machine_.input_refused();
    }
    else if (n == -EINTR)
    {
        concur::detail::interrupted();
    }
    else if (n != -EAGAIN)
    {
        throw_os_error(static_cast<int>(-n));
    }
    if (!machine_.sending())
    {
        close_input();
    }
}

void transfer::close(pipe_stream& file)
{
    if (closing_)
    {
        closing_(file.number());
    }
    file.close();
}

void transfer::close_input()
{
    writer_.reset(); // it may have the pipe open once more
    if (streams_.in && !streams_.in->closed())
    {
        close(*streams_.in);
    }
}

} // namespace concur::subprocess::detail
