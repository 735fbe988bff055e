// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/pipeline_errors.hpp>

#include "stage_message.hpp"

#include <concur/subprocess/pipeline_result.hpp>

#include <string>
#include <utility>

namespace concur::subprocess {

struct PipelineError::fields
{
    std::vector<command> commands;
    std::vector<int> returncodes;
    std::vector<process_report> stages;
    std::string message;
};

PipelineError::PipelineError(std::size_t which, std::vector<command> all,
                             std::vector<int> codes, captured_output out,
                             captured_output err, output_record order,
                             std::vector<process_report> runs,
                             output_summary size)
    : PipelineError(std::make_shared<fields>(fields{
                        std::move(all), std::move(codes), std::move(runs), {}}),
                    which, std::move(out), std::move(err), std::move(order),
                    size)
{
}

PipelineError::PipelineError(std::shared_ptr<fields> all, std::size_t which,
                             captured_output out, captured_output err,
                             output_record order, output_summary size)
    : CalledProcessError(all->returncodes[which], all->commands[which],
                         std::move(out), std::move(err), std::move(order),
                         which < all->stages.size() ? all->stages[which]
                                                    : process_report{},
                         size),
      index(which), commands(all->commands), returncodes(all->returncodes),
      stages(all->stages)
{
    all->message = detail::stage_message(which, CalledProcessError::what());
    fields_ = std::move(all);
}

PipelineError::PipelineError(PipelineError const& other) noexcept
    : CalledProcessError(other), index(other.index), commands(other.commands),
      returncodes(other.returncodes), stages(other.stages),
      fields_(other.fields_)
{
}

PipelineError::~PipelineError() = default;

char const* PipelineError::what() const noexcept
{
    return fields_->message.c_str();
}

std::string PipelineError::command_line() const
{
    return detail::pipeline_line(commands);
}

struct PipelineTimeoutExpired::fields
{
    std::vector<command> commands;
    std::vector<process_report> stages;
};

PipelineTimeoutExpired::PipelineTimeoutExpired(TimeoutExpired const& error,
                                               std::vector<command> all,
                                               std::vector<process_report> runs)
    : PipelineTimeoutExpired(error, std::make_shared<fields const>(fields{
                                        std::move(all), std::move(runs)}))
{
}

PipelineTimeoutExpired::PipelineTimeoutExpired(
    TimeoutExpired const& error, std::shared_ptr<fields const> all)
    : TimeoutExpired(error), commands(all->commands), stages(all->stages),
      fields_(std::move(all))
{
    static_cast<process_report&>(*this) = stages.front();
}

PipelineTimeoutExpired::PipelineTimeoutExpired(
    PipelineTimeoutExpired const& other) noexcept
    : TimeoutExpired(other), commands(other.commands), stages(other.stages),
      fields_(other.fields_)
{
}

PipelineTimeoutExpired::~PipelineTimeoutExpired() = default;

std::string PipelineTimeoutExpired::command_line() const
{
    return detail::pipeline_line(commands);
}

struct PipelineCancelledError::fields
{
    std::vector<command> commands;
    std::vector<process_report> stages;
};

PipelineCancelledError::PipelineCancelledError(CancelledError const& error,
                                               std::vector<command> all,
                                               std::vector<process_report> runs)
    : PipelineCancelledError(error, std::make_shared<fields const>(fields{
                                        std::move(all), std::move(runs)}))
{
}

PipelineCancelledError::PipelineCancelledError(
    CancelledError const& error, std::shared_ptr<fields const> all)
    : CancelledError(error), commands(all->commands), stages(all->stages),
      fields_(std::move(all))
{
    if (!stages.empty())
    {
        static_cast<process_report&>(*this) = stages.front();
    }
}

PipelineCancelledError::PipelineCancelledError(
    PipelineCancelledError const& other) noexcept
    : CancelledError(other), commands(other.commands), stages(other.stages),
      fields_(other.fields_)
{
}

PipelineCancelledError::~PipelineCancelledError() = default;

std::string PipelineCancelledError::command_line() const
{
    return detail::pipeline_line(commands);
}

StageError::StageError(std::size_t which, command args) noexcept
    : index(which), cmd(std::move(args))
{
}

StageError::~StageError() = default;

} // namespace concur::subprocess
