// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_COMPLETED_PROCESS_HPP
#define CONCUR_SUBPROCESS_COMPLETED_PROCESS_HPP

#include <concur/config.hpp>
#include <concur/subprocess/command.hpp>
#include <concur/subprocess/detail/run_details.hpp>
#include <concur/subprocess/output_record.hpp>
#include <concur/subprocess/output_summary.hpp>
#include <concur/subprocess/process_report.hpp>

#include <chrono>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

namespace concur::subprocess {

namespace detail {

CONCUR_SUBPROCESS_DECL std::string
completed_repr(command const& args, int returncode,
               std::optional<std::string_view> out,
               std::optional<std::string_view> err);

[[noreturn]] CONCUR_SUBPROCESS_DECL void throw_called_process_error(
    command const& args, int returncode, std::optional<std::string_view> out,
    std::optional<std::string_view> err, run_details const& details = {});

} // namespace detail

/** A process that has finished: the result of run().

    @tparam Bytes The container of captured output.
*/
template<class Bytes>
struct basic_completed_process
{
    /// The command as it was given.
    command args;
    /// The exit status; -N if signal N ended the child.
    int returncode = 0;
    /// The captured standard output; absent if it was not captured.
    std::optional<Bytes> stdout_ = std::nullopt;
    /// The captured standard error; absent if it was not captured, or went to
    /// standard output.
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
    /// The process id of the child.
    long pid = 0;
    /// How the child has ended; absent if no child was started.
    std::optional<process_end> ended = std::nullopt;
    /// What the child has used; absent if the system does not say, or if
    /// another part of the program has reaped the child.
    std::optional<resource_usage> usage = std::nullopt;
    /// The time from the start of the child until it was reaped.
    std::chrono::nanoseconds elapsed{};

    /// The command as a line for a POSIX shell: command::shell_line(). A
    /// secret() is masked.
    std::string command_line() const
    {
        return args.shell_line();
    }

    /** Check the exit status.

        @throws CalledProcessError The exit status is not zero.
    */
    void check_returncode() const
    {
        if (returncode != 0)
        {
            detail::throw_called_process_error(
                args, returncode, view(stdout_), view(stderr_),
                {record,
                 detail::output_summary_of(*this),
                 {pid, ended, usage, elapsed}});
        }
    }

private:
    /// The text of Python's repr(): ``CompletedProcess(args=['true'],
    /// returncode=0)``.
    friend std::string to_string(basic_completed_process const& p)
    {
        return detail::completed_repr(p.args, p.returncode, view(p.stdout_),
                                      view(p.stderr_));
    }

    /// Write to_string().
    friend std::ostream& operator<<(std::ostream& out,
                                    basic_completed_process const& p)
    {
        return out << to_string(p);
    }

    static std::optional<std::string_view> view(std::optional<Bytes> const& b)
    {
        return b ? std::optional<std::string_view>(*b) : std::nullopt;
    }
};

/// A finished process whose output is in strings.
using CompletedProcess = basic_completed_process<std::string>;

} // namespace concur::subprocess

#endif
