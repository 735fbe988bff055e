// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_POSIX_LAUNCHER_HPP
#define CONCUR_SUBPROCESS_POSIX_LAUNCHER_HPP

#include <concur/config.hpp>
#include <concur/subprocess/posix/child_plan.hpp>
#include <concur/subprocess/posix/detail/start_child.hpp>
#include <concur/subprocess/posix/start_result.hpp>

#include <boost/asio/execution_context.hpp>
#include <boost/process/v2/posix/default_launcher.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/start_dir.hpp>
#include <boost/process/v2/stdio.hpp>
#include <boost/system/system_error.hpp>
#include <boost/throw_exception.hpp>

#include <cerrno>
#include <concepts>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace concur::subprocess {

/** True for an initializer of Boost.Process whose `on_exec_setup` may run in a
    child that shares the parent's memory: it calls only async-signal-safe
    functions, allocates nothing and throws nothing.

    Specialise it for your own initializers. For all others the child is forked,
    which is slow in a large process.
*/
template<class Initializer>
inline constexpr bool vfork_safe =
    std::same_as<Initializer, boost::process::v2::process_stdio> ||
    std::same_as<Initializer, boost::process::v2::process_start_dir>;

namespace detail {

/// Turn a started child, or no child, into a process object of Boost.Process.
/// If that throws, the child has been killed and reaped.
template<class Executor>
boost::process::v2::basic_process<Executor>
to_process(posix::start_result const& child, Executor executor);

/// The errno that an error code stands for, 0 for none.
CONCUR_SUBPROCESS_DECL int
errno_of(boost::system::error_code const& ec) noexcept;

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

    It is a launcher of Boost.Process v2: called with an executor or execution
    context, a program, arguments and initializers it returns a
    `basic_process`. Unlike the launchers of Boost.Process it closes every
    descriptor that was not asked for, leaves no zombie process, and reports
    which step failed. It copies the parent's memory only for hooks that are
    not vfork_safe and for children with other user or group ids.

    Of the hooks of initializers it calls `on_setup`, `on_exec_setup`,
    `on_success`, `on_error` and `on_fork_error`, as Boost.Process does. It
    never calls `on_exec_error`: no user code runs in a child that failed.

    @par Thread safety
    Distinct objects: safe. Shared objects: unsafe.
*/
struct launcher : boost::process::v2::posix::default_launcher
{
    using error_code = boost::system::error_code;
    using path = boost::process::v2::filesystem::path;

    /// The pidfd of the last child that start() started; -1 if there is none.
    int pidfd = -1;

    /** Start a child without an executor.

        Blocks until the child has executed its program or failed.

        @param plan What the child does. Initializers may change its arguments
        and environment and keep more descriptors open; the plan itself stays
        as it is.
        @param inits Initializers of Boost.Process.

        @return The child, or the step that failed and its errno.

        @throws Any exception that a hook of an initializer throws in the
        parent; a child that was started has been killed and reaped.
        @throws std::bad_alloc There is not enough memory.
    */
    template<class... Inits>
    start_result start(child_plan const& plan, Inits&... inits)
    {
        path const executable(plan.paths.front());
        arguments argv = plan.argv.data();
        if (plan.env)
        {
            env = plan.env;
        }
        auto const env_before = env;
        if (auto ec = first_error(
                [&](auto& i) { return setup(i, executable, argv); }, inits...))
        {
            (report_error(inits, executable, argv, ec), ...);
            return {-1, -1, start_phase::hook, detail::errno_of(ec)};
        }
        auto own = detail::amend(plan, argv, env == env_before ? nullptr : env,
                                 fd_whitelist);
        argv = own.argv.data();
        hooks<Inits...> in_child{*this,      own.hook, own.hook_argument,
                                 executable, argv,     {inits...}};
        if constexpr ((has_exec_setup<Inits> || ...))
        {
            bool const safe = !own.hook || own.hook_is_vfork_safe;
            own.hook_is_vfork_safe =
                safe && ((!has_exec_setup<Inits> || vfork_safe<Inits>)&&...);
            own.hook = hooks<Inits...>::run;
            own.hook_argument = &in_child;
        }
        auto const result = detail::start_child(own);
        pid = result.pid;
        pidfd = result.pidfd;
        if (result.failed != start_phase::none)
        {
            error_code const ec(result.error, boost::system::system_category());
            if (result.failed == start_phase::start)
            {
                (report_fork_error(inits, executable, argv, ec), ...);
            }
            (report_error(inits, executable, argv, ec), ...);
        }
        else
        {
            try
            {
                (report_success(inits, executable, argv), ...);
            }
            catch (...)
            {
                detail::kill_and_reap(result);
                throw;
            }
        }
        return result;
    }

    /** Start a program, as the launchers of Boost.Process do in four forms:
       with an executor or an execution context, with or without an error code.

        @param executor The executor of the process object.
        @param ec Set to the error, or cleared.
        @param executable The file to execute; it is not searched for.
        @param args The arguments without the name of the program.
        @param inits Initializers of Boost.Process.

        @return The process object; without a process if the start failed.

        @throws boost::system::system_error The start failed, in the forms
        without `ec`.
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

    template<class Context, class Args, class... Inits>
    requires std::convertible_to<Context&, boost::asio::execution_context&>
        boost::process::v2::basic_process<typename Context::executor_type>
    operator()(Context& context, error_code& ec, path const& executable,
               Args&& args, Inits&&... inits)
    {
        return (*this)(context.get_executor(), ec, executable,
                       std::forward<Args>(args), std::forward<Inits>(inits)...);
    }

    template<class Context, class Args, class... Inits>
    requires std::convertible_to<Context&, boost::asio::execution_context&>
        boost::process::v2::basic_process<typename Context::executor_type>
    operator()(Context& context, path const& executable, Args&& args,
               Inits&&... inits)
    {
        return (*this)(context.get_executor(), executable,
                       std::forward<Args>(args), std::forward<Inits>(inits)...);
    }

private:
    using arguments = char const* const*;

    template<class Init>
    static constexpr bool has_exec_setup = requires(Init& i, launcher& l,
                                                    path const& p, arguments& a)
    {
        i.on_exec_setup(l, p, a);
    };

    // The hook that runs in the child: it calls the hook of the plan, and then
    // on_exec_setup of each initializer.
    template<class... Inits>
    struct hooks
    {
        launcher& self;
        int (*before)(void*) noexcept;
        void* before_argument;
        path const& executable;
        arguments argv;
        std::tuple<Inits&...> inits;

        static int run(void* object) noexcept
        {
            auto& h = *static_cast<hooks*>(object);
            if (h.before)
            {
                if (auto error = h.before(h.before_argument))
                {
                    return error;
                }
            }
            return std::apply([&](auto&... i) { return h.all(i...); }, h.inits);
        }

        int all(Inits&... i)
        {
            int error = 0;
            static_cast<void>((((error = one(i)) == 0) && ...));
            return error;
        }

        template<class Init>
        int one(Init& i)
        {
            if constexpr (has_exec_setup<Init>)
            {
                try
                {
                    return detail::errno_of(
                        i.on_exec_setup(self, executable, argv));
                }
                catch (...)
                {
                    return -1;
                }
            }
            else
            {
                return 0;
            }
        }
    };

    template<class F, class... Inits>
    static error_code first_error(F const& f, Inits&... inits)
    {
        error_code ec;
        static_cast<void>((((ec = f(inits)), !ec) && ...));
        return ec;
    }

    template<class Init>
    error_code setup(Init& i, path const& executable, arguments& argv)
    {
        if constexpr (requires { i.on_setup(*this, executable, argv); })
        {
            return i.on_setup(*this, executable, argv);
        }
        else
        {
            return {};
        }
    }

    template<class Init>
    void report_success(Init& i, path const& executable, arguments argv)
    {
        if constexpr (requires { i.on_success(*this, executable, argv); })
        {
            i.on_success(*this, executable, argv);
        }
    }

    template<class Init>
    void report_error(Init& i, path const& executable, arguments argv,
                      error_code const& ec)
    {
        if constexpr (requires { i.on_error(*this, executable, argv, ec); })
        {
            i.on_error(*this, executable, argv, ec);
        }
    }

    template<class Init>
    void report_fork_error(Init& i, path const& executable, arguments argv,
                           error_code const& ec)
    {
        if constexpr (requires {
                          i.on_fork_error(*this, executable, argv, ec);
                      })
        {
            i.on_fork_error(*this, executable, argv, ec);
        }
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
