// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef CONCUR_LIBS_SUBPROCESS_POSIX_SPAWN_HPP
#define CONCUR_LIBS_SUBPROCESS_POSIX_SPAWN_HPP

#include "child_side.hpp"

#include <concur/subprocess/posix/child_plan.hpp>

namespace concur::subprocess::detail {

/// A process that is started in place of a child, and starts the child itself
/// by child_side::run(). It closes the child's channel when it is ready.
struct middle_process
{
    /// What it runs, with this object; it does not return.
    void (*run)(void*) noexcept;
    /// Make the process end, since the start of the child has failed.
    void (*give_up)(middle_process& self, pid_t pid) noexcept;
    /// The child. This and the next member are set before the start.
    child_side::child_state* child = nullptr;
    /// Whether the child may share the memory of this process until it executes
    /// its program.
    bool child_may_share = false;
};

/// As start_child(), but start a process `middle`, which the result is about.
posix::start_result start_child(posix::child_plan const& plan,
                                middle_process& middle);

/// Return a plan as the child reads it. The plan must not change until the
/// start.
child_side::steps steps_of(posix::child_plan const& plan) noexcept;

} // namespace concur::subprocess::detail

#endif
