// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_PIPELINE_RESULT_HPP
#define CONCUR_SUBPROCESS_PIPELINE_RESULT_HPP

#include <concur/config.hpp>
#include <concur/subprocess/command.hpp>
#include <concur/subprocess/detail/run_details.hpp>
#include <concur/subprocess/output_record.hpp>
#include <concur/subprocess/output_summary.hpp>
#include <concur/subprocess/process_report.hpp>

#include <cstddef>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace concur::subprocess {

namespace detail {

CONCUR_SUBPROCESS_DECL std::string pipeline_repr(
    std::vector<command> const& commands, std::vector<int> const& returncodes,
    std::optional<std::string_view> out, std::optional<std::string_view> err);

[[noreturn]] CONCUR_SUBPROCESS_DECL void throw_pipeline_error(
    std::size_t index, std::vector<command> const& commands,
    std::vector<int> const& returncodes, std::optional<std::string_view> out,
    std::optional<std::string_view> err,
    std::vector<process_report> const& stages, run_details const& details);

CONCUR_SUBPROCESS_DECL std::string
pipeline_line(std::vector<command> const& commands);

} // namespace detail

/** A pipeline that has finished: the result of run_pipeline().

    A stage has failed if its exit status is neither 0 nor one of its
    `ok_codes`. But if SIGPIPE has ended a stage, that is taken for the end of
    its reader, and no failure, unless the stage is the last one or
    `strict_pipe` was given. A SIGPIPE of another pipe looks the same.

    @tparam Bytes The container of captured output.
*/
template<class Bytes>
struct basic_pipeline_result
{
    /// The commands of the stages as they were given.
    std::vector<command> commands = {};
    /// The exit statuses of the stages; -N if signal N ended a process.
    std::vector<int> returncodes = {};
    /// The exit status of the last stage that failed; 0 if none failed.
    int returncode = 0;
    /// The index of the first stage that failed; absent if none failed.
    std::optional<std::size_t> failed = std::nullopt;
    /// The captured standard output of the last stage; absent if it was not
    /// captured.
    std::optional<Bytes> stdout_ = std::nullopt;
    /// The captured standard error of all stages, in the order in which they
    /// wrote; absent if it was not captured, or went to standard output.
    std::optional<Bytes> stderr_ = std::nullopt;
    /// The order in which the outputs came, if `record` was given.
    output_record record = {};
    /// Whether an output was longer than `max_output`.
    bool truncated = false;
    /// The number of bytes that were read from standard output, before
    /// decoding; 0 if it was not piped.
    unsigned long long stdout_bytes = 0;
    /// The number of bytes that were read from standard error, as
    /// `stdout_bytes`.
    unsigned long long stderr_bytes = 0;
    /// Where bytes of standard output are missing; absent if none are.
    std::optional<output_cut> stdout_cut = std::nullopt;
    /// Where bytes of standard error are missing; absent if none are.
    std::optional<output_cut> stderr_cut = std::nullopt;
    /// The whole standard output, if it was longer than `max_output` with
    /// `overflow_spill`: a file without a name, in binary mode.
    stream stdout_spill = {};
    /// The whole standard error, as `stdout_spill`.
    stream stderr_spill = {};
    /// Whether an output was closed at the end of `grace`, while another
    /// process still held its pipe.
    bool pipe_still_held = false;
    /// How the stages ran; empty if one was not started.
    std::vector<process_report> stages = {};

    /// The commands as a line for a POSIX shell, joined by `|`. Each secret()
    /// is masked.
    std::string command_line() const
    {
        return detail::pipeline_line(commands);
    }

    /** Check that no stage failed.

        @throws PipelineError A stage failed.
    */
    void check_returncode() const
    {
        if (failed)
        {
            detail::throw_pipeline_error(
                *failed, commands, returncodes, view(stdout_), view(stderr_),
                stages, {record, detail::output_summary_of(*this)});
        }
    }

    /// Whether the members are equal. The sizes of the output, and how the
    /// stages ran, are not compared.
    friend bool operator==(basic_pipeline_result const& a,
                           basic_pipeline_result const& b)
    {
        return a.commands == b.commands && a.returncodes == b.returncodes &&
               a.returncode == b.returncode && a.failed == b.failed &&
               view(a.stdout_) == view(b.stdout_) &&
               view(a.stderr_) == view(b.stderr_) && a.record == b.record;
    }

private:
    /// A text like Python's repr() of a CompletedProcess:
    /// ``PipelineResult(commands=[['yes'], ['head']], returncodes=[-13, 0])``.
    friend std::string to_string(basic_pipeline_result const& p)
    {
        return detail::pipeline_repr(p.commands, p.returncodes, view(p.stdout_),
                                     view(p.stderr_));
    }

    /// Write to_string().
    friend std::ostream& operator<<(std::ostream& out,
                                    basic_pipeline_result const& p)
    {
        return out << to_string(p);
    }

    static std::optional<std::string_view> view(std::optional<Bytes> const& b)
    {
        return b ? std::optional<std::string_view>(*b) : std::nullopt;
    }
};

/// A finished pipeline whose output is in strings.
using PipelineResult = basic_pipeline_result<std::string>;

} // namespace concur::subprocess

#endif
