// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef CONCUR_SUBPROCESS_DETAIL_LAUNCH_HPP
#define CONCUR_SUBPROCESS_DETAIL_LAUNCH_HPP

#include <concur/subprocess/detail/native.hpp>

#include <concepts>
#include <functional>
#include <tuple>

// This file passes a policy's launcher and the initializers of a call to the
// start of the child. All code that needs Boost.Process is in
// <concur/subprocess/launcher.hpp>: programs without launchers and initializers
// do not include Boost.Process.

namespace concur::subprocess {

template<class... Initializers>
struct initializers_need_launcher_header
{
    static_assert(sizeof...(Initializers) == 0,
                  "concur: an argument that is no keyword is an initializer of "
                  "Boost.Process, which needs #include "
                  "<concur/subprocess/launcher.hpp>; a command with arguments "
                  "is one braced list; a handler of an asynchronous call takes "
                  "a std::exception_ptr and a result");
};

template<class Launcher>
struct policy_needs_launcher_header
{
    static_assert(!std::same_as<Launcher, Launcher>,
                  "concur: a policy with a launcher of its own needs #include "
                  "<concur/subprocess/launcher.hpp>");
};

template<class Executor>
struct release_needs_launcher_header
{
    static_assert(!std::same_as<Executor, Executor>,
                  "concur: release() needs #include "
                  "<concur/subprocess/launcher.hpp>");
};

namespace detail {

/// A function that starts a child by a plan. An empty function means the
/// library's launcher.
using launch_function =
    std::function<native::start_result(native::child_plan&)>;

/// The launch function of a launcher and initializers; defined by
/// <concur/subprocess/launcher.hpp>.
template<class Launcher, class... Inits>
struct launch_adapter;

/// Turns a child into a process object of Boost.Process; defined by
/// <concur/subprocess/launcher.hpp>.
template<class Executor>
struct process_adapter;

/// The launch function of a policy and the initializers of a call.
template<class Policy, class... Inits>
launch_function launch_with(std::tuple<Inits&...> inits)
{
    using launcher = typename Policy::launcher;
    constexpr bool default_launcher = std::same_as<launcher, native::launcher>;
    if constexpr (sizeof...(Inits) == 0 && default_launcher)
    {
        return nullptr;
    }
    else if constexpr (requires { sizeof(launch_adapter<launcher, Inits...>); })
    {
        return launch_adapter<launcher, Inits...>{inits};
    }
    else if constexpr (default_launcher)
    {
        static_assert(sizeof(initializers_need_launcher_header<Inits...>) == 0);
        return nullptr;
    }
    else
    {
        static_assert(sizeof(policy_needs_launcher_header<launcher>) == 0);
        return nullptr;
    }
}

} // namespace detail
} // namespace concur::subprocess

#endif
