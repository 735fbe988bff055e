// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_PIPELINE_ERRORS_HPP
#define CONCUR_SUBPROCESS_PIPELINE_ERRORS_HPP

#include <concur/config.hpp>
#include <concur/subprocess/captured_output.hpp>
#include <concur/subprocess/command.hpp>
#include <concur/subprocess/errors.hpp>
#include <concur/subprocess/output_record.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace concur::subprocess {

/** A stage of a pipeline that had to succeed failed.

    `cmd` and `returncode` are those of the first stage that failed; `output`
    and `stderr_` are those of the pipeline.

    Copying the error does not throw: copies share their contents.
*/
class CONCUR_SUBPROCESS_DECL PipelineError : public CalledProcessError
{
public:
    /** Construct from the results of all stages.

        @param index The index of the stage that failed, less than the number of
        stages.
        @param commands,returncodes The commands and exit statuses of all
        stages.
        @param out,err,order The captured output and the order in which it came.
        @param stages How the stages ran; empty if that is unknown.
        @param size How much output there was.
    */
    PipelineError(std::size_t index, std::vector<command> commands,
                  std::vector<int> returncodes, captured_output out = {},
                  captured_output err = {}, output_record order = {},
                  std::vector<process_report> stages = {},
                  output_summary size = {});

    PipelineError(PipelineError const& other) noexcept;
    PipelineError& operator=(PipelineError const&) = delete;
    ~PipelineError() override;

    /// The text of CalledProcessError, after the index of the stage.
    char const* what() const noexcept override;

    /// The commands as a line for a POSIX shell. Each secret() is masked.
    std::string command_line() const override;

    /// The index of the first stage that failed.
    std::size_t index;
    /// The commands of all stages.
    std::vector<command> const& commands;
    /// The exit statuses of all stages.
    std::vector<int> const& returncodes;
    /// How the stages ran; empty if that is unknown.
    std::vector<process_report> const& stages;

private:
    struct fields;

    PipelineError(std::shared_ptr<fields> all, std::size_t index,
                  captured_output out, captured_output err, output_record order,
                  output_summary size);

    std::shared_ptr<fields const> fields_;
};

/** A pipeline did not end before a timeout. Its processes have been killed and
    reaped.

    `cmd` is the text of the whole pipeline. The members of the base
    process_report are those of the first stage.

    Copying the error does not throw: copies share their contents.
*/
class CONCUR_SUBPROCESS_DECL PipelineTimeoutExpired : public TimeoutExpired
{
public:
    /// Construct from the error without the stages, the commands of all stages,
    /// and how they ran; there is at least one stage.
    PipelineTimeoutExpired(TimeoutExpired const& error,
                           std::vector<command> commands,
                           std::vector<process_report> stages);

    PipelineTimeoutExpired(PipelineTimeoutExpired const& other) noexcept;
    PipelineTimeoutExpired& operator=(PipelineTimeoutExpired const&) = delete;
    ~PipelineTimeoutExpired() override;

    /// The commands as a line for a POSIX shell. Each secret() is masked.
    std::string command_line() const override;

    /// The commands of all stages.
    std::vector<command> const& commands;
    /// How the stages ran.
    std::vector<process_report> const& stages;

private:
    struct fields;

    PipelineTimeoutExpired(TimeoutExpired const& error,
                           std::shared_ptr<fields const> all);

    std::shared_ptr<fields const> fields_;
};

/** A stop was requested before a pipeline ended. Its processes have been killed
    and reaped.

    `cmd` is the text of the whole pipeline. The members of the base
    process_report are those of the first stage.

    Copying the error does not throw: copies share their contents.
*/
class CONCUR_SUBPROCESS_DECL PipelineCancelledError : public CancelledError
{
public:
    /// Construct from the error without the stages, the commands of all stages,
    /// and how they ran.
    PipelineCancelledError(CancelledError const& error,
                           std::vector<command> commands,
                           std::vector<process_report> stages);

    PipelineCancelledError(PipelineCancelledError const& other) noexcept;
    PipelineCancelledError& operator=(PipelineCancelledError const&) = delete;
    ~PipelineCancelledError() override;

    /// The commands as a line for a POSIX shell. Each secret() is masked.
    std::string command_line() const override;

    /// The commands of all stages.
    std::vector<command> const& commands;
    /// How the stages ran; empty if none was started.
    std::vector<process_report> const& stages;

private:
    struct fields;

    PipelineCancelledError(CancelledError const& error,
                           std::shared_ptr<fields const> all);

    std::shared_ptr<fields const> fields_;
};

/** The stage of a pipeline that an error is about.

    If a stage cannot be started, run_pipeline() throws the exception that run()
    would throw for its command, such as FileNotFoundError. That exception has
    this class as a second base:

    @code
    catch (concur::OSError const& e)
    {
        if (auto s = dynamic_cast<StageError const*>(&e)) { ... s->index ... }
    }
    @endcode

    Copying does not throw.
*/
class CONCUR_SUBPROCESS_DECL StageError
{
public:
    /// Construct from the index and the command of the stage.
    StageError(std::size_t index, command cmd) noexcept;
    StageError(StageError const&) noexcept = default;
    StageError& operator=(StageError const&) = delete;
    virtual ~StageError();

    /// The index of the stage; that of the first one is 0.
    std::size_t index;
    /// The command of the stage.
    command cmd;
};

} // namespace concur::subprocess

#endif
