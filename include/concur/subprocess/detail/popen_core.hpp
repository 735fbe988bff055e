// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_DETAIL_POPEN_CORE_HPP
#define CONCUR_SUBPROCESS_DETAIL_POPEN_CORE_HPP

#include <concur/config.hpp>
#include <concur/subprocess/bytes.hpp>
#include <concur/subprocess/command.hpp>
#include <concur/subprocess/detail/launch.hpp>
#include <concur/subprocess/detail/native.hpp>
#include <concur/subprocess/detail/run_details.hpp>
#include <concur/subprocess/options.hpp>
#include <concur/subprocess/stream.hpp>
#include <concur/subprocess/terminal.hpp>
#include <concur/timeout.hpp>

#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>

namespace concur::subprocess {

enum class destroy;

namespace detail {

class stop_watch;
class wait_end;

/** The part of a process object that depends on no policy.

    The class has the functions of basic_popen; only differences are described
    here.

    @par Thread safety
    Shared objects: poll(), wait(), returncode(), pid(), report() and the
    functions that send signals are safe, the rest is not.
*/
class CONCUR_SUBPROCESS_DECL popen_core
{
public:
    /// @param asynchronous Whether the object has an executor: operations may
    /// wait for it, and leave() is used in place of finish().
    popen_core(command args, options const& o, launch_function const& launch,
               bool asynchronous = false);

    /// If the child was not reaped, warn. If it has ended, it is reaped now,
    /// otherwise by a later start.
    ~popen_core();

    popen_core(popen_core const&) = delete;
    popen_core& operator=(popen_core const&) = delete;

    /// From now on, check the pidfd before each use. Called before user code
    /// can run, since user code may close the pidfd.
    void expose() noexcept;

    std::optional<int> poll();
    int wait(concur::timeout const& t, std::stop_token const& token = {});
    int wait(concur::timeout const& t, stop_watch const& watch);
    std::optional<int> returncode() const;
    long pid() const noexcept;

    void send_signal(long long signal);
    void terminate();
    void kill();
    void suspend();
    void resume();

    int stop();
    int stop(std::span<stop_step const> steps);

    /// Send input, collect output and wait. copy_output() or take_output() then
    /// provides the output.
    void communicate(input_data input, concur::timeout const& t,
                     std::stop_token const& token = {});

    /// communicate(), but return false if the waits have ended early.
    bool transfer(input_data input, wait_end const& until);

    /// Throw CancelledError if a stop was requested, otherwise TimeoutExpired,
    /// with the output that was collected until now. It is moved if `take` is
    /// true, otherwise copied.
    [[noreturn]] void throw_unfinished(bool stopped,
                                       concur::timeout const& limit, bool take);

    /// Whether communicate() delivers output while the child runs.
    bool live() const noexcept;

    void close_and_wait();

    /// Do the work of basic_popen's destructor. Errors are not reported.
    void finish(destroy how) noexcept;

    /** Do the work of the destructor of an asynchronous basic_popen, without
        blocking. Errors are not reported. The object may live longer: its
        operations own it, too. With destroy::terminate, the first step of the
        keyword `stop` is taken; `reaping` takes the others.

        @return Whether the caller should have the child reaped. If nobody does,
        the destructor of this object abandons the child.
    */
    bool leave(destroy how) noexcept;

    /// Wait at most 0.25 s for a child that was killed. Interrupts are not
    /// handled.
    void await_killed() noexcept;

    /// Copy the output of communicate().
    void copy_output(std::optional<std::string>& out,
                     std::optional<std::string>& err);
    void copy_output(std::optional<bytes>& out, std::optional<bytes>& err);

    /// Move the output of communicate().
    void take_output(std::optional<std::string>& out,
                     std::optional<std::string>& err);
    void take_output(std::optional<bytes>& out, std::optional<bytes>& err);

    /// What was recorded, and how much output there was; the record is moved if
    /// `take` is true. After copy_output() or take_output(), the places are
    /// those in the output that these functions have provided.
    run_details details(bool take = false);

    /// What is known about the run of the child.
    process_report report() const;

    /// Throw the CalledProcessError of a finished child, with its output.
    [[noreturn]] void throw_called_process_error(int returncode);

    command const& args() const noexcept;
    stream const& in() const noexcept;
    stream const& out() const noexcept;
    stream const& err() const noexcept;
    subprocess::terminal terminal() const noexcept;
    std::optional<std::string> encoding() const;
    std::optional<std::string> errors() const;
    bool text_mode() const noexcept;
    long long pipesize() const noexcept;
    std::string repr() const;

    /// Give the child to `to`, unless it has been reaped. The receiver must
    /// reap the child and close the pidfd.
    void release(native::start_result& to) noexcept;

    struct impl;

    impl& parts() noexcept
    {
        return *impl_;
    }

private:
    void send_last_signal(destroy how) noexcept;

    std::unique_ptr<impl> impl_;
};

/// run() with checked options. Sets the output and the details, and returns the
/// exit status. If this function throws, the child has ended and was reaped.
/// But after an interrupt, a killed child that does not end within 0.25 s is
/// reaped by a later start.
CONCUR_SUBPROCESS_DECL int run_checked(command const& args, options& o,
                                       launch_function const& launch,
                                       std::optional<std::string>& out,
                                       std::optional<std::string>& err,
                                       run_details& details);
CONCUR_SUBPROCESS_DECL int run_checked(command const& args, options& o,
                                       launch_function const& launch,
                                       std::optional<bytes>& out,
                                       std::optional<bytes>& err,
                                       run_details& details);

/// call() with checked options, except those of call() itself. Sets the report,
/// and returns the exit status. If this function throws, the child has ended
/// and was reaped. But after an interrupt, a killed child that does not end
/// within 0.25 s is reaped by a later start.
CONCUR_SUBPROCESS_DECL int call_checked(command args, options& o,
                                        launch_function const& launch,
                                        process_report& report);

} // namespace detail
} // namespace concur::subprocess

#endif
