// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_POPEN_BASE_HPP
#define CONCUR_SUBPROCESS_POPEN_BASE_HPP

#include <concur/config.hpp>
#include <concur/subprocess/command.hpp>
#include <concur/subprocess/keyword.hpp>
#include <concur/subprocess/options.hpp>
#include <concur/subprocess/process_report.hpp>
#include <concur/subprocess/stream.hpp>
#include <concur/subprocess/terminal.hpp>
#include <concur/timeout.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

namespace concur::subprocess {

namespace detail {
class popen_core;
} // namespace detail

/** The functions of basic_popen that depend on no policy.

    All functions of a moved-from object throw ValueError.

    @par Thread safety
    As basic_popen.
*/
class CONCUR_SUBPROCESS_DECL popen_base
{
public:
    /** Check whether the child has ended, without blocking.

        @return The exit status; absent while the child runs.
    */
    std::optional<int> poll();

    /** Wait until the child ends.

        For piped output use communicate(): a child that fills a pipe which
        nothing reads never ends.

        @return The exit status; -N if signal N ended the child; 0 if another
        part of the program reaped it.

        @throws TimeoutExpired The child still runs after `t`. It has not been
        killed, and wait() may be called again.
        @throws CancelledError A stop was requested of the keyword `stop_token`
        while the child ran. It has not been killed, and wait() may be called
        again.
        @throws ... The exception of an interrupt, such as that of the interrupt
        hook. The child has 0.25 s to end, and may still run.
    */
    int wait(concur::timeout const& t = {});

    /// wait() with a keyword: `wait(timeout = 5)`.
    int wait(argument<&options::timeout> const& t);
    int wait(argument<&options::stop_token> const& token);

    /// wait() with two keywords.
    int wait(argument<&options::timeout> const& t,
             argument<&options::stop_token> const& token);

    /** Send a signal, unless the child has ended.

        @throws OSError The system refused: no such signal, or no permission.
    */
    void send_signal(long long signal);

    /// Send SIGTERM; throws as send_signal(). A suspended child gets it after
    /// resume().
    void terminate();

    /// Send SIGKILL; throws as send_signal(). It ends a suspended child, too.
    void kill();

    /** Suspend the child, unless it has ended: send SIGSTOP, which a program
        can neither handle nor ignore.

        A suspended child has not ended: wait() and the destructor wait until it
        was resumed or killed and has ended. Until resume(), the system holds
        back all other signals to the child but SIGKILL. The call does not
        suspend the descendants of the child, and may return before the child
        has stopped.

        @throws OSError The system refused.

        @par Difference from Python
        Python has no such function.
    */
    void suspend();

    /// Let a suspended child go on: send SIGCONT, unless it has ended. Throws
    /// as send_signal(). Python has no such function.
    void resume();

    /** Stop the child by the steps of the keyword `stop`, and wait until it has
        ended. Without that keyword, kill it.

        The signals reach the `scope` of the child, and when the child has
        ended, the rest of the scope is killed. A child that has been reaped
        already is left as it is, and so is the rest of its scope.

        The streams stay open and are not read. A child that fills a pipe which
        nothing reads gets to the SIGKILL: communicate() on another thread reads
        what it writes. If several threads call the function, each takes its
        steps, and all return when the child has ended.

        @return The exit status, as wait() returns it; ended() says which step
        has ended the child.

        @throws OSError A process may not be signalled. The child may still run.
        @throws ... The exception of an interrupt. The child may still run.

        @par Difference from Python
        Python has no such function.
    */
    int stop();

    /// stop() by other steps: `stop({{SIGTERM, 1s}})`. They are not kept.
    /// @throws ValueError A signal does not exist, or a time is negative.
    int stop(sequence<stop_step> const& steps);

    /** Close the streams and wait, as Python does at the end of `with`.

        @return The exit status.

        @throws OSError The buffered input could not be written. The child has
        ended and was reaped.
    */
    int close_and_wait();

    /// The command as it was given.
    command const& args() const;

    /// The stream to the child's standard input; false if it is not piped.
    stream stdin_() const;

    /// The stream from the child's standard output; false if it is not piped.
    stream stdout_() const;

    /// The stream from the child's standard error; false if it is not piped.
    stream stderr_() const;

    /// The terminal of a child that was started with PTY; false if there is
    /// none.
    subprocess::terminal terminal() const;

    /// The process id, also after the child has ended.
    long pid() const;

    /// The exit status; absent until another function, such as poll() or
    /// wait(), has seen the end of the child.
    std::optional<int> returncode() const;

    /// How the child has ended; absent as long as returncode() is.
    std::optional<process_end> ended() const;

    /// What the child has used; absent as long as returncode() is, if another
    /// part of the program has reaped the child, or if the system does not say.
    std::optional<resource_usage> usage() const;

    /// The time from the start of the child until it was reaped; if it was not
    /// reaped, until now.
    std::chrono::nanoseconds elapsed() const;

    /// The command as a line for a POSIX shell: command::shell_line(). A
    /// secret() is masked.
    std::string command_line() const;

    /// The encoding as it was given, or "locale"; absent in binary mode.
    std::optional<std::string> encoding() const;

    /// The error handler as it was given; absent if none was given.
    std::optional<std::string> errors() const;

    /// Whether the streams are in text mode.
    bool text_mode() const;

    /// Another name of text_mode().
    bool universal_newlines() const;

    /// The size of the pipes as it was given; -1 for the default.
    long long pipesize() const;

    /// The text of Python's repr():
    /// ``<Popen: returncode: None args: ['true']>``.
    friend CONCUR_SUBPROCESS_DECL std::string to_string(popen_base const& p);

    /// Write to_string().
    friend CONCUR_SUBPROCESS_DECL std::ostream& operator<<(std::ostream& out,
                                                           popen_base const& p);

protected:
    /// No child yet.
    popen_base() noexcept = default;
    /// Take over the child of another object.
    popen_base(popen_base&&) noexcept = default;
    /// Take over the child of another object, without a look at the own one.
    popen_base& operator=(popen_base&&) noexcept = default;
    ~popen_base() = default;

    /// The part of the object that does the work.
    /// @throws ValueError The object has been moved from.
    detail::popen_core& core() const;

    /// The same part; null after a move.
    std::shared_ptr<detail::popen_core> core_;
};

} // namespace concur::subprocess

#endif
