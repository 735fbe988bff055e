// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../pipe_stream.hpp"
#include "../start_process.hpp"
#include "kernel.hpp"
#include "poll_set.hpp"

#include <concur/errors.hpp>
#include <concur/hooks.hpp>
#include <concur/subprocess/detail/exchange.hpp>

#include <cerrno>
#include <climits>
#include <optional>

#include <poll.h>

namespace concur::subprocess::detail {
namespace {

// The blocking driver of an exchange: one poll loop, or no poll at all where
// a single stream is left and nothing limits the time.
class transfer
{
public:
    transfer(exchange& x, exchange_files const& files, deadline const& until)
        : x_(x), files_(files), until_(until)
    {
        if (x_.sending())
        {
            guard_.emplace();
            // What fits a pipe that is not full cannot block.
            if (x_.unsent_size() > PIPE_BUF)
            {
                writer_.emplace(files_.in->number());
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
        for (auto which : {exchange::out, exchange::err})
        {
            if (x_.receiving(which))
            {
                set.add(files_.outputs[which]->number(), POLLIN);
            }
        }
        if (set.size() == 1 && !x_.sending() && !until_ &&
            !poll_set::interruptible())
        {
            read(x_.receiving(exchange::out) ? exchange::out : exchange::err);
            return;
        }
        if (x_.sending())
        {
            set.add(files_.in->number(), POLLOUT);
        }
        if (auto const error = set.wait(until_.left()))
        {
            throw_os_error(error);
        }
        std::size_t i = 0;
        for (auto which : {exchange::out, exchange::err})
        {
            if (x_.receiving(which))
            {
                take(which, set[i++]);
            }
        }
        if (x_.sending() && set[i] != 0)
        {
            write();
        }
        if (until_.passed())
        {
            x_.deadline_passed();
        }
    }

private:
    void take(exchange::output which, short events)
    {
        if (events == POLLHUP)
        {
            // Nothing is left, and nobody to write more.
            x_.received(which, 0);
            files_.outputs[which]->close();
        }
        else if (events != 0)
        {
            read(which);
        }
    }

    void read(exchange::output which)
    {
        auto& file = *files_.outputs[which];
        auto const room = x_.room(which);
        auto const n = read_some(file.number(), room.data(), room.size());
        x_.received(which, n);
        if (n == 0)
        {
            file.close();
        }
        else if (!files_.sized && x_.talkative(which))
        {
            file.enlarge();
        }
    }

    void write()
    {
        auto const n =
            writer_ ? writer_->write(x_.unsent(), *guard_)
                    : write_now(files_.in->number(), x_.unsent(), *guard_);
        if (n >= 0)
        {
            x_.sent(static_cast<std::size_t>(n));
            if (!files_.sized && x_.hungry())
            {
                files_.in->enlarge();
            }
        }
        else if (n == -EPIPE)
        {
            x_.refused();
        }
        else if (n == -EINTR)
        {
            concur::detail::interrupted();
        }
        else if (n != -EAGAIN)
        {
            throw_os_error(static_cast<int>(-n));
        }
        if (!x_.sending())
        {
            writer_.reset();
            close_input();
        }
    }

    void close_input()
    {
        if (files_.in)
        {
            files_.in->close();
        }
    }

    exchange& x_;
    exchange_files const& files_;
    deadline const& until_;
    std::optional<no_sigpipe> guard_;
    std::optional<pipe_writer> writer_;
};

} // namespace

void perform(exchange& x, exchange_files const& files, child& process,
             deadline const& until)
{
    concur::detail::interrupt_descriptor const kept_open;
    std::optional<transfer> moving(std::in_place, x, files, until);
    for (;;)
    {
        switch (x.next())
        {
        case exchange::step::transfer:
            moving->step();
            break;
        case exchange::step::reap:
            moving.reset();
            if (process.wait(until))
            {
                x.child_ended();
            }
            else
            {
                x.deadline_passed();
            }
            break;
        case exchange::step::expire:
        case exchange::step::done:
            return;
        }
    }
}

} // namespace concur::subprocess::detail
