// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_PIPELINE_HPP
#define CONCUR_SUBPROCESS_PIPELINE_HPP

#include <concur/subprocess/detail/check_options.hpp>
#include <concur/subprocess/detail/fold.hpp>
#include <concur/subprocess/detail/launch.hpp>
#include <concur/subprocess/detail/pipeline_run.hpp>
#include <concur/subprocess/pipeline_errors.hpp>
#include <concur/subprocess/pipeline_result.hpp>
#include <concur/subprocess/policy.hpp>
#include <concur/subprocess/stage.hpp>

#include <utility>

namespace concur::subprocess {

/** Run commands so that each one reads what the one before it writes, wait for
    their end and return the results.

    The processes are connected by pipes of the system. No shell and no copying
    by this process is between them. They are started from the last one to the
    first one, so that a program that is missing at the end costs nothing.

    @tparam Policy See default_policy; `on_destroy` is not used.

    @param stages The stages; see the class pipeline.
    @param keywords `options`, then keyword arguments and initializers of
    Boost.Process. `stdin_` and `input` are those of the first stage, `stdout_`
    is that of the last one. `stderr_` is that of all stages: with PIPE or
    `capture_output` they share one pipe, and with STDOUT it is the standard
    output of the last stage. `pipesize` is the size of all pipes. Text mode,
    the timeout, live output and `record` concern these outer ends. `check` and
    `strict_pipe` concern the whole, too. All other keywords, such as `env`, and
    the initializers are those of each stage that has none of its own.

    @return The exit statuses of all stages, the captured output and, if
    `record` was given, its order.

    @throws PipelineCancelledError A stop was requested of `stop_token`. All
    processes have been killed and reaped, or none was started.
    @throws PipelineTimeoutExpired The pipeline took longer than `timeout`. All
    processes have been killed and reaped. The error has the commands, joined by
    `|`, as its command.
    @throws PipelineError `check` is true and a stage failed: see
    basic_pipeline_result.
    @throws UnicodeDecodeError Text mode: the output cannot be decoded.
    @throws UnicodeEncodeError Text mode: the input cannot be encoded.
    @throws ... The exception of `on_stdout`, `on_stderr` or `on_output`. All
    processes have been killed and reaped.
    @throws ... The exception of an interrupt, such as that of the interrupt
    hook. All processes have been killed.
    @throws ValueError There is no stage, or two arguments exclude each other.
    @throws ValueError, LookupError, OverflowError, OSError, SubprocessError,
    RuntimeError The errors of basic_popen's constructor for a stage. They are
    also a StageError, which says what stage it is. If other stages were
    running, they have been killed and reaped.

    @par Exception safety
    Strong: no child and no descriptor remains. But after an interrupt, a killed
    child that does not end within 0.25 s is reaped by a later start.

    @par Difference from Python
    Python 3.10 has no such function.
*/
template<policy Policy = default_policy, class... Keywords>
basic_pipeline_result<typename Policy::bytes>
run_pipeline(pipeline stages, Keywords&&... keywords)
{
    auto const launch =
        detail::launch_with<Policy>(detail::initializers(keywords...));
    auto o = detail::fold<detail::pipeline_refuses>(
        std::forward<Keywords>(keywords)...);
    detail::check_options_of_pipeline(o);
    basic_pipeline_result<typename Policy::bytes> done{stages.commands()};
    detail::run_details details;
    auto status = detail::run_pipeline_checked(stages, o, launch, done.stdout_,
                                               done.stderr_, details);
    detail::set_output_details(done, details);
    done.stages = std::move(status.stages);
    done.returncodes = std::move(status.returncodes);
    done.returncode = status.returncode;
    done.failed = status.failed;
    return done;
}

/// The same, with each stage as an argument of its own.
template<policy Policy = default_policy, detail::stage_argument Second,
         class... More>
basic_pipeline_result<typename Policy::bytes>
run_pipeline(pipeline first, Second&& second, More&&... more)
{
    return run_pipeline<Policy>(std::move(first) |
                                    pipeline(std::forward<Second>(second)),
                                std::forward<More>(more)...);
}

} // namespace concur::subprocess

#endif
