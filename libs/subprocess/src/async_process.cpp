// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/detail/async_process.hpp>

#include "check_options.hpp"
#include "child.hpp"
#include "child_group.hpp"
#include "conversation.hpp"
#include "nonblocking_communicate.hpp"
#include "pipeline_start.hpp"
#include "start_process.hpp"

#include <concur/detail/uncancellable.hpp>
#include <concur/errors.hpp>
#include <concur/subprocess/errors.hpp>
#include <concur/subprocess/pipeline_errors.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <boost/throw_exception.hpp>

#include <optional>
#include <utility>

namespace concur::subprocess::detail {

using machine = communicate_machine;

struct async_process::impl
{
    /// Why there is no result.
    enum class failure
    {
        none,
        expired,   // the timeout has passed
        cancelled, // cancel() was called
        other      // `error` says why
    };

    impl(command a, options const& given)
        : args(std::move(a)), streams(given), children(1), driver(streams)
    {
    }

    impl(pipeline p, options const& given)
        : args(whole_command(p)), stages(std::move(p)), streams(given),
          children(stages->stages().size()), driver(streams)
    {
    }

    void start(options& o, launch_function const& launch, bool captures);
    void start_stages(options& o, launch_function const& launch);
    void began(pipes_to_child pipes, input_data input, bool captures);
    driver_step step();
    void fail(failure why) noexcept;
    void fail(std::exception_ptr e) noexcept;
    void fail_after_kill(std::exception_ptr e) noexcept;
    bool runs() const noexcept;
    void kill() noexcept;
    void kill_at_once() noexcept;
    void note_error() noexcept;
    ended_by cause() const noexcept;
    void make_result();
    void make_error() noexcept;
    template<class Bytes>
    void take_output(std::optional<Bytes>& out, std::optional<Bytes>& err,
                     run_details& details) noexcept;

    command args;
    std::optional<pipeline> stages; // absent if there is only one command
    options whole;                  // those of the pipeline
    conversation streams;
    child_group children;
    nonblocking_communicate driver;
    pipeline_status status;
    concur::timeout limit;
    bool checks = false;
    failure failed = failure::none;
    std::exception_ptr error;
    bool cancelled = false;
    bool hurries = false;  // a cancellation takes no steps of `stop`
    bool killed = false;   // kill() was called
    bool stopping = false; // ... and has begun to take steps
    bool must_poll = false;
    bool complete = false; // the output was collected and decoded
};

void async_process::impl::start(options& o, launch_function const& launch,
                                bool captures)
{
    auto input = std::exchange(o.input, {});
    limit = o.timeout;
    checks = o.check.value_or(false);
    auto started = start_process(args, o, launch);
    children.add_front(std::move(started.process));
    began(std::move(started.pipes), std::move(input), captures);
}

void async_process::impl::start_stages(options& o,
                                       launch_function const& launch)
{
    auto input = std::exchange(o.input, {});
    limit = o.timeout;
    checks = o.check.value_or(false);
    whole = std::move(o);
    pipeline_start start(*stages, whole);
    pipes_to_child pipes;
    try
    {
        pipes = start.perform(children, launch);
    }
    catch (...)
    {
        if (children.all().empty())
        {
            throw;
        }
        for (auto* const each : children.all())
        {
            each->expose();
        }
        // Without a deadline, begin() cannot fail.
        driver.begin(children.all(), {});
        fail(std::current_exception());
        return;
    }
    began(std::move(pipes), std::move(input), true);
}

void async_process::impl::began(pipes_to_child pipes, input_data input,
                                bool captures)
{
    streams.open(std::move(pipes));
    for (auto* const each : children.all())
    {
        each->expose();
    }
    try
    {
        deadline const until(limit);
        limit = limit.relative();
        driver.begin(children.all(), until);
        if (captures || streams.live())
        {
            driver.transfer_data(std::move(input));
        }
    }
    catch (...)
    {
        fail(std::current_exception());
    }
}

// Keeps the first reason, but a cancellation replaces a timeout.
void async_process::impl::fail(failure why) noexcept
{
    if (failed == failure::none ||
        (failed == failure::expired && why == failure::cancelled))
    {
        failed = why;
        kill();
    }
}

void async_process::impl::fail(std::exception_ptr e) noexcept
{
    if (failed == failure::none)
    {
        error = std::move(e);
        fail(failure::other);
    }
}

// The rest of the output could not be read or delivered.
void async_process::impl::fail_after_kill(std::exception_ptr e) noexcept
{
    if (failed == failure::expired)
    {
        failed = failure::other;
        error = std::move(e);
    }
    if (stopping && streams.callback_threw())
    {
        streams.mute();
        return;
    }
    driver.stop_transfers();
    if (std::exchange(stopping, false))
    {
        // The children may wait for the end of any stream.
        streams.close_without_blocking();
    }
}

bool async_process::impl::runs() const noexcept
{
    return children.runs();
}

ended_by async_process::impl::cause() const noexcept
{
    switch (failed)
    {
    case failure::expired:
        return ended_by::timeout;
    case failure::cancelled:
        return ended_by::cancelled;
    default:
        return streams.callback_threw() ? ended_by::callback
                                        : ended_by::failure;
    }
}

// The error of a signal is reported, as run() does.
void async_process::impl::note_error() noexcept
{
    error = std::current_exception();
    failed = failure::other;
}

// Takes no step of `stop` that is left.
void async_process::impl::kill_at_once() noexcept
{
    try
    {
        streams.stopping().kill(children.all(), cause());
    }
    catch (OSError const&)
    {
        note_error();
    }
}

// Kills the children, or begins to stop them, once.
void async_process::impl::kill() noexcept
{
    if (killed)
    {
        return;
    }
    killed = true;
    auto const why = cause();
    stopping =
        streams.stopping().gradual() && !hurries && why != ended_by::failure;
    try
    {
        if (stopping)
        {
            streams.stopping().begin(children.all(), why);
        }
        else
        {
            children.kill(why);
        }
    }
    catch (OSError const&)
    {
        stopping = false;
        note_error();
    }
    if (stopping)
    {
        if (why == ended_by::callback)
        {
            streams.mute();
        }
        driver.wait_for_stop();
    }
    else if (failed == failure::other)
    {
        driver.stop_transfers();
        // If the children still run, they may wait for the end of any stream.
        streams.close_without_blocking();
    }
    else
    {
        driver.drain();
    }
}

void async_process::impl::make_result()
{
    complete = true;
    auto const code = children.all().front()->returncode().value_or(0);
    if (stages)
    {
        status = status_of(*stages, whole, children);
    }
    if (!checks || (stages ? !status.failed : code == 0))
    {
        return;
    }
    std::optional<std::string> out;
    std::optional<std::string> err;
    streams.take(machine::out, out);
    streams.take(machine::err, err);
    error = stages ? std::make_exception_ptr(PipelineError(
                         *status.failed, stages->commands(), status.returncodes,
                         std::move(out), std::move(err), streams.record(true),
                         status.stages, streams.summary()))
                   : std::make_exception_ptr(CalledProcessError(
                         code, args, std::move(out), std::move(err),
                         streams.record(true), children.all().front()->report(),
                         streams.summary()));
}

void async_process::impl::make_error() noexcept
{
    try
    {
        if (stages && children.all().size() == stages->stages().size())
        {
            status = status_of(*stages, whole, children);
        }
        if (failed == failure::expired)
        {
            streams.spill();
            TimeoutExpired const e(
                args, limit, streams.collected(machine::out, true),
                streams.collected(machine::err, true),
                streams.byte_record(true), children.all().front()->report(),
                streams.byte_summary());
            if (stages)
            {
                boost::throw_exception(PipelineTimeoutExpired(
                    e, stages->commands(), status.stages));
            }
            boost::throw_exception(e);
        }
        if (failed == failure::cancelled)
        {
            boost::throw_exception(boost::system::system_error(
                boost::asio::error::operation_aborted));
        }
    }
    catch (...)
    {
        error = std::current_exception();
    }
}

template<class Bytes>
void async_process::impl::take_output(std::optional<Bytes>& out,
                                      std::optional<Bytes>& err,
                                      run_details& details) noexcept
{
    try
    {
        streams.take(machine::out, out);
        streams.take(machine::err, err);
        details.record = streams.record(true);
        details.output = streams.summary();
        if (!stages)
        {
            details.process = children.all().front()->report();
        }
    }
    catch (...)
    {
        if (!error)
        {
            error = std::current_exception();
        }
    }
}

driver_step async_process::impl::step()
{
    std::pair const requested(cancelled, hurries);
    if (cancelled && !complete)
    {
        fail(failure::cancelled);
        if (hurries && stopping)
        {
            kill_at_once();
        }
    }
    switch (driver.advance())
    {
    case nonblocking_communicate::next::wait:
        // A function that received output may have cancelled the operation.
        return std::pair(cancelled, hurries) == requested ? driver_step::wait
                                                          : driver_step::again;
    case nonblocking_communicate::next::expired:
        if (std::exchange(stopping, false))
        {
            driver.drain(); // the children have ended
        }
        else if (killed)
        {
            driver.stop_transfers(); // a file of the tee is full
        }
        else
        {
            fail(failure::expired);
        }
        [[fallthrough]];
    case nonblocking_communicate::next::again:
        return driver_step::again;
    case nonblocking_communicate::next::done:
        break;
    }
    if (killed)
    {
        make_error();
    }
    else
    {
        make_result();
    }
    return driver_step::done;
}

async_process::async_process() noexcept = default;

async_process::~async_process()
{
    concur::detail::uncancellable const whole;
    impl_.reset();
}

void async_process::start(command args, options o,
                          launch_function const& launch, bool captures)
{
    reap_abandoned();
    check_asynchronous_options(o);
    check_stream_options(o);
    auto started = std::make_unique<impl>(std::move(args), o);
    started->start(o, launch, captures);
    impl_ = std::move(started);
}

void async_process::start(pipeline stages, options o,
                          launch_function const& launch)
{
    reap_abandoned();
    check_asynchronous_options(o);
    check_stream_options(o);
    auto started = std::make_unique<impl>(std::move(stages), o);
    started->start_stages(o, launch);
    impl_ = std::move(started);
}

driver_step async_process::advance() noexcept
{
    concur::detail::uncancellable const whole;
    for (;;)
    {
        try
        {
            return impl_->step();
        }
        catch (...)
        {
            if (!impl_->killed)
            {
                impl_->fail(std::current_exception());
            }
            else if (impl_->driver.transfers())
            {
                impl_->fail_after_kill(std::current_exception());
            }
            else
            {
                // The child cannot be reaped.
                impl_->make_error();
                return driver_step::done;
            }
        }
    }
}

int async_process::number() const noexcept
{
    return impl_->must_poll ? -1 : impl_->driver.number();
}

std::chrono::nanoseconds async_process::pause() noexcept
{
    return impl_->driver.pause();
}

void async_process::poll_only() noexcept
{
    impl_->must_poll = true;
}

void async_process::cancel(boost::asio::cancellation_type type) noexcept
{
    using boost::asio::cancellation_type;
    impl_->cancelled = true;
    impl_->hurries = impl_->hurries || (type & cancellation_type::terminal) !=
                                           cancellation_type::none;
}

void async_process::fail(std::exception_ptr e) noexcept
{
    concur::detail::uncancellable const whole;
    if (started() && impl_->runs())
    {
        impl_->kill();
        impl_->children.await_killed();
    }
    failure_ = std::move(e);
}

bool async_process::started() const noexcept
{
    return impl_ != nullptr;
}

std::exception_ptr async_process::error() const noexcept
{
    return failure_ ? failure_ : impl_->error;
}

int async_process::returncode() const noexcept
{
    return impl_->children.all().front()->returncode().value_or(0);
}

pipeline_status async_process::take_status() noexcept
{
    return std::move(impl_->status);
}

command& async_process::args() noexcept
{
    return impl_->args;
}

void async_process::take_output(std::optional<std::string>& out,
                                std::optional<std::string>& err,
                                run_details& details) noexcept
{
    impl_->take_output(out, err, details);
}

void async_process::take_output(std::optional<bytes>& out,
                                std::optional<bytes>& err,
                                run_details& details) noexcept
{
    impl_->take_output(out, err, details);
}

} // namespace concur::subprocess::detail
