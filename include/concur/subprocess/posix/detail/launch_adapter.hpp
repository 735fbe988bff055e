// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef CONCUR_SUBPROCESS_POSIX_DETAIL_LAUNCH_ADAPTER_HPP
#define CONCUR_SUBPROCESS_POSIX_DETAIL_LAUNCH_ADAPTER_HPP

#include <concur/subprocess/detail/launch.hpp>
#include <concur/subprocess/detail/popen_core.hpp>
#include <concur/subprocess/posix/detail/foreign_launcher.hpp>
#include <concur/subprocess/posix/launcher.hpp>

#include <boost/process/v2/process.hpp>
#include <boost/system/error_code.hpp>

#include <concepts>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>

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

/// A type with a function that a launcher of Boost.Process can call.
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

/// A launcher that takes a plan, such as the library's own launcher.
template<class L, class... Inits>
concept plan_launcher = requires(L& l, posix::child_plan& plan, Inits&... inits)
{
    {
        l.start(plan, inits...)
        } -> std::same_as<posix::start_result>;
};

template<class Launcher, class... Inits>
struct launch_adapter
{
    static_assert((check_initializer<Inits>() && ...));

    std::tuple<Inits&...> inits;

    posix::start_result operator()(posix::child_plan& plan) const
    {
        auto const start = [&plan](auto&... i) {
            if constexpr (plan_launcher<Launcher, Inits...>)
            {
                Launcher launcher;
                return launcher.start(plan, i...);
            }
            else
            {
                return start_through<Launcher>(plan, i...);
            }
        };
        return std::apply(start, inits);
    }
};

template<class Executor>
struct process_adapter
{
    static boost::process::v2::basic_process<Executor>
    release(std::shared_ptr<popen_core> core, Executor executor)
    {
        posix::start_result child;
        core->release(child);
        core.reset();
        return to_process(child, std::move(executor));
    }
};

} // namespace detail
} // namespace concur::subprocess

#endif
