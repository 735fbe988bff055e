// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_KEYWORDS_HPP
#define CONCUR_SUBPROCESS_KEYWORDS_HPP

#include <concur/subprocess/attribute_keywords.hpp>
#include <concur/subprocess/keyword.hpp>
#include <concur/subprocess/options.hpp>

namespace concur::subprocess {

/// The buffering of the streams: 0 for no buffer, 1 for line buffering (in text
/// mode), a larger number for the size in bytes, a negative number for the
/// default.
inline constexpr keyword<&options::bufsize> bufsize;

/// The program to run instead of the first item of the command; with `shell`,
/// the shell to use.
inline constexpr keyword<&options::executable> executable;

/// The child's standard input: PIPE, PTY, DEVNULL, a descriptor, a FILE*, a
/// stream or a path.
inline constexpr keyword<&options::stdin_> stdin_;

/// The child's standard output; the same values as for `stdin_`, append() and
/// STDERR.
inline constexpr keyword<&options::stdout_> stdout_;

/// The child's standard error; the same values as for `stdin_`, append() and
/// STDOUT.
inline constexpr keyword<&options::stderr_> stderr_;

/// A function that the child calls just before it executes the program. The
/// child is a fork of a process that may have threads, so the function should
/// call only async-signal-safe functions.
inline constexpr keyword<&options::preexec_fn> preexec_fn;

/// Whether the child closes all descriptors from 3 on, except `pass_fds`; true
/// by default.
inline constexpr keyword<&options::close_fds> close_fds;

/// Run the command through the shell, /bin/sh.
inline constexpr keyword<&options::shell> shell;

/// The child's working directory.
inline constexpr keyword<&options::cwd> cwd;

/// The child's whole environment.
inline constexpr keyword<&options::env> env;

/// The older name of `text`.
inline constexpr keyword<&options::universal_newlines> universal_newlines;

/// For Windows only; on POSIX a ValueError.
inline constexpr keyword<&options::startupinfo> startupinfo;

/// For Windows only; on POSIX a ValueError unless it is 0.
inline constexpr keyword<&options::creationflags> creationflags;

/// Whether SIGPIPE and SIGXFSZ get their default action in the child; true by
/// default.
inline constexpr keyword<&options::restore_signals> restore_signals;

/// Make the child the leader of a new session.
inline constexpr keyword<&options::start_new_session> start_new_session;

/// Descriptors that stay open in the child under their numbers.
inline constexpr keyword<&options::pass_fds> pass_fds;

/// The user that the child runs as: an id or a name.
inline constexpr keyword<&options::user> user;

/// The group that the child runs as: an id or a name.
inline constexpr keyword<&options::group> group;

/// The child's supplementary groups: ids or names; an empty list for none.
inline constexpr keyword<&options::extra_groups> extra_groups;

/// The encoding of the streams; the keyword turns text mode on.
inline constexpr keyword<&options::encoding> encoding;

/// The error handler of the encoding, `strict` by default; the keyword turns
/// text mode on.
inline constexpr keyword<&options::errors> errors;

/// Text mode: output is decoded to UTF-8 with LF line endings, and input is
/// encoded from UTF-8.
inline constexpr keyword<&options::text> text;

/// The child's file mode creation mask; a negative number keeps the parent's.
inline constexpr keyword<&options::umask> umask;

/// The size of the pipes in bytes; 0 or a negative number for the default.
inline constexpr keyword<&options::pipesize> pipesize;

/** A function that receives the child's standard output while the child runs.

    In text mode it is called with each line, decoded and without its line
    ending; otherwise with the bytes of each read. The argument is a
    `std::string_view` that is valid until the function returns. The calls come
    one at a time and in order: on the caller's thread, or on the handler's
    executor for the functions that begin with `async_`. With `use_future` that
    is the system executor. While the function runs, nothing more is read, so
    that a child that is too fast waits.

    Without `stdout_ = PIPE` or `capture_output`, the output is delivered and
    not kept. A process object delivers the output in communicate().

    If the function throws, the call ends with that exception. As after a
    timeout, run() and the functions like it have killed and reaped the child,
    and communicate() has not.

    @par Errors
    ValueError if `stdout_` is given, and is neither PIPE nor PTY.
*/
inline constexpr keyword<&options::on_stdout> on_stdout;

/// A function that receives the child's standard error, as `on_stdout` does for
/// standard output.
inline constexpr keyword<&options::on_stderr> on_stderr;

/// A function that receives both outputs, as `on_stdout` does for one. It is
/// called with an `output_piece`: the text, and which output it came from and
/// when. Between two outputs, the order is that of the reads. ValueError if
/// both outputs are given, and neither is PIPE or PTY.
inline constexpr keyword<&options::on_output> on_output;

/// The most bytes of a line that `on_stdout`, `on_stderr` and `on_output`
/// receive at once, 1 MiB by default. A longer line is delivered in parts,
/// which do not divide a character. ValueError if it is less than 4.
inline constexpr keyword<&options::line_limit> line_limit;

/** Files that receive a copy of both outputs while the child runs: a
    descriptor, a `FILE*`, a path, a `std::ostream`, or a braced list of them.

    The bytes are those that the child wrote, even in text mode, and in the
    order of the reads. Each piece is written before it is delivered to
    `on_stdout` and the like, and before more is read. So a file that is slow
    slows the child down. A pipe, socket or terminal that is full does not
    delay a timeout or the executor; writes to other files, and to a `FILE*` or
    a stream, block.

    Without `stdout_ = PIPE` or `capture_output`, the output is copied and not
    kept. A process object copies the output in communicate().

    If a file cannot be opened, the child is not started. If a write fails, the
    warning hook is called once with the cause, for example `tee to build.log
    failed: No space left on device`. The file receives nothing more, and the
    call goes on.

    @par Errors
    ValueError as for `on_output`, or if a descriptor is negative. OSError if a
    file cannot be opened.
*/
inline constexpr keyword<&options::tee> tee;

/// Files that receive a copy of standard output, as `tee` does of both outputs.
inline constexpr keyword<&options::tee_stdout> tee_stdout;

/// Files that receive a copy of standard error, as `tee` does of both outputs.
inline constexpr keyword<&options::tee_stderr> tee_stderr;

/** Capture both outputs, and record the order in which they come.

    The result of run() or communicate(), and the errors TimeoutExpired and
    CalledProcessError, have the record as their member `record`: a piece for
    each read, with its time and its place in the captured output. No bytes are
    stored twice. In text mode, the places are those in the decoded text, except
    in TimeoutExpired, whose output is not decoded.

    An output that is given as DEVNULL or a descriptor is not captured, so there
    are no pieces of it. Between two outputs, the order is that of the reads.

    @par Errors
    ValueError as for `on_output`, or in a function whose result has no record,
    such as check_output().
*/
inline constexpr keyword<&options::record> record;

/** The most bytes of each captured output that are kept; the child is not
    disturbed, and the memory that is used stays in proportion to this number.

    Of a longer output, the first and the last half are kept, or another part:
    `max_output = {1 << 20, keep_tail}`. No text is inserted: `stdout_cut` and
    `stderr_cut` of the result or error say where bytes are missing and how
    many, and `stdout_bytes` and `stderr_bytes` are the numbers of all bytes. If
    the number is 0, nothing is kept.

    With `overflow_spill`, a longer output is also written to a file that has no
    name, in the directory of the environment variable `TMPDIR` or in `/tmp`:
    `stdout_spill` and `stderr_spill` are streams that read it. The writes
    block. If one fails, the call fails with OSError.

    With `overflow_stop`, the children are killed as after a timeout when an
    output is longer, and what they have written is read. That is no exception:
    the result has their exit status, and `ended` says that the ceiling was the
    cause.

    The bytes are counted before decoding. In text mode, no character is
    divided: the kept parts can be some bytes shorter. In a multibyte charset
    other than Unicode, such as GBK, the second part begins after its first
    ASCII character.

    `on_stdout`, `tee` and the like receive all output.

    @par Errors
    ValueError if no output is captured, if the number is negative, with
    `record`, or in a function whose result cannot tell what is missing, such as
    check_output().
*/
inline constexpr keyword<&options::max_output> max_output;

/** The longest time to wait for another byte of the outputs after the child has
    ended. Without it, as in Python, a call waits until each process has closed
    its copy of the pipes: ``sh -c 'daemon &'`` can take for ever.

    A number is in seconds. What the child has written is read in any case, and
    input that it has not read is dropped. Then the call waits for what other
    processes write, until `grace` has passed without a byte; in all at most ten
    times that, and not after the timeout. That is no error: the outputs are
    closed, `pipe_still_held` is true in the result, and the exit status is the
    child's. No process is killed for it. One that writes later gets SIGPIPE.

    After a call has killed the child, for a timeout, a cancellation or
    `overflow_stop`, it reads what the child has written in the same way; then
    `grace` is 0.2 s unless another time is given.

    @par Errors
    ValueError if the time is negative.
*/
inline constexpr keyword<&options::grace> grace;

/** The signals that stop the child before it is killed, and how long to wait
    after each: `stop = {{SIGINT, 2s}, {SIGTERM, 5s}}`. The last step, SIGKILL,
    is not written.

    The steps are used wherever a call would kill its children: after a timeout
    or a cancellation, when an output is longer than `max_output` with
    `overflow_stop`, and when a function such as `on_stdout` throws. They are
    also used by Popen::stop(), and by the destructor with destroy::terminate.
    Other failures, such as an interrupt or a lack of memory, kill at once.

    The first signal is sent at once. When the child ends, the wait is over and
    no other step follows. Meanwhile outputs are read, so that the child can
    write its last words; the rest of the input is dropped, and the input is
    closed. The functions `on_stdout` and the like are not called any more after
    one of them has thrown. When the child has ended, the rest of the `scope` is
    killed, and outputs are read as `grace` says.

    A child that ends by itself while it is stopped, for example with an exit
    status, counts as stopped: `ended` tells the cause and the step.

    While a blocking call stops its children, neither the timeout nor a stop of
    `stop_token` has an effect. In an asynchronous call, a terminal cancellation
    sends SIGKILL at once, and others have no effect. All stages of a pipeline
    get each signal together.

    @par Errors
    ValueError if a signal does not exist, or if a time is negative. OSError if
    a process may not be signalled; then the call waits for the children.
*/
inline constexpr keyword<&options::stop> stop;

/** The processes that a stop reaches: `scope = stop_scope::group`. By default,
    and in Python, only the child.

    `stop_scope::group` implies `process_group = 0`, and `stop_scope::session`
    implies `start_new_session`. Such a child is not in the foreground of the
    terminal of this program, whose Ctrl-C does not reach it.

    Each signal of `stop`, and the SIGKILL of a timeout, a cancellation or
    another cause, is sent to the whole scope. But with the mechanism
    `subreaper`, the steps before SIGKILL reach the child only. When a child has
   ended that was stopped, the rest of its scope is killed before the child is
   reaped; the call waits at most a second until the rest has ended. A child
   that was not stopped leaves the rest as it is. Once a child has been reaped,
   nothing reaches the rest of its scope.

    Popen::send_signal(), terminate() and kill() reach the child only. In a
    pipeline, each stage has a scope of its own.

    @par Errors
    ValueError if `process_group` is given as well, and is not 0. With the scope
    `session`, also if it is 0.

    @see containment()
*/
inline constexpr keyword<&options::scope> scope;

/// The data to send to the child's standard input.
inline constexpr keyword<&options::input> input;

/// Capture standard output and standard error.
inline constexpr keyword<&options::capture_output> capture_output;

/// The timeout: a number of seconds, a duration, or a time point at which the
/// wait ends. After it, run(), call(), check_call() and check_output() kill the
/// child; wait() and communicate() do not.
inline constexpr keyword<&options::timeout> timeout;

/** A std::stop_token; a stop that is requested of it cancels the call.

    run(), call(), check_call(), check_output() and run_pipeline() then kill the
    child, reap it and throw CancelledError; wait() and communicate() throw it
    and leave the child running. If the stop was requested before the call, no
    child is started. A stop wins over a timeout. Once the child has been reaped
    and the output is complete, a stop has no effect.

    The call keeps one more descriptor open, by which another thread wakes it. A
    token of which no stop can be requested changes nothing. The asynchronous
    functions do not take the keyword: they have cancellation slots.

    @par Errors
    OSError if the system has no descriptors left. Its filename() is
    "stop_token", and no child was started.
*/
inline constexpr keyword<&options::stop_token> stop_token;

/// Throw CalledProcessError if the exit status is not zero.
inline constexpr keyword<&options::check> check;

/// Exit statuses of a stage of a pipeline that are no failure, besides 0.
inline constexpr keyword<&options::ok_codes> ok_codes;

/// Count each death of a stage by SIGPIPE as a failure of the pipeline. Without
/// this keyword, only that of the last stage is one.
inline constexpr keyword<&options::strict_pipe> strict_pipe;

} // namespace concur::subprocess

#endif
