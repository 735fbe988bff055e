// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "plan_builder.hpp"

#include "../check_options.hpp"
#include "ids.hpp"
#include "kernel.hpp"

#include <concur/errors.hpp>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/types.h>

namespace concur::subprocess::detail {
namespace {

std::vector<char const*> pointers(std::vector<std::string> const& strings)
{
    std::vector<char const*> all;
    all.reserve(strings.size() + 1);
    for (auto const& s : strings)
    {
        all.push_back(s.c_str());
    }
    all.push_back(nullptr);
    return all;
}

int run_preexec(void* function) noexcept
{
    try
    {
        (*static_cast<std::function<void()> const*>(function))();
        return 0;
    }
    catch (...)
    {
        return -1;
    }
}

// The files that the name of a program may mean, in the order of
// os.get_exec_path().
std::vector<std::string> search(std::string const& program, options const& o)
{
    if (program.find('/') != program.npos)
    {
        return {program};
    }
    std::optional<std::string> path;
    if (o.env)
    {
        path = o.env->get("PATH");
    }
    else if (auto inherited = std::getenv("PATH"))
    {
        path = inherited;
    }
    std::vector<std::string> files;
    std::string_view rest =
        path ? std::string_view(*path) : std::string_view("/bin:/usr/bin");
    for (;;)
    {
        auto const colon = rest.find(':');
        std::string file(rest.substr(0, colon));
        if (!file.empty() && !file.ends_with('/'))
        {
            file += '/';
        }
        files.push_back(file + program);
        if (colon == rest.npos)
        {
            return files;
        }
        rest.remove_prefix(colon + 1);
    }
}

// The largest number for no limit.
std::uint64_t limit_of(long long given)
{
    constexpr auto none = std::numeric_limits<std::uint64_t>::max();
    auto const number = static_cast<std::uint64_t>(given);
    bool const infinite = given < 0 ||
                          given == std::numeric_limits<long long>::max() ||
                          number == static_cast<std::uint64_t>(RLIM_INFINITY);
    return infinite ? none : number;
}

// A bit for each processor. The numbers have been checked.
std::vector<unsigned long> mask_of(sequence<long long> const& processors)
{
    constexpr auto width = std::numeric_limits<unsigned long>::digits;
    auto const highest = *std::ranges::max_element(processors);
    std::vector<unsigned long> mask(
        static_cast<std::size_t>(highest / width + 1));
    for (auto number : processors)
    {
        mask[static_cast<std::size_t>(number / width)] |= 1UL
                                                          << (number % width);
    }
    return mask;
}

} // namespace

std::string shown(os_string const& name)
{
    return name.hidden() ? "***" : name.str();
}

std::string shown_item(posix::child_duplicate const& item)
{
    return "fds {" + std::to_string(item.number) + ", " +
           std::to_string(item.from) + "}";
}

plan_builder::plan_builder(command const& args, options const& o)
{
    set_program(args, o);
    set_environment(o);
    set_descriptors(o);
    set_attributes(o);
    set_limits(o);
    set_cgroup(o);
    set_hook(o);
}

void plan_builder::set_program(command const& args, options const& o)
{
    if (o.shell)
    {
        argv_ = {"/bin/sh", "-c"};
        if (o.executable)
        {
            argv_[0] = o.executable->str();
        }
    }
    argv_.insert(argv_.end(), args.items().begin(), args.items().end());
    program_ = o.executable ? o.executable->str() : argv_.front();
    program_is_hidden_ =
        o.executable ? o.executable->hidden() : !o.shell && args.hidden(0);
    plan_.argv = pointers(argv_);
    paths_ = search(program_, o);
    plan_.paths = pointers(paths_);
}

void plan_builder::set_environment(options const& o)
{
    if (o.env)
    {
        env_ = pointers(o.env->entries());
        plan_.env = env_.data();
    }
}

void plan_builder::set_descriptors(options const& o)
{
    for (auto number : o.pass_fds)
    {
        plan_.pass_fds.push_back(static_cast<int>(number));
    }
    std::sort(plan_.pass_fds.begin(), plan_.pass_fds.end());
    plan_.pass_fds.erase(
        std::unique(plan_.pass_fds.begin(), plan_.pass_fds.end()),
        plan_.pass_fds.end());
    plan_.close_fds = o.close_fds || !plan_.pass_fds.empty();
    for (auto const& each : o.fds)
    {
        posix::child_duplicate const item{static_cast<int>(each.number()),
                                          static_cast<int>(each.parents())};
        // Checked here: later, the library's own descriptors may have the
        // number of one that is closed.
        if (::fcntl(item.from, F_GETFD) < 0)
        {
            throw_os_error(EBADF, shown_item(item));
        }
        plan_.fds.push_back(item);
    }
}

void plan_builder::set_attributes(options const& o)
{
    if (o.cwd)
    {
        plan_.cwd = o.cwd->str().c_str();
    }
    if (o.umask >= 0)
    {
        plan_.umask = static_cast<mode_t>(o.umask);
    }
    plan_.restore_signals = o.restore_signals;
    plan_.new_session = o.start_new_session || uses_terminal(o) ||
                        o.scope == stop_scope::session;
    if (o.process_group && *o.process_group >= 0)
    {
        plan_.process_group = static_cast<pid_t>(*o.process_group);
    }
    if (o.group)
    {
        plan_.gid = group_id(*o.group);
    }
    if (o.extra_groups)
    {
        plan_.groups = group_ids(*o.extra_groups);
    }
    if (o.user)
    {
        plan_.uid = user_id(*o.user);
    }
}

void plan_builder::set_limits(options const& o)
{
    if (o.nice)
    {
        plan_.nice = static_cast<int>(*o.nice);
    }
    if (o.cpu_affinity)
    {
        plan_.cpu_affinity = mask_of(*o.cpu_affinity);
    }
    if (o.oom_score_adj)
    {
        oom_score_adj_ = std::to_string(*o.oom_score_adj);
        plan_.oom_score_adj = oom_score_adj_.c_str();
    }
    for (auto const& each : o.rlimits)
    {
        plan_.limits.push_back(
            {each.resource(), limit_of(each.soft()), limit_of(each.hard())});
    }
    plan_.no_new_privs = o.no_new_privs;
}

void plan_builder::set_cgroup(options const& o)
{
    if (o.cgroup)
    {
        cgroup_ = descriptor(kernel::open_cgroup(o.cgroup->str()));
        if (!cgroup_)
        {
            auto const error = errno;
            throw_os_error(error,
                           error == ENOSYS ? "cgroup" : shown(*o.cgroup));
        }
        plan_.cgroup = cgroup_.get();
    }
}

void plan_builder::set_hook(options const& o)
{
    if (o.preexec_fn)
    {
        plan_.hook = run_preexec;
        plan_.hook_argument = const_cast<std::function<void()>*>(&o.preexec_fn);
    }
}

} // namespace concur::subprocess::detail
