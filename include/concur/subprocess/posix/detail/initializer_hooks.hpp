// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_POSIX_DETAIL_INITIALIZER_HOOKS_HPP
#define CONCUR_SUBPROCESS_POSIX_DETAIL_INITIALIZER_HOOKS_HPP

#include <concur/config.hpp>
#include <concur/subprocess/posix/child_plan.hpp>
#include <concur/subprocess/posix/vfork_safe.hpp>

#include <boost/system/error_code.hpp>

#include <tuple>

namespace concur::subprocess::detail {

/// The errno of an error code; 0 if there is no error, EIO if the error has no
/// errno.
CONCUR_SUBPROCESS_DECL int
errno_of(boost::system::error_code const& ec) noexcept;

/// Calls the functions of initializers during a start.
template<class Launcher, class... Inits>
class initializer_hooks
{
public:
    using path = typename Launcher::path;
    using error_code = boost::system::error_code;
    using arguments = char const* const*;

    /// The launcher, the path and the arguments are passed to each function.
    initializer_hooks(Launcher& launcher, path const& executable,
                      arguments& argv, Inits&... inits)
        : launcher_(launcher), executable_(executable), argv_(argv),
          inits_(inits...)
    {
    }

    /// Call `on_setup` of each initializer that has it, until a call returns an
    /// error. Returns that error.
    error_code setup()
    {
        error_code ec;
        auto const one = [&](auto& i) {
            if constexpr (requires {
                              i.on_setup(launcher_, executable_, argv_);
                          })
            {
                ec = i.on_setup(launcher_, executable_, argv_);
            }
            return !ec;
        };
        std::apply([&](auto&... i) { static_cast<void>((one(i) && ...)); },
                   inits_);
        return ec;
    }

    /// If an initializer has `on_exec_setup`, replace the plan's hook. Then the
    /// child calls the old hook and each `on_exec_setup`, until a call fails.
    /// This object must outlive the start.
    void add_to(posix::child_plan& plan)
    {
        if constexpr ((has_exec_setup<Inits> || ...))
        {
            first_ = plan.hook;
            first_argument_ = plan.hook_argument;
            bool const safe = !plan.hook || plan.hook_is_vfork_safe;
            plan.hook_is_vfork_safe =
                safe && ((!has_exec_setup<Inits> || vfork_safe<Inits>)&&...);
            plan.hook = run_in_child;
            plan.hook_argument = this;
            child_argv_ = argv_;
        }
    }

    /// Call `on_success` of each initializer that has it.
    void report_success()
    {
        auto const one = [&](auto& i) {
            if constexpr (requires {
                              i.on_success(launcher_, executable_, argv_);
                          })
            {
                i.on_success(launcher_, executable_, argv_);
            }
        };
        std::apply([&](auto&... i) { (one(i), ...); }, inits_);
    }

    /// Call `on_error` of each initializer that has it.
    void report_error(error_code const& ec)
    {
        auto const one = [&](auto& i) {
            if constexpr (requires {
                              i.on_error(launcher_, executable_, argv_, ec);
                          })
            {
                i.on_error(launcher_, executable_, argv_, ec);
            }
        };
        std::apply([&](auto&... i) { (one(i), ...); }, inits_);
    }

    /// Call `on_fork_error` of each initializer that has it.
    void report_fork_error(error_code const& ec)
    {
        auto const one = [&](auto& i) {
            if constexpr (requires {
                              i.on_fork_error(launcher_, executable_, argv_,
                                              ec);
                          })
            {
                i.on_fork_error(launcher_, executable_, argv_, ec);
            }
        };
        std::apply([&](auto&... i) { (one(i), ...); }, inits_);
    }

private:
    template<class Init>
    static constexpr bool has_exec_setup = requires(Init& i, Launcher& l,
                                                    path const& p, arguments& a)
    {
        i.on_exec_setup(l, p, a);
    };

    // The hook that add_to() puts into the plan.
    static int run_in_child(void* object) noexcept
    {
        auto& self = *static_cast<initializer_hooks*>(object);
        if (self.first_)
        {
            if (auto error = self.first_(self.first_argument_))
            {
                return error;
            }
        }
        return std::apply([&](auto&... i) { return self.exec_setup(i...); },
                          self.inits_);
    }

    int exec_setup(Inits&... inits)
    {
        int error = 0;
        static_cast<void>((((error = one_exec_setup(inits)) == 0) && ...));
        return error;
    }

    template<class Init>
    int one_exec_setup(Init& i)
    {
        if constexpr (has_exec_setup<Init>)
        {
            try
            {
                return errno_of(
                    i.on_exec_setup(launcher_, executable_, child_argv_));
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

    Launcher& launcher_;
    path const& executable_;
    arguments& argv_;
    arguments child_argv_ = nullptr; // the child may change it in shared memory
    std::tuple<Inits&...> inits_;
    int (*first_)(void*) noexcept = nullptr;
    void* first_argument_ = nullptr;
};

} // namespace concur::subprocess::detail

#endif
