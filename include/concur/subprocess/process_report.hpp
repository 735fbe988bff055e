// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_PROCESS_REPORT_HPP
#define CONCUR_SUBPROCESS_PROCESS_REPORT_HPP

#include <concur/config.hpp>
#include <concur/subprocess/stop.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <ostream>
#include <string>

namespace concur::subprocess {

/// The ways in which a child ends.
enum class ended_how
{
    exited,      ///< it has returned an exit status
    signalled,   ///< a signal has ended it
    dumped_core, ///< a signal has ended it, and the system has dumped core
    unknown      ///< another part of the program has reaped it, or it is an
                 ///< attached process that is no child
};

/// The causes of the end of a child.
enum class ended_by
{
    itself,    ///< the child, or a signal that is not one of those below
    timeout,   ///< it was stopped when the timeout had passed
    cancelled, ///< it was stopped when the operation was cancelled
    ceiling,   ///< it was stopped when an output was longer than `max_output`
    callback,  ///< it was stopped when a function such as `on_stdout` threw
    failure,   ///< it was killed when the call failed for another reason
    stop       ///< it was stopped by stop() or async_stop()
};

/// How a child has ended, and why.
struct process_end
{
    /// The way in which the child has ended.
    ended_how how = ended_how::unknown;
    /// The exit status, or the number of the signal; 0 if it is unknown.
    int code = 0;
    /// The cause. It is ended_by::itself also if the child has ended before it
    /// could be stopped.
    ended_by by = ended_by::itself;
    /// The index of the step of `stop` that has ended the child; the number of
    /// its steps for the SIGKILL after them. Absent if `stop` was not given, or
    /// if the child was not stopped.
    std::optional<std::size_t> step = std::nullopt;
    /// What held the child and the rest of its `scope` together.
    containment_mechanism mechanism = containment_mechanism::child;
    /// The number of processes in the rest of the `scope` that still lived a
    /// short time after they were killed. Absent if the child was not stopped,
    /// if `scope` was not given, or if the system does not say.
    std::optional<std::size_t> survivors = std::nullopt;

    /// Whether all members are equal.
    friend bool operator==(process_end const&, process_end const&) = default;
};

/// A text for logs, for example `exit status 9`, `SIGKILL after a timeout` or
/// `SIGSEGV, core dumped`.
CONCUR_SUBPROCESS_DECL std::string to_string(process_end const& end);

/// Write to_string().
CONCUR_SUBPROCESS_DECL std::ostream& operator<<(std::ostream& out,
                                                process_end const& end);

/** The resources that a child has used, together with those of its descendants
    that were waited for.

    @par Difference from Python
    Python's functions do not return it; it is a part of the result of
    `os.wait4()`.
*/
struct resource_usage
{
    /// The processor time in user mode.
    std::chrono::microseconds user_time{};
    /// The processor time in the system.
    std::chrono::microseconds system_time{};
    /** The most memory, in bytes, that one of the processes has had at a time.

        On Linux it is never less than that of the parent at the start, since
        the child has the memory of the parent until it executes its program.
    */
    unsigned long long peak_memory = 0;

    /// Whether all members are equal.
    friend bool operator==(resource_usage const&,
                           resource_usage const&) = default;
};

/// What is known about the run of one child.
struct process_report
{
    /// The process id; 0 if there is no child.
    long pid = 0;
    /// How the child has ended; absent if it was not reaped.
    std::optional<process_end> ended = std::nullopt;
    /// What the child has used; absent if it was not reaped, if another part of
    /// the program has reaped it, or if the system does not say.
    std::optional<resource_usage> usage = std::nullopt;
    /// The time from the start of the child until it was reaped. If it was not
    /// reaped, until now.
    std::chrono::nanoseconds elapsed{};

    /// Whether all members are equal.
    friend bool operator==(process_report const&,
                           process_report const&) = default;
};

} // namespace concur::subprocess

#endif
