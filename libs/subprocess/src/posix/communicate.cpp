// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../communicate.hpp"

#include "../child.hpp"
#include "../communicate_machine.hpp"
#include "kernel.hpp"
#include "poll_set.hpp"
#include "transfer.hpp"

#include <concur/errors.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>

#include <poll.h>

namespace concur::subprocess::detail {
namespace {

using enum communicate_machine::output;

// Waits by poll() for all streams. It uses blocking reads if only one stream is
// left, there is no deadline and no interrupt can come.
class blocking_transfer
{
public:
    blocking_transfer(communicate_machine& machine,
                      communicate_streams const& streams, wait_end const& until)
        : machine_(machine), moved_(machine, streams), until_(until)
    {
        if (machine_.sending())
        {
            guard_.emplace();
        }
    }

    void step()
    {
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
            !poll_set::interruptible() && moved_.may_block(only))
        {
            moved_.read(only);
            return;
        }
        if (machine_.sending())
        {
            set.add(moved_.input(), POLLOUT);
        }
        if (auto const error = set.wait(until_.left(), until_.stop()))
        {
            throw_os_error(error);
        }
        std::size_t i = 0;
        for (auto which : {out, err})
        {
            if (machine_.receiving(which))
            {
                moved_.read(which, set[i++]);
            }
        }
        if (machine_.sending() && set[i] != 0)
        {
            moved_.write(*guard_);
        }
        if (until_.passed())
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
        if (until_.passed())
        {
            machine_.deadline_passed();
        }
    }

private:
    communicate_machine& machine_;
    transfer moved_;
    wait_end const& until_;
    std::optional<no_sigpipe> guard_;
};

} // namespace

void communicate(communicate_machine& machine,
                 communicate_streams const& streams,
                 std::span<child* const> children, wait_end const& until)
{
    concur::detail::interrupt_descriptor const kept_open;
    std::optional<blocking_transfer> transferring(std::in_place, machine,
                                                  streams, until);
    for (;;)
    {
        switch (machine.next())
        {
        case communicate_machine::step::stop:
            for (auto* const each : children)
            {
                each->kill(ended_by::ceiling);
            }
            machine.stopped();
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
