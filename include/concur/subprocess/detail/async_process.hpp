// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_DETAIL_ASYNC_PROCESS_HPP
#define CONCUR_SUBPROCESS_DETAIL_ASYNC_PROCESS_HPP

#include <concur/config.hpp>
#include <concur/subprocess/bytes.hpp>
#include <concur/subprocess/command.hpp>
#include <concur/subprocess/detail/launch.hpp>
#include <concur/subprocess/detail/pipeline_run.hpp>
#include <concur/subprocess/detail/run_details.hpp>
#include <concur/subprocess/options.hpp>
#include <concur/subprocess/stage.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <string>

namespace concur::subprocess::detail {

/** A child, or the children of a pipeline, that are started, fed, read and
    reaped without blocking: the part of async_run() and async_run_pipeline()
    that needs no template argument.

    The owner calls advance(), and calls it again whenever the descriptor
    number() is readable, until advance() returns `done`. While there is no such
    descriptor, the owner calls advance() after each pause().

    The destructor kills children that still run, and does not wait for their
    end. Those that have not ended yet are reaped by a later start.

    @par Thread safety
    Distinct objects: safe. Shared objects: unsafe.
*/
class CONCUR_SUBPROCESS_DECL async_process
{
public:
    /// What the owner does next.
    enum class next
    {
        wait,  ///< call advance() when number() is readable or after pause()
        again, ///< call advance() soon; other work may run first
        done   ///< the children have ended and were reaped: read the result
    };

    /** Start a child.

        @param args,o The command and the checked options of run().
        @param captures Whether output is collected, as run() does. Otherwise
        the streams stay open until the child ends, as call() leaves them.

        @throws ... The exceptions of run(). No child remains.
    */
    async_process(command args, options o, launch_function const& launch,
                  bool captures);

    /** Start the stages of a pipeline, and capture their output.

        If a stage cannot be started, and others were started before it, these
        are killed. When they were reaped, error() has the exception.

        @param stages,o The stages and the checked options of run_pipeline().

        @throws ... The exceptions of run_pipeline(). No child remains.
    */
    async_process(pipeline stages, options o, launch_function const& launch);

    ~async_process();

    async_process(async_process const&) = delete;
    async_process& operator=(async_process const&) = delete;

    /// The descriptor to wait for. -1 if the system has no descriptor that
    /// stands for a set, or none for the end of this child. It becomes -1 only
    /// in advance().
    int number() const noexcept;

    /// The time to wait if number() is -1. It grows while nothing happens.
    std::chrono::nanoseconds pause() noexcept;

    /// Do all that is possible without blocking, but not more than a portion.
    next advance() noexcept;

    /// Let the next advance() kill the children. The error is then
    /// `operation_aborted`, even if the timeout has passed; but a result that
    /// is complete stays.
    void cancel() noexcept;

    /// Kill children that still run, and wait at most 0.25 s for their end.
    /// This is for an owner that cannot wait otherwise.
    void kill_and_wait() noexcept;

    /// After `done`: the error; null if there is none.
    std::exception_ptr error() const noexcept;

    /// After `done`: the exit status of the only child.
    int returncode() const noexcept;

    /// After `done`: move what is known about the stages of a pipeline. There
    /// is nothing if a stage was not started.
    pipeline_status take_status() noexcept;

    command& args() noexcept;

    /// After `done`: move the output and the details, also after an error. An
    /// output that is not piped stays absent. If there is not enough memory,
    /// error() says so.
    void take_output(std::optional<std::string>& out,
                     std::optional<std::string>& err,
                     run_details& details) noexcept;
    void take_output(std::optional<bytes>& out, std::optional<bytes>& err,
                     run_details& details) noexcept;

private:
    struct impl;

    std::unique_ptr<impl> impl_;
};

} // namespace concur::subprocess::detail

#endif
