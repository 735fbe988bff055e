// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/detail/async_process.hpp>

#include "../check_options.hpp"
#include "../child.hpp"
#include "../conversation.hpp"
#include "../readiness_set.hpp"
#include "../start_process.hpp"
#include "kernel.hpp"
#include "transfer.hpp"

#include <concur/detail/uncancellable.hpp>
#include <concur/errors.hpp>
#include <concur/subprocess/errors.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <boost/throw_exception.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <utility>

#include <poll.h>

namespace concur::subprocess::detail {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

namespace {

// Without a descriptor to wait for, the child is polled in growing intervals,
// as wait() does.
constexpr std::chrono::nanoseconds first_nap = 500us;
constexpr std::chrono::nanoseconds longest_nap = 50ms;

} // namespace

struct async_process::impl
{
    using machine = communicate_machine;

    /// Why there is no result.
    enum class failure
    {
        none,
        expired,   // the timeout has passed
        cancelled, // cancel() was called
        other      // `error` says why
    };

    impl(command a, options const& given) : args(std::move(a)), streams(given)
    {
    }

    void start(options& o, launch_function const& launch, bool captures);
    next step();
    next communicate();
    next finish();
    next reap();
    next wait_for_child() noexcept;
    void watch_child() noexcept;
    bool transfer_once();
    void fail(failure why) noexcept;
    void fail(std::exception_ptr e) noexcept;
    bool runs() const noexcept;
    void kill() noexcept;
    void watch_streams();
    void stop_watching_streams() noexcept;
    next wait_for_tee(int full) noexcept;
    void stop_watching_tee() noexcept;
    void make_error() noexcept;
    template<class Bytes>
    void take_output(std::optional<Bytes>& out, std::optional<Bytes>& err,
                     output_record& record) noexcept;

    command args;
    conversation streams;
    std::unique_ptr<child> process;
    readiness_set ready;
    concur::timeout limit;
    deadline until;
    bool checks = false;
    machine* talk = nullptr;
    std::optional<transfer> moved;
    int watched_tee = -1; // a file of the tee that is full
    int watched_pidfd = -1;
    bool must_poll = false; // the set does not tell all that is waited for
    std::chrono::nanoseconds nap = first_nap;
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
    streams.open(std::move(started.pipes));
    process->expose();
    try
    {
        until = deadline(limit);
        if (auto const left = until.left())
        {
            ready.set_timer(steady_clock::now() + *left);
        }
        if (!captures && !streams.live())
        {
            talk = &streams.begin_transfer();
            return;
        }
        streams.begin(std::move(input));
        talk = &streams.begin_transfer();
        auto const ends = streams.streams();
        moved.emplace(*talk, ends,
                      [this](int number) { ready.remove(number); });
        watch_streams();
    }
    catch (...)
    {
        fail(std::current_exception());
    }
}

void async_process::impl::watch_streams()
{
    for (auto which : {machine::out, machine::err})
    {
        if (talk->receiving(which))
        {
            ready.add_reader(moved->number(which));
        }
    }
    if (talk->sending())
    {
        ready.add_writer(moved->input());
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
    moved.reset();
    stop_watching_streams();
    stop_watching_tee();
    try
    {
        ready.set_timer(steady_clock::time_point::max());
    }
    catch (OSError const&)
    {
        // The timer may have expired, so the set may always be ready.
        must_poll = true;
    }
}

void async_process::impl::stop_watching_streams() noexcept
{
    for (auto const* file :
         {&streams.input_stream(), &streams.output_stream(machine::out),
          &streams.output_stream(machine::err)})
    {
        if (auto const end = pipe_stream::of(*file); end && !end->closed())
        {
            ready.remove(end->number());
        }
    }
}

// Waits until a file of the tee can be written. Meanwhile, nothing is moved
// through the pipes of the child, so they are not watched.
async_process::next async_process::impl::wait_for_tee(int full) noexcept
{
    if (watched_tee != full)
    {
        stop_watching_streams();
        stop_watching_tee();
        watched_tee = full;
        try
        {
            ready.add_writer(full);
        }
        catch (OSError const&)
        {
            must_poll = true;
        }
    }
    return next::wait;
}

void async_process::impl::stop_watching_tee() noexcept
{
    if (watched_tee >= 0)
    {
        ready.remove(std::exchange(watched_tee, -1));
    }
}

// Moves data through each pipe that is ready, once. False if none is.
bool async_process::impl::transfer_once()
{
    std::array<pollfd, 3> set{};
    std::size_t size = 0;
    for (auto which : {machine::out, machine::err})
    {
        if (talk->receiving(which))
        {
            set[size++] = {moved->number(which), POLLIN, 0};
        }
    }
    if (talk->sending())
    {
        set[size++] = {moved->input(), POLLOUT, 0};
    }
    if (auto const failed = kernel::poll(set.data(), size, 0ns))
    {
        if (failed == EINTR)
        {
            return true;
        }
        throw_os_error(failed);
    }
    bool any = false;
    std::size_t i = 0;
    for (auto which : {machine::out, machine::err})
    {
        if (talk->receiving(which))
        {
            auto const events = set[i++].revents;
            any = any || events != 0;
            if (events == POLLHUP)
            {
                moved->end(which);
            }
            else if (events != 0)
            {
                moved->read(which);
            }
        }
    }
    if (talk->sending() && set[i].revents != 0)
    {
        any = true;
        no_sigpipe guard;
        moved->write(guard);
    }
    return any;
}

async_process::next async_process::impl::communicate()
{
    // So much is done at once before other handlers of the executor run.
    constexpr int most_transfers = 16;
    for (int n = 0; n != most_transfers; ++n)
    {
        switch (talk->next())
        {
        case machine::step::deliver: {
            auto const full = talk->deliver();
            if (until.passed())
            {
                talk->deadline_passed();
            }
            else if (full >= 0)
            {
                return wait_for_tee(full);
            }
            else if (watched_tee >= 0)
            {
                stop_watching_tee();
                watch_streams();
                nap = first_nap;
            }
            break;
        }
        case machine::step::transfer: {
            bool const moving = transfer_once();
            if (until.passed())
            {
                talk->deadline_passed();
            }
            else if (!moving)
            {
                return next::wait;
            }
            nap = first_nap;
            break;
        }
        case machine::step::reap:
            if (process->poll())
            {
                talk->child_ended();
            }
            else if (until.passed())
            {
                talk->deadline_passed();
            }
            else
            {
                return wait_for_child();
            }
            break;
        case machine::step::expire:
        case machine::step::done:
            return finish();
        }
    }
    return next::again;
}

async_process::next async_process::impl::finish()
{
    switch (streams.finish(until, true))
    {
    case conversation::finished::part:
        return next::again;
    case conversation::finished::expired:
        fail(failure::expired);
        return reap();
    case conversation::finished::all:
        break;
    }
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
    return next::done;
}

// Waits for the end of a child that was killed.
async_process::next async_process::impl::reap()
{
    if (process->poll())
    {
        make_error();
        return next::done;
    }
    return wait_for_child();
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

async_process::next async_process::impl::wait_for_child() noexcept
{
    if (must_poll)
    {
        return next::wait;
    }
    if (watched_pidfd < 0)
    {
        watch_child();
        return next::wait;
    }
    pollfd ended{watched_pidfd, POLLIN, 0};
    if (kernel::poll(&ended, 1, 0ns) == 0 && ended.revents != 0)
    {
        // The child could not be reaped: in Linux 5.2 pidfds are always ready.
        ready.remove(watched_pidfd);
        must_poll = true;
    }
    return next::wait;
}

void async_process::impl::watch_child() noexcept
{
    watched_pidfd = process->pidfd();
    must_poll = watched_pidfd < 0;
    if (must_poll)
    {
        return;
    }
    try
    {
        ready.add_reader(watched_pidfd);
    }
    catch (OSError const&)
    {
        must_poll = true;
    }
}

async_process::next async_process::impl::step()
{
    if (cancelled && !complete)
    {
        fail(failure::cancelled);
    }
    return killed ? reap() : communicate();
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
    return impl_->must_poll ? -1 : impl_->ready.number();
}

std::chrono::nanoseconds async_process::pause() noexcept
{
    auto const nap = impl_->nap;
    impl_->nap = std::min(nap * 2, longest_nap);
    auto const left = impl_->killed ? std::nullopt : impl_->until.left();
    return std::min(nap, left.value_or(nap));
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
