// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_STOP_TARGET_HPP
#define CONCUR_LIBS_SUBPROCESS_STOP_TARGET_HPP

#include <concur/subprocess/stop.hpp>

#include <cstddef>
#include <memory>
#include <optional>

namespace concur::subprocess {

namespace posix {
struct child_plan;
struct start_result;
} // namespace posix

namespace detail {

class process_handle;

namespace kernel {
struct wait_result;
} // namespace kernel

/** The processes that a stop reaches: a child, and others that are held
    together with it.

    It is made before the child. The class `child` owns it, and calls it with
    the lock that protects the handle: no other thread signals or reaps the
    child meanwhile. In all functions but prepare(), the child exists and has
    not been reaped, so its pid, process group and session are its own.

    The order of the calls of a stop: signal() for each step; when the child has
    ended, kill_rest() once; then survivors() until it is 0, absent, or a short
    time has passed. Then the child is reaped.

    @par Thread safety
    Distinct objects: safe. Shared objects: unsafe.
*/
class stop_target
{
public:
    virtual ~stop_target() = default;

    /// Change the plan of the child, before its start.
    virtual void prepare(posix::child_plan& plan) = 0;

    /// The pid of the child, if it was started by a helper process; 0 if not.
    /// Then the helper, which ends after the child, is the `child` of the other
    /// functions.
    virtual long pid() const noexcept
    {
        return 0;
    }

    /// Send a signal to the child only. Returns 0 or an errno.
    virtual int signal_child(process_handle& child, int number) noexcept;

    /// The child has been reaped, or other code has done that. If a helper
    /// process was reaped, replace its status by that of the child.
    virtual void reaped(kernel::wait_result&) noexcept {}

    /// Send a signal to all processes. Returns 0 or the errno of a process
    /// that exists but cannot be signalled; ESRCH if there is none.
    virtual int signal(process_handle& child, int number) noexcept = 0;

    /// Send SIGKILL to all processes but the child, which has ended.
    /// survivors() tells which of them cannot be killed.
    virtual void kill_rest(process_handle& child) noexcept = 0;

    /// The number of processes that live, without the child, which has ended;
    /// absent if the system does not show it.
    virtual std::optional<std::size_t>
    survivors(process_handle& child) noexcept = 0;

    /// What holds the processes together.
    virtual containment_mechanism mechanism() const noexcept = 0;
};

/// Make the target of a scope, before the child; null if it is the child only.
/// That of a tree is the process group, which start_tree() replaces.
std::unique_ptr<stop_target> make_stop_target(stop_scope scope);

} // namespace detail
} // namespace concur::subprocess

#endif
