// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/detail/async_process.hpp>

#include "check_options.hpp"
#include "child.hpp"
#include "conversation.hpp"
#include "nonblocking_communicate.hpp"
#include "start_process.hpp"

#include <concur/detail/uncancellable.hpp>
#include <concur/errors.hpp>
#include <concur/subprocess/errors.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <boost/throw_exception.hpp>

#include <csignal>
#include <span>
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
        : args(std::move(a)), streams(given), driver(streams)
    {
    }

    void start(options& o, launch_function const& launch, bool captures);
    next step();
    void fail(failure why) noexcept;
    void fail(std::exception_ptr e) noexcept;
    bool runs() const noexcept;
    void kill() noexcept;
    void make_result();
    void make_error() noexcept;
    template<class Bytes>
    void take_output(std::optional<Bytes>& out, std::optional<Bytes>& err,
                     output_record& record) noexcept;

    command args;
    conversation streams;
    std::unique_ptr<child> process;
    child* running = nullptr; // the child as an array, for the driver
    nonblocking_communicate driver;
    concur::timeout limit;
    bool checks = false;
    failure failed = failure::none;
    std::exception_ptr error;
    bool cancelled = false;
    bool killed = false;
    bool complete = false; // the output was collected and decoded
};

void async_process::impl::start(options& o, launch_function const& launch,
                                bool captures)
{
    auto input = std::exchange(o.input, {});
    limit = o.timeout;
    checks = o.check.value_or(false);
    auto started = start_process(args, o, launch);
    process = std::move(started.process);
    running = process.get();
    streams.open(std::move(started.pipes));
    process->expose();
    try
    {
        driver.begin(std::span(&running, 1), deadline(limit));
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

bool async_process::impl::runs() const noexcept
{
    return process && !process->returncode();
}

// Kills the child once. If that fails, its error is reported, as run() does.
void async_process::impl::kill() noexcept
{
    if (killed)
    {
        return;
    }
    killed = true;
    try
    {
        process->send_signal(SIGKILL);
    }
    catch (OSError const&)
    {
        error = std::current_exception();
        failed = failure::other;
    }
    driver.stop_transfers();
}

void async_process::impl::make_result()
{
    complete = true;
    auto const code = *process->returncode();
    if (code != 0 && checks)
    {
        std::optional<std::string> out;
        std::optional<std::string> err;
        streams.take(machine::out, out);
        streams.take(machine::err, err);
        error = std::make_exception_ptr(CalledProcessError(
            code, args, std::move(out), std::move(err), streams.record(true)));
    }
}

void async_process::impl::make_error() noexcept
{
    try
    {
        if (failed == failure::expired)
        {
            boost::throw_exception(TimeoutExpired(
                args, limit, streams.collected(machine::out, true),
                streams.collected(machine::err, true),
                streams.byte_record(true)));
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
                                      output_record& record) noexcept
{
    try
    {
        streams.take(machine::out, out);
        streams.take(machine::err, err);
        record = streams.record(true);
    }
    catch (...)
    {
        if (!error)
        {
            error = std::current_exception();
        }
    }
}

async_process::next async_process::impl::step()
{
    if (cancelled && !complete)
    {
        fail(failure::cancelled);
    }
    switch (driver.advance())
    {
    case nonblocking_communicate::next::wait:
        return next::wait;
    case nonblocking_communicate::next::expired:
        fail(failure::expired);
        [[fallthrough]];
    case nonblocking_communicate::next::again:
        return next::again;
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
    return next::done;
}

async_process::async_process(command args, options o,
                             launch_function const& launch, bool captures)
{
    reap_abandoned();
    check_stream_options(o);
    impl_ = std::make_unique<impl>(std::move(args), o);
    impl_->start(o, launch, captures);
}

async_process::~async_process()
{
    concur::detail::uncancellable const whole;
    if (impl_->runs())
    {
        impl_->kill();
        abandon(std::move(impl_->process));
        reap_abandoned();
    }
}

void async_process::kill_and_wait() noexcept
{
    concur::detail::uncancellable const whole;
    if (impl_->runs())
    {
        impl_->kill();
        impl_->process->await_killed();
    }
}

int async_process::number() const noexcept
{
    return impl_->driver.number();
}

std::chrono::nanoseconds async_process::pause() noexcept
{
    return impl_->driver.pause();
}

async_process::next async_process::advance() noexcept
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
            if (impl_->killed)
            {
                // The child cannot be reaped.
                impl_->make_error();
                return next::done;
            }
            impl_->fail(std::current_exception());
        }
    }
}

void async_process::cancel() noexcept
{
    impl_->cancelled = true;
}

std::exception_ptr async_process::error() const noexcept
{
    return impl_->error;
}

int async_process::returncode() const noexcept
{
    return impl_->process->returncode().value_or(0);
}

command& async_process::args() noexcept
{
    return impl_->args;
}

void async_process::take_output(std::optional<std::string>& out,
                                std::optional<std::string>& err,
                                output_record& record) noexcept
{
    impl_->take_output(out, err, record);
}

void async_process::take_output(std::optional<bytes>& out,
                                std::optional<bytes>& err,
                                output_record& record) noexcept
{
    impl_->take_output(out, err, record);
}

} // namespace concur::subprocess::detail
