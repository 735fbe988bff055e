// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_STOP_HPP
#define CONCUR_SUBPROCESS_STOP_HPP

#include <concur/config.hpp>
#include <concur/detail/wide_integer.hpp>
#include <concur/timeout.hpp>

#include <utility>

namespace concur::subprocess {

/** A step of the keyword `stop`: a signal, and how long to wait for the end of
    the child before the next step.

    After the last step that is given, SIGKILL follows. The signals are the
    constants of `<csignal>`, such as `SIGTERM`.
*/
class stop_step
{
public:
    /// A signal, and the longest time to wait. If it is None, the next step
    /// never comes.
    template<concur::detail::number_argument T>
    stop_step(T signal, concur::timeout wait) noexcept
        : signal_(concur::detail::wide_integer(signal)), wait_(std::move(wait))
    {
    }

    /// The signal.
    long long signal() const noexcept
    {
        return signal_;
    }

    /// The longest time to wait.
    concur::timeout const& wait() const noexcept
    {
        return wait_;
    }

private:
    long long signal_;
    concur::timeout wait_;
};

/// For the keyword `scope`: the processes that a stop reaches.
enum class stop_scope
{
    /// The child only, as Python does.
    child,
    /// The process group that the child leads. It has all descendants of the
    /// child that have not left it by setsid() or setpgid().
    group,
    /// The session that the child leads. It has all descendants of the child
    /// that have not left it by setsid(), also those in other process groups,
    /// such as the jobs of an interactive shell.
    session,
    /// All descendants of the child, also those in other groups and sessions.
    /// See containment_mechanism for what this needs.
    tree
};

/** What holds together the processes that a stop reaches.

    For stop_scope::tree, the library uses the first of `cgroup`, `subreaper`
    and `group` that the system has at the start of the child; with
    `die_with_parent`, `subreaper` comes first. A child that was started by a
    launcher other than the library's, or with initializers of
    Boost.Process, gets `group`.
*/
enum class containment_mechanism
{
    /// Nothing: only the child is reached.
    child,
    /// The process group of the child. A descendant leaves it by setsid() or
    /// setpgid().
    group,
    /// The session of the child. A descendant leaves it by setsid().
    session,
    /// A new cgroup of version 2, below that of this process, or below that of
    /// the keyword `cgroup`. Each step of a stop reaches all members. Only a
    /// descendant that may write to other cgroups can leave it. The cgroup is
    /// removed when the child has been reaped; processes that are left in it
    /// are moved to the cgroup above it.
    cgroup,
    /// A helper process: a copy of this process, which is the parent of the
    /// child, and of each descendant whose own parent has ended. The steps of a
    /// stop reach the child; when it has ended, and at SIGKILL, the helper
    /// kills all descendants, until there is none. It cannot kill a descendant
    /// with the rights of another user. When the child ends without a stop, the
    /// helper ends, and nothing reaches the rest any more. If another process
    /// kills the helper, the child is killed, too.
    subreaper
};

/** The mechanism that a scope gets on this system.

    A scope for which the system has no better mechanism gets one that reaches
    fewer processes: a session or a tree may get the process group.

    @par Thread safety
    Safe.

    @par Difference from Python
    Python has no such function.
*/
CONCUR_SUBPROCESS_DECL containment_mechanism
containment(stop_scope scope) noexcept;

} // namespace concur::subprocess

#endif
