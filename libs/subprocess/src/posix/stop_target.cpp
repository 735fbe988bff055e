// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../stop_target.hpp"

#include "../process_handle.hpp"
#include "process_list.hpp"
#include "tree_target.hpp"

#include <concur/subprocess/posix/child_plan.hpp>
#include <concur/subprocess/posix/detail/start_child.hpp>

#include <cerrno>
#include <csignal>

#include <unistd.h>

namespace concur::subprocess {
namespace detail {
namespace {

// The number of processes of a group or session, which a child leads that has
// ended.
std::optional<std::size_t> count(process_list::kind what, pid_t id) noexcept
{
    std::size_t number = 0;
    bool const shown = process_list::visit(
        what, id,
        [](pid_t, void* n) noexcept { ++*static_cast<std::size_t*>(n); },
        &number);
    return shown ? std::optional(number) : std::nullopt;
}

class group_target : public stop_target
{
public:
    void prepare(posix::child_plan& plan) override
    {
        // The leader of a session leads a group already.
        if (!plan.new_session)
        {
            plan.process_group = 0;
        }
    }

    // The child has not been reaped, so no other group has this number.
    int signal(process_handle& child, int number) noexcept override
    {
        int const error = ::kill(-child.pid(), number) == 0 ? 0 : errno;
        // The child may have left its group, or a launcher may have made none.
        if (::getpgid(child.pid()) == child.pid())
        {
            return error;
        }
        auto const own = child.signal(number);
        return own != 0 ? own : error == ESRCH ? 0 : error;
    }

    void kill_rest(process_handle& child) noexcept override
    {
        ::kill(-child.pid(), SIGKILL);
    }

    std::optional<std::size_t>
    survivors(process_handle& child) noexcept override
    {
        return count(process_list::kind::group, child.pid());
    }

    containment_mechanism mechanism() const noexcept override
    {
        return containment_mechanism::group;
    }
};

class session_target final : public group_target
{
public:
    int signal(process_handle& child, int number) noexcept override
    {
        auto const error = group_target::signal(child, number);
        others each{child.pid(), number, error};
        process_list::visit(process_list::kind::session, child.pid(), send,
                            &each);
        return each.error;
    }

    void kill_rest(process_handle& child) noexcept override
    {
        group_target::kill_rest(child);
        // A process may have forked while the list was read.
        constexpr int most_looks = 10;
        others each{child.pid(), SIGKILL, 0};
        do
        {
            each.found = 0;
            process_list::visit(process_list::kind::session, child.pid(), send,
                                &each);
        } while (each.found != 0 && ++each.looks != most_looks);
    }

    std::optional<std::size_t>
    survivors(process_handle& child) noexcept override
    {
        return count(process_list::kind::session, child.pid());
    }

    containment_mechanism mechanism() const noexcept override
    {
        return containment_mechanism::session;
    }

private:
    struct others
    {
        pid_t leader;
        int signal;
        int error;
        int found = 0;
        int looks = 0;
    };

    // Sends the signal to a member of the session, unless its group has got it.
    static void send(pid_t pid, void* argument) noexcept
    {
        auto& all = *static_cast<others*>(argument);
        if (::getpgid(pid) == all.leader)
        {
            return;
        }
        ++all.found;
        auto const error =
            process_list::signal_member(all.leader, pid, all.signal);
        if (error != 0 && error != ESRCH)
        {
            all.error = error;
        }
    }
};

} // namespace

int stop_target::signal_child(process_handle& child, int number) noexcept
{
    return child.signal(number);
}

std::unique_ptr<stop_target> make_stop_target(stop_scope scope)
{
    if (scope == stop_scope::child)
    {
        return nullptr;
    }
    if (scope == stop_scope::session && process_list::available())
    {
        return std::make_unique<session_target>();
    }
    return std::make_unique<group_target>();
}

} // namespace detail

containment_mechanism containment(stop_scope scope) noexcept
{
    switch (scope)
    {
    case stop_scope::child:
        return containment_mechanism::child;
    case stop_scope::session:
        if (detail::process_list::available())
        {
            return containment_mechanism::session;
        }
        break;
    case stop_scope::tree:
        return detail::tree_mechanism();
    default:
        break;
    }
    return containment_mechanism::group;
}

} // namespace concur::subprocess
