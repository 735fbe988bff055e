// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_ATTACH_HPP
#define CONCUR_SUBPROCESS_ATTACH_HPP

#include <concur/config.hpp>
#include <concur/subprocess/keyword.hpp>
#include <concur/subprocess/options.hpp>
#include <concur/subprocess/process_report.hpp>
#include <concur/timeout.hpp>

#include <memory>
#include <optional>

namespace concur::subprocess {

namespace detail {
class attachment;
} // namespace detail

/** A process that was not started as a child of a process object; made by
    attach().

    The object has a pidfd of the process, and uses nothing else. So no function
    ever reaches another process that has got the process id later. The
    destructor closes the pidfd, and leaves the process as it is.

    The exit status is known only if the process is a child of this program that
    no other part of the program has reaped. poll(), wait() and the functions
    that send signals reap such a child when it has ended. For all other
    processes, how they end is ended_how::unknown.

    All functions of a moved-from object throw ValueError. If the program has
    closed the pidfd, they throw an OSError of EBADF.

    @par Thread safety
    Distinct objects: safe. Shared objects: safe, except for assignment,
    swapping and destruction.

    @par Difference from Python
    Python has no such class. `os.pidfd_open()` and
    `signal.pidfd_send_signal()` are its parts.
*/
class CONCUR_SUBPROCESS_DECL attached_process
{
public:
    /// Take over the process of another object.
    attached_process(attached_process&& other) noexcept = default;
    /// Take over the process of another object, and leave the own one as it is.
    attached_process& operator=(attached_process&& other) noexcept = default;
    /// Leave the process as it is.
    ~attached_process() = default;

    /** Check whether the process has ended, without blocking.

        @return How it has ended; absent while it runs.

        @throws OSError The system refused.
    */
    std::optional<process_end> poll();

    /** Wait until the process ends.

        @return How it has ended.

        @throws TimeoutExpired The process still runs after `t`. The command of
        the error is the text "process N", where N is the process id; `elapsed`
        is the time since attach().
        @throws OSError The system refused to wait.
        @throws ... The exception of an interrupt, as that of Popen::wait().
    */
    process_end wait(concur::timeout const& t = {});

    /// wait() with a keyword: `wait(timeout = 5)`.
    process_end wait(argument<&options::timeout> const& t);

    /** Wait until the process ends, without blocking a thread. Defined in
        `<concur/subprocess/async_attach.hpp>`.

        The operation keeps the pidfd open; the object may be destroyed before
        it ends. The wait may run beside any others. The handler is never called
        within this function.

        @param executor An executor of Asio. Handlers without an associated
        executor are called on it.
        @param token A completion token for `void(error_code, process_end)`.
        Without a token, the function returns the awaitable of `use_awaitable`.
        The error is `operation_aborted` if the wait was cancelled, or that of
        the OSError that wait() would throw.

        @par Cancellation
        All types end the wait, and leave the process as it is.
    */
    template<class Executor, class... Token>
    auto async_wait(Executor const& executor, Token&&... token);

    /** Send a signal, unless the process has ended.

        @throws PermissionError The program may not send signals to the process.
        @throws OSError The system refused: for example, no such signal.
    */
    void send_signal(long long signal);

    /// Send SIGTERM; throws as send_signal(). A suspended process gets it after
    /// resume().
    void terminate();

    /// Send SIGKILL; throws as send_signal(). It ends a suspended process, too.
    void kill();

    /// Suspend the process, as Popen::suspend() does; throws as send_signal().
    void suspend();

    /// Let a suspended process go on; throws as send_signal().
    void resume();

    /// The process id, also after the process has ended.
    long pid() const;

    /// How the process has ended; absent until another function, such as poll()
    /// or wait(), has seen that.
    std::optional<process_end> ended() const;

private:
    friend CONCUR_SUBPROCESS_DECL attached_process attach(long pid);

    explicit attached_process(long pid);

    detail::attachment& process() const;

    std::shared_ptr<detail::attachment> process_; // null after a move
};

/** Attach to a process: any process of the system, such as a service, a
    grandchild, or a child that was started by `fork()`.

    Do not attach to the child of a process object that waits for it: whichever
    reaps the child first gets the exit status. A process that has ended can be
    attached until it was reaped.

    The process id must not be outdated: who has read it from a file, for
    example, should check after this call that it is the right process.

    @param pid The process id.

    @throws ValueError `pid` is not positive.
    @throws ProcessLookupError There is no such process.
    @throws OSError The system has no pidfds, as other systems than Linux and
    Linux before 5.3 (ENOSYS); `pid` is the id of a thread that is no process;
    or there is no free descriptor. filename() is "pidfd_open".

    @par Difference from Python
    Python has no such function.
*/
CONCUR_SUBPROCESS_DECL attached_process attach(long pid);

} // namespace concur::subprocess

#endif
