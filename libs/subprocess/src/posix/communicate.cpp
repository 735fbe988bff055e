// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../communicate.hpp"

#include "../child.hpp"
#include "../communicate_machine.hpp"
#include "../pipe_stream.hpp"
#include "kernel.hpp"
#include "poll_set.hpp"

#include <concur/errors.hpp>
#include <concur/hooks.hpp>

#include <cerrno>
#include <climits>
#include <optional>

#include <poll.h>

namespace concur::subprocess::detail {
namespace {

using enum communicate_machine::output;

// Moves the data of all streams by poll(). It uses blocking reads if only one
// stream is left, there is no deadline and no interrupt can come.
class transfer
{
public:
    transfer(communicate_machine& machine, communicate_streams const& streams,
             deadline const& until)
        : machine_(machine), streams_(streams), until_(until)
    {
        if (machine_.sending())
        {
            guard_.emplace();
            // A write of at most PIPE_BUF bytes to a pipe that is not full
            // does not block.
            if (machine_.unsent_size() > PIPE_BUF)
            {
                writer_.emplace(streams_.in->number());
            }
        }
        else
        {
            close_input();
        }
    }

    void step()
    {
        poll_set set;
        for (auto which : {out, err})
        {
            if (machine_.receiving(which))
            {
                set.add(streams_.outputs[which]->number(), POLLIN);
            }
        }
        if (set.size() == 1 && !machine_.sending() && !until_ &&
            !poll_set::interruptible())
        {
            read(machine_.receiving(out) ? out : err);
            return;
        }
        if (machine_.sending())
        {
            set.add(streams_.in->number(), POLLOUT);
        }
        if (auto const error = set.wait(until_.left()))
        {
            throw_os_error(error);
        }
        std::size_t i = 0;
        for (auto which : {out, err})
        {
            if (machine_.receiving(which))
            {
                handle_events(which, set[i++]);
            }
        }
        if (machine_.sending() && set[i] != 0)
        {
            write();
        }
        if (until_.passed())
        {
            machine_.deadline_passed();
        }
    }

private:
    void handle_events(communicate_machine::output which, short events)
    {
        if (events == POLLHUP)
        {
            // The pipe is empty and has no writer.
            machine_.received(which, 0);
            streams_.outputs[which]->close();
        }
        else if (events != 0)
        {
            read(which);
        }
    }

    void read(communicate_machine::output which)
    {
        auto& file = *streams_.outputs[which];
        auto const room = machine_.room(which);
        auto const n = read_some(file.number(), room.data(), room.size());
        machine_.received(which, n);
        if (n == 0)
        {
            file.close();
        }
        else if (!streams_.size_is_chosen &&
                 machine_.should_enlarge_output_pipe(which))
        {
            file.enlarge();
        }
    }

    void write()
    {
        auto const n = writer_ ? writer_->write(machine_.unsent(), *guard_)
                               : write_now(streams_.in->number(),
                                           machine_.unsent(), *guard_);
        if (n >= 0)
        {
            machine_.sent(static_cast<std::size_t>(n));
            if (!streams_.size_is_chosen &&
                machine_.should_enlarge_input_pipe())
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
            writer_.reset();
            close_input();
        }
    }

    void close_input()
    {
        if (streams_.in)
        {
            streams_.in->close();
        }
    }

    communicate_machine& machine_;
    communicate_streams const& streams_;
    deadline const& until_;
    std::optional<no_sigpipe> guard_;
    std::optional<pipe_writer> writer_;
};

} // namespace

void communicate(communicate_machine& machine,
                 communicate_streams const& streams, child& process,
                 deadline const& until)
{
    concur::detail::interrupt_descriptor const kept_open;
    std::optional<transfer> transferring(std::in_place, machine, streams,
                                         until);
    for (;;)
    {
        switch (machine.next())
        {
        case communicate_machine::step::transfer:
            transferring->step();
            break;
        case communicate_machine::step::reap:
            transferring.reset();
            if (process.wait(until))
            {
                machine.child_ended();
            }
            else
            {
                machine.deadline_passed();
            }
            break;
        case communicate_machine::step::expire:
        case communicate_machine::step::done:
            return;
        }
    }
}

} // namespace concur::subprocess::detail
