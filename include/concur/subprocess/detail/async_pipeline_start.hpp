// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_DETAIL_ASYNC_PIPELINE_START_HPP
#define CONCUR_SUBPROCESS_DETAIL_ASYNC_PIPELINE_START_HPP

#include <concur/subprocess/detail/async_process.hpp>
#include <concur/subprocess/detail/async_starts.hpp>
#include <concur/subprocess/detail/check_options.hpp>
#include <concur/subprocess/detail/fold.hpp>
#include <concur/subprocess/pipeline_result.hpp>
#include <concur/subprocess/stage.hpp>

#include <tuple>
#include <utility>

namespace concur::subprocess::detail {

/// The start of async_run_pipeline().
template<class Policy, class... Inits>
struct run_pipeline_start : start_of<pipeline, Policy, Inits...>
{
    using refused = pipeline_refuses;

    run_pipeline_start(pipeline stages, options given, std::tuple<Inits...> i)
        : start_of<pipeline, Policy, Inits...>(std::move(stages),
                                               std::move(given), std::move(i))
    {
        // Allocated here, since result() may not fail.
        done.commands = this->args.commands();
    }

    void operator()(async_process& p)
    {
        check_options_of_pipeline(this->o);
        p.start(this->args, std::move(this->o), this->launch());
    }

    auto result(async_process* p)
    {
        if (p != nullptr)
        {
            auto status = p->take_status();
            done.returncodes = std::move(status.returncodes);
            done.returncode = status.returncode;
            done.failed = status.failed;
            done.stages = std::move(status.stages);
            run_details details;
            p->take_output(done.stdout_, done.stderr_, details);
            set_output_details(done, details);
        }
        return std::move(done);
    }

    basic_pipeline_result<typename Policy::bytes> done;
};

} // namespace concur::subprocess::detail

#endif
