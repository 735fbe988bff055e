// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/pipeline_errors.hpp>

#include "stage_message.hpp"

#include <string>
#include <utility>

namespace concur::subprocess {

struct PipelineError::fields
{
    std::vector<command> commands;
    std::vector<int> returncodes;
    std::string message;
};

PipelineError::PipelineError(std::size_t which, std::vector<command> all,
                             std::vector<int> codes, captured_output out,
                             captured_output err, output_record order)
    : PipelineError(std::make_shared<fields>(
                        fields{std::move(all), std::move(codes), {}}),
                    which, std::move(out), std::move(err), std::move(order))
{
}

PipelineError::PipelineError(std::shared_ptr<fields> all, std::size_t which,
                             captured_output out, captured_output err,
                             output_record order)
    : CalledProcessError(all->returncodes[which], all->commands[which],
                         std::move(out), std::move(err), std::move(order)),
      index(which), commands(all->commands), returncodes(all->returncodes)
{
    all->message = detail::stage_message(which, CalledProcessError::what());
    fields_ = std::move(all);
}

PipelineError::PipelineError(PipelineError const& other) noexcept
    : CalledProcessError(other), index(other.index), commands(other.commands),
      returncodes(other.returncodes), fields_(other.fields_)
{
}

PipelineError::~PipelineError() = default;

char const* PipelineError::what() const noexcept
{
    return fields_->message.c_str();
}

StageError::StageError(std::size_t which, command args) noexcept
    : index(which), cmd(std::move(args))
{
}

StageError::~StageError() = default;

} // namespace concur::subprocess
