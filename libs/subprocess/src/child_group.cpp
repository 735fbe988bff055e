// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "child_group.hpp"

#include <concur/detail/uncancellable.hpp>
#include <concur/errors.hpp>

#include <algorithm>
#include <exception>

namespace concur::subprocess::detail {

child_group::~child_group()
{
    concur::detail::uncancellable const whole;
    if (!runs())
    {
        return;
    }
    try
    {
        kill(ended_by::failure);
    }
    catch (OSError const&)
    {
        // A destructor cannot report the error.
    }
    for (auto& each : owned_)
    {
        if (each && !each->returncode())
        {
            abandon(std::move(each));
        }
    }
    reap_abandoned();
}

bool child_group::runs() const noexcept
{
    auto const children = all();
    return std::any_of(children.begin(), children.end(),
                       [](child* each) { return !each->returncode(); });
}

void child_group::kill(ended_by why)
{
    std::exception_ptr first;
    for (auto* const each : all())
    {
        try
        {
            each->kill(why);
        }
        catch (OSError const&)
        {
            if (!first)
            {
                first = std::current_exception();
            }
        }
    }
    if (first)
    {
        std::rethrow_exception(first);
    }
}

void child_group::await_killed() noexcept
{
    deadline const until(concur::timeout(0.25));
    for (auto* const each : all())
    {
        each->await_killed(until);
    }
}

std::vector<int> child_group::returncodes() const
{
    auto const children = all();
    std::vector<int> codes;
    codes.reserve(children.size());
    for (auto* const each : children)
    {
        codes.push_back(each->returncode().value_or(0));
    }
    return codes;
}

std::vector<process_report> child_group::reports() const
{
    auto const children = all();
    std::vector<process_report> reports;
    reports.reserve(children.size());
    for (auto* const each : children)
    {
        reports.push_back(each->report());
    }
    return reports;
}

} // namespace concur::subprocess::detail
