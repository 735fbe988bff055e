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

struct async_process::impl
{
    using machine = communicate_machine;

    impl(command a, options const& given) : args(std::move(a)), streams(given)
    {
    }

    void start(options& o, launch_function const& launch, bool captures);
    next step();
    next communicate();
    next finish();
    next reap();
    next wait_for_child();
    bool transfer_once();
    void fail(std::exception_ptr e) noexcept;
    void stop_watching_streams() noexcept;
    void set_timer(steady_clock::time_point at);

    command args;
    conversation streams;
    std::unique_ptr<child> process;
    readiness_set ready;
    concur::timeout limit;
    deadline until;
    bool checks = false;
    machine* talk = nullptr;
    std::optional<transfer> moved;
    int watched_pidfd = -1;
    bool pidfd_is_useless = false;
    std::chrono::nanoseconds nap = 500us;
    std::exception_ptr error;
    bool cancelled = false;
    bool killed = false;
    bool complete = false; // the output was collected and decoded
};

void async_process::impl::start(options& o, launch_function const& launch,
                                bool captures)
{
    reap_abandoned();
    check_stream_options(o);
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
        set_timer(steady_clock::time_point::max());
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
    catch (...)
    {
        fail(std::current_exception());
    }
}

// Starts the timer for a moment, or for the deadline if that is earlier.
void async_process::impl::set_timer(steady_clock::time_point at)
{
    if (auto const left = until.left(); left && !killed)
    {
        at = std::min(at, steady_clock::now() + *left);
    }
    ready.set_timer(at);
}

// Remembers the first error, and kills the child. If the kill fails, the error
// of the kill is reported, as run() does.
void async_process::impl::fail(std::exception_ptr e) noexcept
{
    if (killed)
    {
        return;
    }
    killed = true;
    error = std::move(e);
    try
    {
        process->send_signal(SIGKILL);
    }
    catch (OSError const&)
    {
        error = std::current_exception();
    }
    stop_watching_streams();
    try
    {
        ready.set_timer(steady_clock::time_point::max());
    }
    catch (OSError const&)
    {
        // The timer was never started: it cannot be created now.
    }
}

void async_process::impl::stop_watching_streams() noexcept
{
    moved.reset();
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
        case machine::step::deliver:
            talk->deliver();
            if (until.passed())
            {
                talk->deadline_passed();
            }
            break;
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
        boost::throw_exception(
            TimeoutExpired(args, limit, streams.collected(machine::out, true),
                           streams.collected(machine::err, true)));
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
        error = std::make_exception_ptr(
            CalledProcessError(code, args, std::move(out), std::move(err)));
    }
    return next::done;
}

// Waits for the end of a child that was killed.
async_process::next async_process::impl::reap()
{
    return process->poll() ? next::done : wait_for_child();
}

async_process::next async_process::impl::wait_for_child()
{
    if (watched_pidfd < 0 && !pidfd_is_useless)
    {
        watched_pidfd = process->pidfd();
        if (watched_pidfd >= 0)
        {
            ready.add_reader(watched_pidfd);
            set_timer(steady_clock::time_point::max());
            return next::wait;
        }
        pidfd_is_useless = true;
    }
    if (watched_pidfd >= 0)
    {
        // Linux 5.2 has pidfds that are always ready.
        pollfd ended{watched_pidfd, POLLIN, 0};
        if (kernel::poll(&ended, 1, 0ns) != 0 || ended.revents == 0)
        {
            return next::wait;
        }
        ready.remove(std::exchange(watched_pidfd, -1));
        pidfd_is_useless = true;
        if (process->poll())
        {
            return next::again;
        }
    }
    set_timer(steady_clock::now() + nap);
    nap = std::min<std::chrono::nanoseconds>(nap * 2, 50ms);
    return next::wait;
}

async_process::next async_process::impl::step()
{
    if (cancelled && !killed && !complete)
    {
        fail(std::make_exception_ptr(boost::system::system_error(
            boost::asio::error::operation_aborted)));
    }
    return killed ? reap() : communicate();
}

async_process::async_process(command args, options o,
                             launch_function const& launch, bool captures)
    : impl_(std::make_unique<impl>(std::move(args), o))
{
    impl_->start(o, launch, captures);
}

async_process::~async_process()
{
    auto& process = impl_->process;
    if (process && !process->returncode())
    {
        impl_->fail(nullptr);
        abandon(std::move(process));
    }
}

int async_process::number() const noexcept
{
    return impl_->ready.number();
}

async_process::next async_process::advance() noexcept
{
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
                // The wait for the killed child has failed. It is not tried
                // again.
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
                                std::optional<std::string>& err)
{
    impl_->streams.take(impl::machine::out, out);
    impl_->streams.take(impl::machine::err, err);
}

void async_process::take_output(std::optional<bytes>& out,
                                std::optional<bytes>& err)
{
    impl_->streams.take(impl::machine::out, out);
    impl_->streams.take(impl::machine::err, err);
}

} // namespace concur::subprocess::detail
