// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef CONCUR_LIBS_SUBPROCESS_POSIX_PLAN_BUILDER_HPP
#define CONCUR_LIBS_SUBPROCESS_POSIX_PLAN_BUILDER_HPP

#include "../io.hpp"

#include <concur/subprocess/command.hpp>
#include <concur/subprocess/options.hpp>
#include <concur/subprocess/posix/child_plan.hpp>

#include <string>
#include <vector>

namespace concur::subprocess::detail {

/// A name for messages.
std::string shown(os_string const& name);

/// An item of the keyword `fds` for messages.
std::string shown_item(posix::child_duplicate const& item);

/** Turns options that were checked into the plan of a child. It owns the
    arguments, paths and the cgroup that the plan points to; the options own the
    rest.

    The caller adds the standard streams.
*/
class plan_builder
{
public:
    /** Build a plan.

        @param args The command.
        @param o The options, which must outlive the plan.

        @throws KeyError, ValueError, OverflowError, OSError A user or group is
        unknown or not valid, or cannot be looked up.
        @throws OSError A descriptor of `fds` is closed, or the cgroup cannot be
        opened.
    */
    plan_builder(command const& args, options const& o);

    plan_builder(plan_builder const&) = delete;
    plan_builder& operator=(plan_builder const&) = delete;

    posix::child_plan& plan() noexcept
    {
        return plan_;
    }

    /// The name of the program for messages, as it was given, or of the shell.
    std::string program() const
    {
        return program_is_hidden_ ? "***" : program_;
    }

private:
    void set_program(command const& args, options const& o);
    void set_environment(options const& o);
    void set_attributes(options const& o);
    void set_descriptors(options const& o);
    void set_limits(options const& o);
    void set_cgroup(options const& o);
    void set_hook(options const& o);

    posix::child_plan plan_;
    std::string program_;
    bool program_is_hidden_;
    std::vector<std::string> argv_;
    std::vector<std::string> paths_;
    std::vector<char const*> env_;
    std::string oom_score_adj_;
    descriptor cgroup_;
};

} // namespace concur::subprocess::detail

#endif
