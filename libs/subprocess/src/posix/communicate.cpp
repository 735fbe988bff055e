// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../communicate.hpp"

#include "../child.hpp"
#include "../communicate_machine.hpp"
#include "../growing_nap.hpp"
#include "kernel.hpp"
#include "output_drain.hpp"
#include "poll_set.hpp"
#include "transfer.hpp"

#include <concur/errors.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>

#include <poll.h>

namespace concur::subprocess::detail {
namespace {

using enum communicate_machine::output;

// Waits by poll() for all streams, and for the end of the children if the
// machine asks for it. It uses blocking reads if only one stream is left, there
// is no limit of time and no interrupt can come.
class blocking_transfer
{
public:
    blocking_transfer(communicate_machine& machine,
                      communicate_streams const& streams,
                      std::span<child* const> children, wait_end const& until)
        : machine_(machine), moved_(machine, streams), running_(children),
          until_(until)
    {
        if (machine_.sending())
        {
            guard_.emplace();
        }
    }

    // The children were killed since an output is too long.
    void killed()
    {
        machine_.killed();
        moved_.close_input();
    }

    void step()
    {
        if (machine_.watches_end() && reap())
        {
            machine_.child_ended();
            moved_.close_input();
            return;
        }
        if (machine_.draining() && !drain_)
        {
            drain_.emplace(machine_, moved_, until_);
        }
        poll_set set;
        for (auto which : {out, err})
        {
            if (machine_.receiving(which))
            {
                set.add(moved_.number(which), POLLIN);
            }
        }
        if (auto const only = machine_.receiving(out) ? out : err;
            set.size() == 1 && !machine_.sending() && !until_ &&
            !machine_.watches_end() && !drain_ && !poll_set::interruptible() &&
            moved_.may_block(only))
        {
            moved_.read(only);
            return;
        }
        if (machine_.sending())
        {
            set.add(moved_.input(), POLLOUT);
        }
        auto const streams = set.size();
        auto const left = drain_ ? drain_->left() : watch_end(set);
        if (auto const error = set.wait(left, until_.stop()))
        {
            throw_os_error(error);
        }
        can_watch_ = set.size() == streams || set[streams] == 0 || reap();
        std::size_t i = 0;
        bool any = false;
        for (auto which : {out, err})
        {
            if (machine_.receiving(which))
            {
                any = any || set[i] != 0;
                moved_.read(which, set[i++]);
            }
        }
        if (machine_.sending() && set[i] != 0)
        {
            moved_.write(*guard_);
        }
        if (drain_)
        {
            drain_->looked(any);
        }
        else if (until_.passed())
        {
            machine_.deadline_passed();
        }
    }

    // Calls functions of the caller, which must see the caller's signal mask.
    void deliver()
    {
        guard_.reset();
        if (auto const full = machine_.deliver(); full >= 0)
        {
            poll_set set;
            set.add(full, POLLOUT);
            if (auto const error = set.wait(until_.left(), until_.stop()))
            {
                throw_os_error(error);
            }
        }
        if (machine_.sending())
        {
            guard_.emplace();
        }
        if (until_.passed() && !machine_.only_drains())
        {
            machine_.deadline_passed();
        }
    }

private:
    // Adds what tells the end of a child. Returns the time to wait.
    std::optional<std::chrono::nanoseconds> watch_end(poll_set& set)
    {
        auto const left = until_.left();
        if (!machine_.watches_end())
        {
            return left;
        }
        auto const pidfd = can_watch_ ? running_.front()->pidfd() : -1;
        if (pidfd >= 0)
        {
            set.add(pidfd, POLLIN);
            return left;
        }
        auto const nap = nap_.next();
        return std::min(left.value_or(nap), nap);
    }

    // Reaps the children in their order, up to the first that runs. True if all
    // were reaped.
    bool reap()
    {
        while (!running_.empty() && running_.front()->poll())
        {
            running_ = running_.subspan(1);
        }
        return running_.empty();
    }

    communicate_machine& machine_;
    transfer moved_;
    std::span<child* const> running_; // those that were not reaped here
    wait_end const& until_;
    std::optional<no_sigpipe> guard_;
    std::optional<output_drain> drain_;
    // False if the pidfd was ready but the child could not be reaped: another
    // thread waits for it, or, in Linux 5.2, pidfds are always ready.
    bool can_watch_ = true;
    growing_nap nap_;
};

} // namespace

void communicate(communicate_machine& machine,
                 communicate_streams const& streams,
                 std::span<child* const> children, wait_end const& until)
{
    concur::detail::interrupt_descriptor const kept_open;
    std::optional<blocking_transfer> transferring(std::in_place, machine,
                                                  streams, children, until);
    for (;;)
    {
        switch (machine.next())
        {
        case communicate_machine::step::stop:
            for (auto* const each : children)
            {
                each->kill(ended_by::ceiling);
            }
            transferring->killed();
            break;
        case communicate_machine::step::deliver:
            transferring->deliver();
            break;
        case communicate_machine::step::transfer:
            transferring->step();
            break;
        case communicate_machine::step::reap:
            transferring.reset();
            if (std::all_of(children.begin(), children.end(), [&](child* each) {
                    return each->wait(until).has_value();
                }))
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
