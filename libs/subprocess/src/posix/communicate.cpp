// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../communicate.hpp"

#include "../child.hpp"
#include "../communicate_machine.hpp"
#include "../growing_nap.hpp"
#include "../stop_machine.hpp"
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
                      std::span<child* const> children, wait_end const& until,
                      stop_machine& stop)
        : machine_(machine), moved_(machine, streams), running_(children),
          until_(until), stop_(stop)
    {
        if (machine_.sending())
        {
            guard_.emplace();
        }
        if (stop_.begun())
        {
            moved_.close_input();
        }
    }

    // An output is too long.
    void begin_stop()
    {
        stop_.begin(running_, ended_by::ceiling);
        machine_.stopping();
        moved_.close_input();
    }

    void step()
    {
        stop_.advance(running_);
        if (see_end())
        {
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
        std::optional<std::chrono::nanoseconds> nap;
        if (stop_.begun() && stop_.gradual() && machine_.watches_end())
        {
            // The children may end, or a step may be due, while a file is full.
            stop_.advance(running_);
            if (see_end())
            {
                return;
            }
            nap = nap_.next();
        }
        if (auto const full = machine_.deliver(); full >= 0)
        {
            poll_set set;
            set.add(full, POLLOUT);
            auto const end = until_.sooner(nap);
            if (auto const error = set.wait(end.left(), end.stop()))
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
    // Looks for the end of the children, if the machine asks for it.
    bool see_end()
    {
        if (!machine_.watches_end() || !reap())
        {
            return false;
        }
        machine_.child_ended();
        moved_.close_input();
        return true;
    }

    // Adds what tells the end of a child. Returns the time to wait.
    std::optional<std::chrono::nanoseconds> watch_end(poll_set& set)
    {
        auto const left = until_.sooner(stop_.left()).left();
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
    stop_machine& stop_;
    std::optional<no_sigpipe> guard_;
    std::optional<output_drain> drain_;
    // False if the pidfd was ready but the child could not be reaped: another
    // thread waits for it, or, in Linux 5.2, pidfds are always ready.
    bool can_watch_ = true;
    growing_nap nap_;
};

// Waits for the children and stops them, if that has begun. False if the waits
// have ended first.
bool wait_for_all(std::span<child* const> children, wait_end const& until,
                  stop_machine& stop)
{
    for (;;)
    {
        auto const end = until.sooner(stop.left());
        if (std::all_of(children.begin(), children.end(), [&](child* each) {
                return each->wait(end).has_value();
            }))
        {
            return true;
        }
        if (until.passed())
        {
            return false;
        }
        stop.advance(children);
    }
}

} // namespace

void communicate(communicate_machine& machine,
                 communicate_streams const& streams,
                 std::span<child* const> children, wait_end const& until,
                 stop_machine& stop)
{
    concur::detail::interrupt_descriptor const kept_open;
    std::optional<blocking_transfer> transferring(
        std::in_place, machine, streams, children, until, stop);
    for (;;)
    {
        switch (machine.next())
        {
        case communicate_machine::step::stop:
            transferring->begin_stop();
            break;
        case communicate_machine::step::deliver:
            transferring->deliver();
            break;
        case communicate_machine::step::transfer:
            transferring->step();
            break;
        case communicate_machine::step::reap:
            transferring.reset();
            if (wait_for_all(children, until, stop))
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
