// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_DETAIL_ASYNC_PROCESS_HPP
#define CONCUR_SUBPROCESS_DETAIL_ASYNC_PROCESS_HPP

#include <concur/config.hpp>
#include <concur/subprocess/bytes.hpp>
#include <concur/subprocess/command.hpp>
#include <concur/subprocess/detail/driver_step.hpp>
#include <concur/subprocess/detail/launch.hpp>
#include <concur/subprocess/detail/pipeline_run.hpp>
#include <concur/subprocess/detail/run_details.hpp>
#include <concur/subprocess/options.hpp>
#include <concur/subprocess/stage.hpp>

#include <boost/asio/cancellation_type.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

namespace concur::subprocess::detail {

/** A child, or the children of a pipeline, that are started, fed, read and
    reaped without blocking: the part of async_run() and async_run_pipeline()
    that needs no template argument, and most of a driver of driven_operation.

    The destructor kills children that still run, and does not wait for their
    end. Those that have not ended yet are reaped by a later start.

    @par Thread safety
    Distinct objects: safe. Shared objects: unsafe. The functions of the caller,
    such as `on_stdout`, are called by advance(), and may call cancel().
*/
class CONCUR_SUBPROCESS_DECL async_process
{
public:
    async_process() noexcept;
    ~async_process();
    async_process(async_process const&) = delete;
    async_process& operator=(async_process const&) = delete;

    /** Start a child.

        @param args,o The command and the checked options of run().
        @param captures Whether output is collected, as run() does. Otherwise
        the streams stay open until the child ends, as call() leaves them.

        @throws ... The exceptions of run(). No child remains.
    */
    void start(command args, options o, launch_function const& launch,
               bool captures);

    /** Start the stages of a pipeline, and capture their output.

        If a stage cannot be started, and others were started before it, these
        are killed. When they were reaped, error() has the exception.

        @param stages,o The stages and the checked options of run_pipeline().

        @throws ... The exceptions of run_pipeline(). No child remains.
    */
    void start(pipeline stages, options o, launch_function const& launch);

    driver_step advance() noexcept;

    /// -1 if the system has no descriptor that stands for a set, or none for
    /// the end of this child. It becomes -1 only in advance() and poll_only().
    int number() const noexcept;

    /// The pause grows while nothing happens.
    std::chrono::nanoseconds pause() noexcept;

    void poll_only() noexcept;

    /// Let the next advance() kill the children; by the steps of `stop`, unless
    /// the type is terminal. The error is then `operation_aborted`, even if the
    /// timeout has passed; but a result that is complete stays.
    void cancel(boost::asio::cancellation_type type) noexcept;

    /// End with an error. Children that still run are killed; their end is
    /// awaited for at most 0.25 s, since the owner cannot wait.
    void fail(std::exception_ptr e) noexcept;

    /// Whether there are, or were, children.
    bool started() const noexcept;

    /// After `done` or fail(): the error; null if there is none.
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
    std::exception_ptr failure_; // the argument of fail()
};

/** The driver of async_run() and the functions that are made of it.

    @tparam Start The function object that starts the child. Its `operator()`
    calls start() and may throw; `result` turns an async_process, or null if no
    child was started, into the second argument of the handler.
*/
template<class Start>
class process_driver : public async_process
{
public:
    explicit process_driver(Start start) : start_(std::move(start)) {}

    bool begin() noexcept
    {
        try
        {
            start_(*this);
            return true;
        }
        catch (...)
        {
            this->fail(std::current_exception());
            return false;
        }
    }

    auto results()
    {
        auto result = start_.result(this->started() ? this : nullptr);
        return std::tuple(this->error(), std::move(result)); // also of result()
    }

private:
    Start start_;
};

} // namespace concur::subprocess::detail

#endif
