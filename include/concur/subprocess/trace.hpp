// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_TRACE_HPP
#define CONCUR_SUBPROCESS_TRACE_HPP

#include <concur/config.hpp>
#include <concur/subprocess/output_piece.hpp>
#include <concur/subprocess/process_report.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

namespace concur::subprocess {

/// What an event of a trace is about.
enum class trace_kind
{
    started, ///< a child was started
    failed,  ///< the start of a child failed
    line,    ///< a line of output was read
    ended    ///< a child was reaped
};

/** What happened to a command; what the trace hook receives.

    The views are valid only until the hook returns.
*/
struct trace_event
{
    /// What the event is about.
    trace_kind what = trace_kind::started;
    /// The number of the command in this process, from 1 on. All events of one
    /// command have the same number.
    unsigned long long id = 0;
    /// The process id; 0 if the start failed.
    long pid = 0;
    /// The time of the event.
    std::chrono::system_clock::time_point time = {};
    /// The command as a line for a shell, with `***` for secrets; only if it
    /// was started or its start failed.
    std::string_view command_line = {};
    /// The line of output; only for trace_kind::line.
    std::optional<output_piece> line = std::nullopt;
    /// How the child has ended and what it has used; only for
    /// trace_kind::ended.
    std::optional<process_report> report = std::nullopt;
    /// The error that the caller gets, without the stage of a pipeline; only
    /// for trace_kind::failed.
    std::exception_ptr error = nullptr;
};

/// A text for logs, for example `[7] $ ls -l`, `[7] stderr: no such file` or
/// `[7] exit status 2 after 0.003 s`.
CONCUR_SUBPROCESS_DECL std::string to_string(trace_event const& event);

/// Write to_string().
CONCUR_SUBPROCESS_DECL std::ostream& operator<<(std::ostream& out,
                                                trace_event const& event);

/// A hook that receives what happens to all commands of the process.
using trace_hook = std::function<void(trace_event const&)>;

/** Set the hook that receives what happens to all commands: those of run() and
    similar functions, of process objects, of the asynchronous functions, and
    each stage of a pipeline.

    The hook receives the start of a command, or the error of the start. An
    error that is found when the options are checked, such as a ValueError or an
    unknown user, is no event. It receives lines of
    output only where `on_stdout`, `on_stderr` or `on_output` receive lines; the
    lines of a pipeline have the number of the last stage, also those of
    standard error, which the stages share. It receives the end of a child once,
    when the library reaps the child: not if the child is never waited for, or
    after release(). An attached process is no command.

    A command is traced if there is a hook when it starts. Its later events go
    to the hook that is set then. At first there is no hook; then a start
    costs one look at an atomic variable, and nothing else is done.

    The hook runs on the thread that caused the event, and the call goes on when
    it returns. It may start commands and set hooks. Commands that it starts are
    not traced; but it may be called again, with the end of another command. If
    it throws, the exception becomes a warning for the hook of
    set_warning_hook(), and the call goes on. It must not end its thread.

    @param hook The new hook; if it is empty, nothing is traced.

    @return The previous hook.

    @par Thread safety
    Safe. The hook may be called by several threads at once, also by a thread
    that has just found it, after this function has returned. Events of
    different threads have no order.

    @par Difference from Python
    Python has audit events instead, for starts only.
*/
CONCUR_SUBPROCESS_DECL trace_hook set_trace_hook(trace_hook hook);

} // namespace concur::subprocess

#endif
