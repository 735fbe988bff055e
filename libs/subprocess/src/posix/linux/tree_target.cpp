// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../tree_target.hpp"

#include "../../process_handle.hpp"
#include "../kernel.hpp"
#include "../process_list.hpp"
#include "cgroup_leaf.hpp"
#include "helper_target.hpp"

#include <concur/subprocess/posix/child_plan.hpp>
#include <concur/subprocess/posix/detail/start_child.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <optional>
#include <utility>

namespace concur::subprocess::detail {
namespace {

using posix::child_plan;
using posix::start_phase;
using posix::start_result;

// A start fails where memory or descriptors are short. With other errors it
// uses another mechanism.
std::optional<start_result> failure_if_short(int error) noexcept
{
    if (error == EMFILE || error == ENFILE || error == ENOMEM)
    {
        return start_result{-1, -1, start_phase::start, error};
    }
    return std::nullopt;
}

class cgroup_target final : public stop_target
{
public:
    explicit cgroup_target(std::string parent) : leaf_(std::move(parent)) {}

    cgroup_leaf& leaf() noexcept
    {
        return leaf_;
    }

    void prepare(child_plan&) override {}

    int signal(process_handle& child, int number) noexcept override
    {
        stopped_ = true;
        if (number == SIGKILL)
        {
            auto const error = leaf_.kill();
            // The child may have left the cgroup.
            auto const own = child.signal(number);
            return error != 0 ? error : own;
        }
        each all{leaf_, child.pid(), number};
        auto const failed = leaf_.visit(
            [](pid_t pid, void* to) noexcept {
                auto& e = *static_cast<each*>(to);
                e.has_child = e.has_child || pid == e.child;
                auto const error = e.leaf.signal_member(pid, e.signal);
                e.found += error == 0;
                e.error = error == 0 || error == ESRCH ? e.error : error;
            },
            &all);
        auto const own = all.has_child ? ESRCH : child.signal(number);
        return all.error != 0               ? all.error
               : failed != 0                ? failed
               : own != 0 && all.found == 0 ? own
                                            : 0;
    }

    void kill_rest(process_handle&) noexcept override
    {
        leaf_.kill();
    }

    std::optional<std::size_t> survivors(process_handle&) noexcept override
    {
        std::size_t number = 0;
        auto const failed = leaf_.visit(
            [](pid_t, void* to) noexcept { ++*static_cast<std::size_t*>(to); },
            &number);
        return failed == 0 ? std::optional(number) : std::nullopt;
    }

    void reaped(kernel::wait_result&) noexcept override
    {
        if (stopped_)
        {
            // Another part of the program may have reaped the child, before
            // kill_rest().
            leaf_.kill();
        }
        leaf_.remove();
    }

    containment_mechanism mechanism() const noexcept override
    {
        return containment_mechanism::cgroup;
    }

private:
    struct each
    {
        cgroup_leaf const& leaf;
        pid_t child;
        int signal;
        int error = 0;
        int found = 0;
        bool has_child = false;
    };

    cgroup_leaf leaf_;
    bool stopped_ = false;
};

// Starts a child in a new cgroup; no result if the system does not allow that.
std::optional<start_result>
start_in_cgroup(child_plan& plan, std::unique_ptr<stop_target>& target)
{
    if (!process_list::available())
    {
        return std::nullopt;
    }
    auto const given = plan.cgroup;
    auto parent = given < 0 ? own_cgroup() : directory_of(given);
    if (parent.empty())
    {
        return failure_if_short(errno);
    }
    auto made = std::make_unique<cgroup_target>(std::move(parent));
    int error = made->leaf().error();
    auto const directory = error == 0 ? made->leaf().open() : descriptor();
    error = error == 0 && !directory ? errno : error;
    if (error != 0)
    {
        return failure_if_short(error);
    }
    plan.cgroup = directory.get();
    plan.own.push_back(plan.cgroup);
    auto const result = start_child(plan);
    plan.own.pop_back();
    plan.cgroup = given;
    if (result.failed == start_phase::cgroup)
    {
        return std::nullopt;
    }
    if (result.failed == start_phase::none)
    {
        target = std::move(made);
    }
    return result;
}

} // namespace

start_result start_tree(child_plan& plan, std::unique_ptr<stop_target>& scope)
{
    using mechanism = decltype(&start_in_cgroup);
    mechanism all[] = {start_in_cgroup, start_with_helper};
    if (plan.die_with_parent)
    {
        // Only the helper kills the tree when this process ends.
        std::swap(all[0], all[1]);
    }
    for (auto const start_in : all)
    {
        if (auto const result = start_in(plan, scope))
        {
            return *result;
        }
    }
    scope->prepare(plan);
    return start_child(plan);
}

containment_mechanism tree_mechanism() noexcept
{
    try
    {
        if (auto parent = own_cgroup();
            !parent.empty() && process_list::available() &&
            cgroup_leaf(std::move(parent)).error() == 0)
        {
            return containment_mechanism::cgroup;
        }
    }
    catch (std::bad_alloc const&)
    {
        // The answer is about this moment.
    }
    return helpers_available() ? containment_mechanism::subreaper
                               : containment_mechanism::group;
}

} // namespace concur::subprocess::detail
