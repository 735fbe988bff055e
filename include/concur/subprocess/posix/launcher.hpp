// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_POSIX_LAUNCHER_HPP
#define CONCUR_SUBPROCESS_POSIX_LAUNCHER_HPP

#include <concur/config.hpp>
#include <concur/subprocess/posix/child_plan.hpp>
#include <concur/subprocess/posix/detail/initializer_hooks.hpp>
#include <concur/subprocess/posix/detail/start_child.hpp>
#include <concur/subprocess/posix/start_result.hpp>
#include <concur/subprocess/posix/vfork_safe.hpp>

#include <boost/asio/execution_context.hpp>
#include <boost/process/v2/posix/default_launcher.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/system/system_error.hpp>
#include <boost/throw_exception.hpp>

#include <cerrno>
#include <concepts>
#include <utility>
#include <vector>

namespace concur::subprocess {

namespace detail {

/// Make a process object of Boost.Process for a child; without a child, an
/// empty object. If this function throws, the child has been killed and reaped.
template<class Executor>
boost::process::v2::basic_process<Executor>
to_process(posix::start_result const& child, Executor executor);

/** A copy of a plan with the changes that initializers have made.

    @param argv The arguments.
    @param env The environment; null if it is unchanged.
    @param kept The descriptors that initializers keep open.
*/
CONCUR_SUBPROCESS_DECL posix::child_plan amend(posix::child_plan const& plan,
                                               char const* const* argv,
                                               char const* const* env,
                                               std::vector<int> const& kept);

} // namespace detail

namespace posix {

/** The library's own launcher, which starts children.

    It is a launcher of Boost.Process v2: a call with an executor or execution
    context, a program, arguments and initializers returns a `basic_process`.
    Unlike the launchers of Boost.Process, this launcher closes every descriptor
    that was not asked for, leaves no zombie process, and reports which step
    failed. On Linux, it copies the parent's memory only for functions that are
    not vfork_safe and for children with other user or group ids.

    It calls the functions `on_setup`, `on_exec_setup`, `on_success`, `on_error`
    and `on_fork_error` of initializers, as Boost.Process does. It never calls
    `on_exec_error`: no user code runs in a child that failed.

    @par Thread safety
    Distinct objects: safe. Shared objects: unsafe.
*/
struct launcher : boost::process::v2::posix::default_launcher
{
    /// The types of Boost.Process.
    using error_code = boost::system::error_code;
    using path = boost::process::v2::filesystem::path;

    /// The pidfd of the last child that start() started; -1 if there is none.
    int pidfd = -1;

    /** Start a child without an executor.

        Blocks until the child has executed its program or failed.

        @param plan The steps of the child. Initializers may change the
        arguments and environment and keep more descriptors open; `plan` itself
        is not changed.
        @param inits Initializers of Boost.Process.

        @return The child, or the step that failed and its errno.

        @throws Any exception that a function of an initializer throws in the
        parent. A child that was started has been killed and reaped.
        @throws std::bad_alloc There is not enough memory.
    */
    template<class... Inits>
    start_result start(child_plan const& plan, Inits&... inits)
    {
        path const executable(plan.paths.front());
        char const* const* argv = plan.argv.data();
        if (plan.env)
        {
            env = plan.env;
        }
        auto const env_before = env;
        detail::initializer_hooks<launcher, Inits...> hooks(*this, executable,
                                                            argv, inits...);
        if (auto const ec = hooks.setup())
        {
            hooks.report_error(ec);
            return {-1, -1, start_phase::hook, detail::errno_of(ec)};
        }
        auto amended = detail::amend(
            plan, argv, env == env_before ? nullptr : env, fd_whitelist);
        argv = amended.argv.data();
        hooks.add_to(amended);
        auto const result = detail::start_child(amended);
        pid = result.pid;
        pidfd = result.pidfd;
        if (result.failed != start_phase::none)
        {
            error_code const ec(result.error, boost::system::system_category());
            if (result.failed == start_phase::start)
            {
                hooks.report_fork_error(ec);
            }
            hooks.report_error(ec);
            return result;
        }
        try
        {
            hooks.report_success();
        }
        catch (...)
        {
            detail::kill_and_reap(result);
            throw;
        }
        return result;
    }

    /** Start a program on an executor; a failure sets an error code.

        @param executor The executor of the process object.
        @param ec Set to the error, or cleared.
        @param executable The file to execute; it is not searched in PATH.
        @param args A range of arguments without the name of the program, or a
        `char const**` that begins with that name.
        @param inits Initializers of Boost.Process.

        @return The process object; it has no process if the start failed.

        @throws boost::system::system_error Boost.Process refused the child,
        which has been killed and reaped.
    */
    template<class Executor, class Args, class... Inits>
    requires(boost::asio::execution::is_executor<Executor>::value ||
             boost::asio::is_executor<Executor>::value)
        boost::process::v2::basic_process<Executor>
    operator()(Executor executor, error_code& ec, path const& executable,
               Args&& args, Inits&&... inits)
    {
        child_plan plan;
        auto argv = build_argv_(executable, std::forward<Args>(args));
        do
        {
            plan.argv.push_back(*argv);
        } while (*argv++);
        plan.paths = {executable.c_str(), nullptr};
        auto const result = start(plan, inits...);
        if (result.failed != start_phase::none)
        {
            ec.assign(result.error, boost::system::system_category());
            return boost::process::v2::basic_process<Executor>(executor);
        }
        ec.clear();
        return detail::to_process<Executor>(result, std::move(executor));
    }

    /// Start a program on an executor; a failure is an exception.
    /// @throws boost::system::system_error The child cannot be started.
    template<class Executor, class Args, class... Inits>
    requires(boost::asio::execution::is_executor<Executor>::value ||
             boost::asio::is_executor<Executor>::value)
        boost::process::v2::basic_process<Executor>
    operator()(Executor executor, path const& executable, Args&& args,
               Inits&&... inits)
    {
        error_code ec;
        auto process =
            (*this)(std::move(executor), ec, executable,
                    std::forward<Args>(args), std::forward<Inits>(inits)...);
        if (ec)
        {
            boost::throw_exception(
                boost::system::system_error(ec, "concur launcher"));
        }
        return process;
    }

    /// Start a program on the executor of an execution context; a failure sets
    /// an error code.
    template<class Context, class Args, class... Inits>
    requires std::convertible_to<Context&, boost::asio::execution_context&>
        boost::process::v2::basic_process<typename Context::executor_type>
    operator()(Context& context, error_code& ec, path const& executable,
               Args&& args, Inits&&... inits)
    {
        return (*this)(context.get_executor(), ec, executable,
                       std::forward<Args>(args), std::forward<Inits>(inits)...);
    }

    /// Start a program on the executor of an execution context; a failure is an
    /// exception.
    template<class Context, class Args, class... Inits>
    requires std::convertible_to<Context&, boost::asio::execution_context&>
        boost::process::v2::basic_process<typename Context::executor_type>
    operator()(Context& context, path const& executable, Args&& args,
               Inits&&... inits)
    {
        return (*this)(context.get_executor(), executable,
                       std::forward<Args>(args), std::forward<Inits>(inits)...);
    }
};

} // namespace posix

namespace detail {

template<class Executor>
boost::process::v2::basic_process<Executor>
to_process(posix::start_result const& child, Executor executor)
{
    using process = boost::process::v2::basic_process<Executor>;
    if (child.pid < 0)
    {
        return process(std::move(executor));
    }
    try
    {
        if constexpr (std::constructible_from<process, Executor, pid_t, int>)
        {
            if (child.pidfd >= 0)
            {
                return process(std::move(executor), child.pid, child.pidfd);
            }
        }
        return process(std::move(executor), child.pid);
    }
    catch (...)
    {
        kill_and_reap(child);
        throw;
    }
}

} // namespace detail
} // namespace concur::subprocess

#endif
