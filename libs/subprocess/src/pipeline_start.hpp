// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_PIPELINE_START_HPP
#define CONCUR_LIBS_SUBPROCESS_PIPELINE_START_HPP

#include "child_group.hpp"
#include "child_stdio.hpp"
#include "start_process.hpp"

#include <concur/subprocess/detail/launch.hpp>
#include <concur/subprocess/detail/pipeline_run.hpp>
#include <concur/subprocess/options.hpp>
#include <concur/subprocess/stage.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace concur::subprocess::detail {

/// Starts the stages of a pipeline.
class pipeline_start
{
public:
    /** Check the options of all stages. Nothing is started.

        @param stages The stages, which must outlive this object.
        @param whole The options of the pipeline, which were checked.

        @throws ValueError There is no stage, or an option is wrong.
        @throws LookupError, OverflowError An option is wrong.
    */
    pipeline_start(pipeline const& stages, options const& whole);

    pipeline_start(pipeline_start const&) = delete;
    pipeline_start& operator=(pipeline_start const&) = delete;

    /** Start the stages from the last to the first, connected by pipes.

        @param children Gets the children, also if the function throws. Then
        they may still run.

        @return The parent's ends of the pipes of the pipeline as a whole.

        @throws ... The errors of start_process(), as a StageError.
    */
    pipes_to_child perform(child_group& children,
                           launch_function const& launch);

private:
    struct checked_stage
    {
        checked_stage(stage const& s, options const& whole)
            : o(s.options_in(whole)), start(s.args(), o)
        {
        }

        options o;
        checked_start start;
    };

    std::unique_ptr<child> start_stage(std::size_t i, child_stdio const& outer,
                                       pipe_ends& before,
                                       descriptor const& after,
                                       launch_function const& launch);

    options const& whole_;
    std::span<stage const> stages_;
    std::vector<std::unique_ptr<checked_stage>> checked_;
};

/// How all stages have ended, and which of them failed.
pipeline_status status_of(pipeline const& stages, options const& whole,
                          child_group const& children);

/// A command that stands for the whole pipeline in an error: that of the only
/// stage, or a text such as `['yes'] | ['head']`.
command whole_command(pipeline const& stages);

} // namespace concur::subprocess::detail

#endif
