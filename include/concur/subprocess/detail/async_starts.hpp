// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_DETAIL_ASYNC_STARTS_HPP
#define CONCUR_SUBPROCESS_DETAIL_ASYNC_STARTS_HPP

#include <concur/subprocess/completed_process.hpp>
#include <concur/subprocess/detail/async_process.hpp>
#include <concur/subprocess/detail/check_options.hpp>
#include <concur/subprocess/detail/fold.hpp>
#include <concur/subprocess/detail/launch.hpp>

#include <optional>
#include <tuple>
#include <utility>

// The starts of the asynchronous functions: each owns the arguments of a call,
// starts the child, and makes the result.

namespace concur::subprocess::detail {

/// The part that all starts have: what is run, and how.
template<class Work, class Policy, class... Inits>
struct start_of
{
    start_of(Work a, options given, std::tuple<Inits...> i)
        : args(std::move(a)), o(std::move(given)), inits(std::move(i))
    {
    }

    launch_function launch()
    {
        return std::apply(
            [](auto&... each) {
                return launch_with<Policy>(std::tuple<Inits&...>(each...));
            },
            inits);
    }

    Work args;
    options o;
    std::tuple<Inits...> inits;
};

/// The part of the starts that start one child.
template<class Policy, class... Inits>
struct process_start : start_of<command, Policy, Inits...>
{
    using start_of<command, Policy, Inits...>::start_of;

    void start(async_process& p, bool captures)
    {
        p.start(this->args, std::move(this->o), this->launch(), captures);
    }
};

template<class Policy, class... Inits>
struct run_start : process_start<Policy, Inits...>
{
    using process_start<Policy, Inits...>::process_start;
    using refused = run_refuses;

    void operator()(async_process& p)
    {
        check_options_of_run(this->o);
        this->start(p, true);
    }

    auto result(async_process* p)
    {
        basic_completed_process<typename Policy::bytes> done{
            std::move(this->args)};
        if (p != nullptr)
        {
            done.returncode = p->returncode();
            run_details details;
            p->take_output(done.stdout_, done.stderr_, details);
            set_output_details(done, details);
            set_process_details(done, details.process);
        }
        return done;
    }
};

template<class Policy, class... Inits>
struct call_start : process_start<Policy, Inits...>
{
    using process_start<Policy, Inits...>::process_start;
    using refused = call_refuses;

    void operator()(async_process& p)
    {
        check_records_nothing(this->o);
        this->start(p, false);
    }

    int result(async_process* p)
    {
        return p != nullptr ? p->returncode() : 0;
    }
};

template<class Policy, class... Inits>
struct check_call_start : call_start<Policy, Inits...>
{
    using call_start<Policy, Inits...>::call_start;

    void operator()(async_process& p)
    {
        this->o.check = true;
        call_start<Policy, Inits...>::operator()(p);
    }
};

template<class Policy, class... Inits>
struct check_output_start : process_start<Policy, Inits...>
{
    using process_start<Policy, Inits...>::process_start;
    using refused = check_output_refuses;

    void operator()(async_process& p)
    {
        check_options_of_check_output(this->o);
        this->start(p, true);
    }

    typename Policy::bytes result(async_process* p)
    {
        std::optional<typename Policy::bytes> out;
        std::optional<typename Policy::bytes> err;
        if (p != nullptr)
        {
            run_details none;
            p->take_output(out, err, none);
        }
        return out ? std::move(*out) : typename Policy::bytes();
    }
};

} // namespace concur::subprocess::detail

#endif
