// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_DETAIL_LAUNCH_HPP
#define CONCUR_SUBPROCESS_DETAIL_LAUNCH_HPP

#include <concur/config.hpp>
#include <concur/subprocess/detail/child_plan.hpp>
#include <concur/subprocess/detail/popen_core.hpp>
#include <concur/subprocess/posix/launcher.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>

#include <cerrno>
#include <concepts>
#include <tuple>
#include <type_traits>
#include <utility>

// How a policy's launcher comes to start a plan.

namespace concur::subprocess {

template<class T>
struct not_an_initializer
{
    static_assert(!std::is_same_v<T, T>,
                  "concur: a command with arguments is one braced list; this "
                  "is neither a keyword nor an initializer that has a "
                  "hook which can be called");
};

namespace detail {

/// Has a hook that a launcher of Boost.Process can call.
template<class I>
concept initializer = requires(I& i, posix::launcher& l,
                               posix::launcher::path const& path,
                               char const* const*& argv)
{
    i.on_setup(l, path, argv);
}
|| requires(I& i, posix::launcher& l, posix::launcher::path const& path,
            char const* const*& argv)
{
    i.on_exec_setup(l, path, argv);
}
|| requires(I& i, posix::launcher& l, posix::launcher::path const& path,
            char const* const*& argv)
{
    i.on_success(l, path, argv);
}
|| requires(I& i, posix::launcher& l, posix::launcher::path const& path,
            char const* const*& argv, boost::system::error_code const& ec)
{
    i.on_error(l, path, argv, ec);
}
|| requires(I& i, posix::launcher& l, posix::launcher::path const& path,
            char const* const*& argv, boost::system::error_code const& ec)
{
    i.on_fork_error(l, path, argv, ec);
};

template<class I>
constexpr bool check_initializer()
{
    if constexpr (initializer<I>)
    {
        return true;
    }
    else
    {
        return sizeof(not_an_initializer<I>) == 0;
    }
}

/// A launcher that takes a plan: the library's own, or a test's.
template<class L, class... Inits>
concept plan_launcher = requires(L& l, child_plan& plan, Inits&... inits)
{
    {
        l.start(plan, inits...)
        } -> std::same_as<start_result>;
};

/// The file that a plan's program is, for launchers that do not search.
CONCUR_SUBPROCESS_DECL char const* find_program(child_plan const& plan);

/// What a foreign launcher has started, as one of ours; or its failure, with
/// the zombie that it may have left reaped.
CONCUR_SUBPROCESS_DECL start_result adopt_child(long pid);
CONCUR_SUBPROCESS_DECL start_result adopt_failure(long pid, int error);

/// A foreign launcher threw: end the child that it may have started. Does not
/// return in the child, should that have thrown.
CONCUR_SUBPROCESS_DECL void undo_start(long pid) noexcept;

/// The initializer by which a launcher of Boost.Process performs a plan.
struct plan_initializer
{
    child_plan const& plan;

    template<class Launcher, class Path, class Argv>
    boost::system::error_code on_exec_setup(Launcher& launcher, Path const&,
                                            Argv const&)
    {
        auto error = prepare_child(plan);
        if (error == 0 && plan.hook)
        {
            error = plan.hook(plan.hook_argument);
        }
        // Boost's own closing leaves gaps up to 1.84.
        if constexpr (requires { launcher.fd_whitelist; })
        {
            if (plan.close_fds)
            {
                auto& kept = launcher.fd_whitelist;
                close_others(kept.data(), kept.size());
            }
        }
        // What is reported to the parent is errno and not what is returned.
        errno = error < 0 ? error_of_exception : error;
        return {errno, boost::system::system_category()};
    }
};

template<class Launcher, class... Inits>
start_result start_through(child_plan& plan, Inits&... inits)
{
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
        // Needed to call it, and gone again: nothing is waited for here.
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
        // Or its destructor would kill what it names.
        process.detach();
        return adopt_child(pid);
    }
    catch (boost::system::system_error const& e)
    {
        undo_start(launcher.pid);
        return {-1, -1, start_phase::start, errno_of(e.code())};
    }
    catch (...)
    {
        undo_start(launcher.pid);
        throw;
    }
}

/// The function by which a policy's launcher starts a plan; empty for the
/// default.
template<class Policy, class... Inits>
launch_function launch_with(std::tuple<Inits&...> inits)
{
    static_assert((check_initializer<Inits>() && ...));
    using launcher = typename Policy::launcher;
    if constexpr (sizeof...(Inits) == 0 &&
                  std::same_as<launcher, posix::launcher>)
    {
        return nullptr;
    }
    else
    {
        return [inits](child_plan& plan) {
            auto const start = [&plan](auto&... i) {
                if constexpr (plan_launcher<launcher, Inits...>)
                {
                    launcher l;
                    return l.start(plan, i...);
                }
                else
                {
                    return start_through<launcher>(plan, i...);
                }
            };
            return std::apply(start, inits);
        };
    }
}

} // namespace detail
} // namespace concur::subprocess

#endif
