// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef CONCUR_SUBPROCESS_POSIX_DETAIL_FOREIGN_LAUNCHER_HPP
#define CONCUR_SUBPROCESS_POSIX_DETAIL_FOREIGN_LAUNCHER_HPP

#include <concur/config.hpp>
#include <concur/subprocess/posix/child_plan.hpp>
#include <concur/subprocess/posix/detail/start_child.hpp>
#include <concur/subprocess/posix/launcher.hpp>
#include <concur/subprocess/posix/start_result.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>

#include <cerrno>
#include <cstddef>

// These functions let a launcher of Boost.Process perform a plan.

namespace concur::subprocess::detail {

/// Throw ValueError if a launcher of Boost.Process cannot perform a plan: the
/// pipe on which it reports errors may have a number that the child needs, and
/// it forks on the calling thread.
CONCUR_SUBPROCESS_DECL void check_foreign_plan(posix::child_plan const& plan);

/// Find the program for a launcher that does not search: the first of the
/// plan's files that can be executed, or else the first file.
CONCUR_SUBPROCESS_DECL char const* find_program(posix::child_plan const& plan);

/// The result of a successful start by a launcher of Boost.Process.
CONCUR_SUBPROCESS_DECL posix::start_result adopt_child(pid_t pid);

/// The result of a failed start. If the launcher has left a child, it is
/// reaped.
CONCUR_SUBPROCESS_DECL posix::start_result adopt_failure(pid_t pid, int error);

/// Clean up after a launcher that threw: kill and reap the child that it may
/// have started. In the child itself, this function ends the process.
CONCUR_SUBPROCESS_DECL void undo_start(pid_t pid) noexcept;

/** Perform the steps of a plan that come before its hook.

    A launcher that forks by itself calls this function in the child. The
    function is async-signal-safe.

    @return 0, or the errno of the step that failed.
*/
CONCUR_SUBPROCESS_DECL int
prepare_child(posix::child_plan const& plan) noexcept;

/** Close all descriptors from 3 on, except the `count` descriptors in `kept`,
    which are sorted in place. The function is async-signal-safe on Linux. It
    is not on the portable kernel, which calls opendir().
*/
CONCUR_SUBPROCESS_DECL void close_others(int* kept, std::size_t count) noexcept;

/// Set the limits of the number of descriptors, after they were closed. Returns
/// 0 or an errno. The function is async-signal-safe.
CONCUR_SUBPROCESS_DECL int
limit_descriptors(posix::child_plan const& plan) noexcept;

/// The initializer that performs a plan in the child of another launcher.
struct plan_initializer
{
    posix::child_plan const& plan;

    template<class Launcher, class Path, class Argv>
    boost::system::error_code on_exec_setup(Launcher& launcher, Path const&,
                                            Argv const&)
    {
        auto error = prepare_child(plan);
        if (error == 0 && plan.hook)
        {
            error = plan.hook(plan.hook_argument);
        }
        // The launchers of Boost before 1.85 close only some descriptors.
        if constexpr (requires { launcher.fd_whitelist; })
        {
            if (plan.close_fds)
            {
                auto& kept = launcher.fd_whitelist;
                close_others(kept.data(), kept.size());
            }
        }
        if (error == 0)
        {
            error = limit_descriptors(plan);
        }
        // Boost's launchers report errno to the parent, not the returned code.
        if (error < 0)
        {
            error = error_of_exception;
        }
        errno = error;
        return {error, boost::system::system_category()};
    }
};

/// Start the child of a plan through a launcher of Boost.Process.
template<class Launcher, class... Inits>
posix::start_result start_through(posix::child_plan& plan, Inits&... inits)
{
    check_foreign_plan(plan);
    Launcher launcher;
    if (plan.env)
    {
        launcher.env = plan.env;
    }
    if constexpr (requires { launcher.fd_whitelist; })
    {
        auto& kept = launcher.fd_whitelist;
        kept.insert(kept.end(), plan.pass_fds.begin(), plan.pass_fds.end());
    }
    plan_initializer perform{plan};
    try
    {
        // The launcher's signature needs a context; nothing runs on it.
        boost::asio::io_context context;
        boost::system::error_code ec;
        auto process = launcher(context.get_executor(), ec, find_program(plan),
                                const_cast<char const**>(plan.argv.data()),
                                perform, inits...);
        if (ec)
        {
            return adopt_failure(launcher.pid, errno_of(ec));
        }
        auto const pid = process.id();
        // The destructor of an attached process object kills the child.
        process.detach();
        return adopt_child(pid);
    }
    catch (boost::system::system_error const& e)
    {
        undo_start(launcher.pid);
        return {-1, -1, posix::start_phase::start, errno_of(e.code())};
    }
    catch (...)
    {
        undo_start(launcher.pid);
        throw;
    }
}

} // namespace concur::subprocess::detail

#endif
