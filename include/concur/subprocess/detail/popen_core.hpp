// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_DETAIL_POPEN_CORE_HPP
#define CONCUR_SUBPROCESS_DETAIL_POPEN_CORE_HPP

#include <concur/config.hpp>
#include <concur/subprocess/bytes.hpp>
#include <concur/subprocess/command.hpp>
#include <concur/subprocess/detail/child_plan.hpp>
#include <concur/subprocess/options.hpp>
#include <concur/subprocess/stream.hpp>
#include <concur/timeout.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace concur::subprocess::detail {

/// Starts a child; start_child() if empty.
using launch_function = std::function<start_result(child_plan&)>;

/** All of a process object that depends on no policy.

    @par Thread safety
    Shared objects: poll(), wait(), returncode() and send_signal() are safe,
    the rest is not.
*/
class CONCUR_SUBPROCESS_DECL popen_core
{
public:
    popen_core(command args, options const& o, launch_function const& launch);

    /// Abandons a child that was not waited for.
    ~popen_core();

    popen_core(popen_core const&) = delete;
    popen_core& operator=(popen_core const&) = delete;

    /// To be called where the program's own code may run while the child does.
    void expose() noexcept;

    std::optional<int> poll();
    int wait(concur::timeout const& t);
    void send_signal(long long signal);
    std::optional<int> returncode() const;
    long pid() const noexcept;

    /// Finishes the conversation; copy_output() or take_output() then give
    /// what came. When it times out for the last time, the error takes the
    /// output over instead of copying it.
    void communicate(input_data input, concur::timeout const& t,
                     bool last = false);

    /// Closes the streams and waits, whatever closing has to say.
    void close_and_wait();

    /// What a destructor does: send a signal unless it is 0, and close the
    /// streams and wait if so asked. Nothing is reported.
    void finish(int signal, bool wait) noexcept;

    /// The end of a child that was killed since an interrupt ended its wait:
    /// no wait without a bound.
    void await_killed() noexcept;

    /// What communicate() captured: a copy (or shared), or the thing itself.
    void copy_output(std::optional<std::string>& out,
                     std::optional<std::string>& err);
    void copy_output(std::optional<bytes>& out, std::optional<bytes>& err);
    void take_output(std::optional<std::string>& out,
                     std::optional<std::string>& err);
    void take_output(std::optional<bytes>& out, std::optional<bytes>& err);

    /// Throws the CalledProcessError of a finished child, which takes the
    /// output over.
    [[noreturn]] void throw_called_process_error(int returncode);

    command const& args() const noexcept;
    stream const& in() const noexcept;
    stream const& out() const noexcept;
    stream const& err() const noexcept;
    std::optional<std::string> encoding() const;
    std::optional<std::string> errors() const;
    bool text_mode() const noexcept;
    long long pipesize() const noexcept;
    std::string repr() const;

    /// The child, given away: the object forgets it. The caller reaps it and
    /// closes the pidfd; none if it has been reaped.
    start_result release();

private:
    struct impl;

    // close_and_wait() for a destructor. An interrupt bounds the wait, and what
    // it throws is thrown by the next wait.
    void leave_scope() noexcept;

    template<class Wait>
    void interruptibly(deadline const& until, Wait const& wait);

    std::unique_ptr<impl> impl_;
};

/// The exit status of a finished run(), with its output still inside `p`.
/// Kills the child when anything is thrown.
CONCUR_SUBPROCESS_DECL int finish(popen_core& p, input_data input,
                                  concur::timeout const& t);

/// The same for call(): waits only.
CONCUR_SUBPROCESS_DECL int finish_call(popen_core& p, concur::timeout const& t);

// Python's checks of arguments that belong together, and what they imply.
CONCUR_SUBPROCESS_DECL void settle_run(options& o);
CONCUR_SUBPROCESS_DECL void settle_popen(options const& o);
CONCUR_SUBPROCESS_DECL void settle_check_output(options& o);

} // namespace concur::subprocess::detail

#endif
