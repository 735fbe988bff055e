// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/errors.hpp>

#include "signal_name.hpp"

#include <boost/algorithm/string/replace.hpp>

#include <limits>
#include <string_view>
#include <utility>

namespace concur::subprocess {
namespace {

// The text of a command for what(). Null characters are escaped, since what()
// would end at the first of them.
std::string shown(command const& cmd)
{
    return boost::algorithm::replace_all_copy(
        cmd.str(), std::string_view("\0", 1), std::string_view("\\x00"));
}

std::string status_message(command const& cmd, int returncode)
{
    auto text = "Command '" + shown(cmd) + "' ";
    if (returncode >= 0)
    {
        return text + "returned non-zero exit status " +
               std::to_string(returncode) + ".";
    }
    auto number = -static_cast<long long>(returncode);
    text += "died with ";
    if (auto name = detail::signal_name(number))
    {
        return text + "<Signals." + name + ": " + std::to_string(number) + ">.";
    }
    return text + "unknown signal " + std::to_string(number) + ".";
}

} // namespace

CalledProcessError::CalledProcessError(int returncode, command cmd,
                                       captured_output output,
                                       captured_output stderr_,
                                       output_record record,
                                       process_report process,
                                       output_summary size)
    : SubprocessError(status_message(cmd, returncode)),
      process_report(std::move(process)), output_summary(std::move(size)),
      returncode(returncode), cmd(std::move(cmd)), output(std::move(output)),
      stderr_(std::move(stderr_)), record(std::move(record))
{
}

CalledProcessError::~CalledProcessError() = default;

std::string CalledProcessError::command_line() const
{
    return cmd.shell_line();
}

TimeoutExpired::TimeoutExpired(command cmd, concur::timeout timeout,
                               captured_output output, captured_output stderr_,
                               output_record record, process_report process,
                               output_summary size)
    : SubprocessError("Command '" + shown(cmd) + "' timed out after " +
                      (timeout = timeout.relative()).text() + " seconds"),
      process_report(std::move(process)), output_summary(std::move(size)),
      cmd(std::move(cmd)), timeout(timeout.seconds().value_or(
                               std::numeric_limits<double>::infinity())),
      output(std::move(output)), stderr_(std::move(stderr_)),
      record(std::move(record))
{
}

TimeoutExpired::~TimeoutExpired() = default;

std::string TimeoutExpired::command_line() const
{
    return cmd.shell_line();
}

CancelledError::CancelledError(command cmd, captured_output output,
                               captured_output stderr_, output_record record,
                               process_report process, output_summary size)
    : SubprocessError("Command '" + shown(cmd) + "' was cancelled"),
      process_report(std::move(process)), output_summary(std::move(size)),
      cmd(std::move(cmd)), output(std::move(output)),
      stderr_(std::move(stderr_)), record(std::move(record))
{
}

CancelledError::~CancelledError() = default;

std::string CancelledError::command_line() const
{
    return cmd.shell_line();
}

} // namespace concur::subprocess
