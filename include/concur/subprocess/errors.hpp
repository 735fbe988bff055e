// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_ERRORS_HPP
#define CONCUR_SUBPROCESS_ERRORS_HPP

#include <concur/config.hpp>
#include <concur/errors.hpp>
#include <concur/subprocess/captured_output.hpp>
#include <concur/subprocess/command.hpp>
#include <concur/subprocess/output_record.hpp>
#include <concur/subprocess/output_summary.hpp>
#include <concur/subprocess/process_report.hpp>
#include <concur/timeout.hpp>

#include <stdexcept>
#include <string>
#include <utility>

namespace concur::subprocess {

/// The base class of the errors of this module.
class CONCUR_VISIBLE SubprocessError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/** A child that had to succeed ended with an exit status other than zero.

    The members of the bases process_report and output_summary say how the child
    ran, and how much output there was.

    Copying the error does not throw: copies share the command and the output.
*/
class CONCUR_SUBPROCESS_DECL CalledProcessError : public SubprocessError,
                                                  public process_report,
                                                  public output_summary
{
public:
    /// Construct from the exit status, the command, the captured output, the
    /// order in which it came, how the child ran and how much output there was.
    CalledProcessError(int returncode, command cmd, captured_output output = {},
                       captured_output stderr_ = {}, output_record record = {},
                       process_report process = {}, output_summary size = {});

    CalledProcessError(CalledProcessError const& other) noexcept
        : SubprocessError(other), process_report(other), output_summary(other),
          returncode(other.returncode), cmd(other.cmd), output(other.output),
          stderr_(other.stderr_), record(other.record)
    {
    }

    CalledProcessError& operator=(CalledProcessError const&) = delete;

    ~CalledProcessError() override;

    /// The command as a line for a POSIX shell: command::shell_line(). A
    /// secret() is masked.
    virtual std::string command_line() const;

    /// The exit status; -N if signal N ended the child.
    int returncode;
    /// The command as it was given.
    command cmd;
    /// The captured standard output, decoded in text mode.
    captured_output output;
    /// Another name of `output`.
    captured_output& stdout_ = output;
    /// The captured standard error, decoded in text mode.
    captured_output stderr_;
    /// The order in which the outputs came, if `record` was given.
    output_record record;
};

/** A child did not end before a timeout.

    The members of the bases process_report and output_summary say how the child
    ran, and how much output there was. If the child has been killed, as run()
    does, then `ended` says so; if it still runs, `ended` is absent.

    Copying the error does not throw: copies share the command and the output.
*/
class CONCUR_SUBPROCESS_DECL TimeoutExpired : public SubprocessError,
                                              public process_report,
                                              public output_summary
{
public:
    /// Construct from the command, the timeout, the output until the timeout,
    /// the order in which it came, how the child ran and how much output there
    /// was.
    TimeoutExpired(command cmd, concur::timeout timeout,
                   captured_output output = {}, captured_output stderr_ = {},
                   output_record record = {}, process_report process = {},
                   output_summary size = {});

    TimeoutExpired(TimeoutExpired const& other) noexcept
        : SubprocessError(other), process_report(other), output_summary(other),
          cmd(other.cmd), timeout(other.timeout), output(other.output),
          stderr_(other.stderr_), record(other.record)
    {
    }

    TimeoutExpired& operator=(TimeoutExpired const&) = delete;

    ~TimeoutExpired() override;

    /// The command as a line for a POSIX shell: command::shell_line(). A
    /// secret() is masked.
    virtual std::string command_line() const;

    /// The command as it was given.
    command cmd;
    /// The timeout as it was given, in seconds. If it was given as a time
    /// point, the seconds that were left when the wait began, at least 0.
    double timeout;
    /// The bytes of standard output until the timeout; absent if there are
    /// none. They are not decoded, even in text mode.
    captured_output output;
    /// Another name of `output`.
    captured_output& stdout_ = output;
    /// The bytes of standard error until the timeout; absent if there are none.
    /// They are not decoded, even in text mode.
    captured_output stderr_;
    /// The order in which the outputs came, if `record` was given.
    output_record record;
};

/** A stop was requested before a child ended.

    The members of the bases process_report and output_summary say how the child
    ran, and how much output there was. If the child has been killed, as run()
    does, then `ended` says so; if it still runs, `ended` is absent. If no child
    was started, `pid` is 0.

    Copying the error does not throw: copies share the command and the output.

    @par Difference from Python
    Python's functions cannot be stopped by another thread. The asynchronous
    functions report a cancellation as a `boost::system::system_error` of
    `boost::asio::error::operation_aborted`, and pass the output to the handler.
*/
class CONCUR_SUBPROCESS_DECL CancelledError : public SubprocessError,
                                              public process_report,
                                              public output_summary
{
public:
    /// Construct from the command, the output until the stop, the order in
    /// which it came, how the child ran and how much output there was.
    explicit CancelledError(command cmd, captured_output output = {},
                            captured_output stderr_ = {},
                            output_record record = {},
                            process_report process = {},
                            output_summary size = {});

    CancelledError(CancelledError const& other) noexcept
        : SubprocessError(other), process_report(other), output_summary(other),
          cmd(other.cmd), output(other.output), stderr_(other.stderr_),
          record(other.record)
    {
    }

    CancelledError& operator=(CancelledError const&) = delete;

    ~CancelledError() override;

    /// The command as a line for a POSIX shell: command::shell_line(). A
    /// secret() is masked.
    virtual std::string command_line() const;

    /// The command as it was given.
    command cmd;
    /// The bytes of standard output until the stop; absent if there are none.
    /// They are not decoded, even in text mode.
    captured_output output;
    /// Another name of `output`.
    captured_output& stdout_ = output;
    /// The bytes of standard error until the stop; absent if there are none.
    /// They are not decoded, even in text mode.
    captured_output stderr_;
    /// The order in which the outputs came, if `record` was given.
    output_record record;
};

} // namespace concur::subprocess

#endif
