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
    */
    PipelineError(std::size_t index, std::vector<command> commands,
                  std::vector<int> returncodes, captured_output out = {},
                  captured_output err = {}, output_record order = {});

    PipelineError(PipelineError const& other) noexcept;
    PipelineError& operator=(PipelineError const&) = delete;
    ~PipelineError() override;

    /// The text of CalledProcessError, after the index of the stage.
    char const* what() const noexcept override;

    /// The index of the first stage that failed.
    std::size_t index;
    /// The commands of all stages.
    std::vector<command> const& commands;
    /// The exit statuses of all stages.
    std::vector<int> const& returncodes;

private:
    struct fields;

    PipelineError(std::shared_ptr<fields> all, std::size_t index,
                  captured_output out, captured_output err,
                  output_record order);

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
