// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <concur/subprocess/detail/popen_async.hpp>
#include <concur/subprocess/detail/popen_core.hpp>

#include "check_options.hpp"
#include "popen_impl.hpp"
#include "start_process.hpp"
#include "text/utf.hpp"
#include "wait_end.hpp"

#include <concur/detail/interrupts.hpp>
#include <concur/detail/uncancellable.hpp>
#include <concur/errors.hpp>
#include <concur/subprocess/errors.hpp>
#include <concur/subprocess/policy.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <boost/throw_exception.hpp>

#include <csignal>
#include <cstddef>
#include <functional>
#include <mutex>
#include <span>
#include <string_view>
#include <utility>

namespace concur::subprocess::detail {

using machine = communicate_machine;

namespace {

// Makes a function of the caller throw once the object is gone: the function
// may use what ended with the object.
template<class Argument>
void end_with(stop_signal const& gone, std::function<void(Argument)>& f)
{
    if (f)
    {
        f = [&gone, called = std::move(f)](Argument a) {
            if (gone.stopped())
            {
                boost::throw_exception(boost::system::system_error(
                    boost::asio::error::operation_aborted));
            }
            called(a);
        };
    }
}

options ends_with(stop_signal const& gone, options o)
{
    end_with(gone, o.on_stdout);
    end_with(gone, o.on_stderr);
    end_with(gone, o.on_output);
    return o;
}

} // namespace

void popen_core::impl::check_not_communicating()
{
    std::lock_guard const held(mutex_);
    if (communicating_)
    {
        boost::throw_exception(
            ValueError("async_communicate() has not ended yet"));
    }
}

void popen_core::impl::begin_communicate()
{
    {
        std::lock_guard const held(mutex_);
        if (communicating_)
        {
            boost::throw_exception(
                ValueError("async_communicate() has not ended yet"));
        }
        communicating_ = true;
    }
    streams.stop_operations();
}

void popen_core::impl::end_communicate() noexcept
{
    bool close;
    {
        std::lock_guard const held(mutex_);
        communicating_ = false;
        close = closes_;
    }
    if (close)
    {
        streams.close_without_blocking();
    }
    else if (gone && gone->stopped())
    {
        streams.never_block_at_end();
    }
}

popen_core::popen_core(command args, options const& o,
                       launch_function const& launch, bool asynchronous)
{
    // This call forgets an exception of an interrupt that has been caught. Only
    // the exception of a later interrupt can leave the scope of this object.
    concur::detail::interrupt_in_flight();
    reap_abandoned();
    check_stream_options(o);
    // Nothing may fail once there is a child. So allocate memory first.
    if (asynchronous)
    {
        auto gone = std::make_unique<stop_signal>();
        impl_ = std::make_unique<impl>(std::move(args), ends_with(*gone, o));
        impl_->gone = std::move(gone);
    }
    else
    {
        impl_ = std::make_unique<impl>(std::move(args), o);
    }
    auto started = start_process(impl_->args, o, launch);
    impl_->process = std::move(started.process);
    impl_->streams.open(std::move(started.pipes));
}

popen_core::~popen_core()
{
    // The thread must not be cancelled during the warning or in the destructors
    // of members.
    concur::detail::uncancellable const whole;
    auto const last = std::move(impl_);
    if (last && last->process && !last->process->returncode())
    {
        if (last->warned)
        {
            abandon(std::move(last->process));
            reap_abandoned();
            return;
        }
        abandon_with_warning(std::move(last->process));
    }
}

void popen_core::expose() noexcept
{
    impl_->process->expose();
}

std::optional<int> popen_core::poll()
{
    return impl_->process->poll();
}

int popen_core::wait(concur::timeout const& t, std::stop_token const& stop)
{
    return wait(t, stop_watch(stop));
}

int popen_core::wait(concur::timeout const& t, stop_watch const& stop)
{
    auto const limit = t.relative();
    wait_end const until(deadline(t), &stop);
    if (auto code = impl_->end.wait(*impl_->process, until))
    {
        return *code;
    }
    if (until.stopped())
    {
        boost::throw_exception(
            CancelledError(impl_->args, {}, {}, {}, report()));
    }
    boost::throw_exception(
        TimeoutExpired(impl_->args, limit, {}, {}, {}, report()));
}

std::optional<int> popen_core::returncode() const
{
    return impl_->process->returncode();
}

long popen_core::pid() const noexcept
{
    return impl_->process->pid();
}

void popen_core::send_signal(long long signal)
{
    // A number that is no int is no signal number. Then pass -1, which is no
    // signal number either.
    impl_->process->send_signal(
        std::in_range<int>(signal) ? static_cast<int>(signal) : -1);
}

void popen_core::terminate()
{
    send_signal(SIGTERM);
}

void popen_core::kill()
{
    send_signal(SIGKILL);
}

void popen_core::suspend()
{
    send_signal(SIGSTOP);
}

void popen_core::resume()
{
    send_signal(SIGCONT);
}

int popen_core::stop()
{
    return stop(impl_->leaving.steps());
}

int popen_core::stop(std::span<stop_step const> steps)
{
    check_ladder(steps);
    stop_machine machine(steps);
    child* const process = impl_->process.get();
    std::span const children(&process, 1);
    machine.begin(children, ended_by::stop);
    for (;;)
    {
        if (auto const code =
                impl_->end.wait(*process, wait_end().sooner(machine.left())))
        {
            return *code;
        }
        machine.advance(children);
    }
}

bool popen_core::transfer(input_data input, wait_end const& until)
{
    impl_->check_not_communicating();
    auto& streams = impl_->streams;
    child* const process = impl_->process.get();
    std::span const children(&process, 1);
    streams.begin(std::move(input));
    impl_->end.interruptibly(children, until,
                             [&] { streams.transfer(children, until); });
    return streams.finish(until) == conversation::finished::all;
}

void popen_core::communicate(input_data input, concur::timeout const& t,
                             std::stop_token const& stop)
{
    auto const limit = t.relative();
    stop_watch const watch(stop);
    wait_end const until(deadline(t), &watch);
    if (!transfer(std::move(input), until))
    {
        throw_unfinished(until.stopped(), limit, false);
    }
}

void popen_core::throw_unfinished(bool stopped, concur::timeout const& limit,
                                  bool take)
{
    auto& streams = impl_->streams;
    streams.spill();
    if (stopped)
    {
        boost::throw_exception(CancelledError(
            impl_->args, streams.collected(machine::out, take),
            streams.collected(machine::err, take), streams.byte_record(take),
            report(), streams.byte_summary()));
    }
    boost::throw_exception(TimeoutExpired(
        impl_->args, limit, streams.collected(machine::out, take),
        streams.collected(machine::err, take), streams.byte_record(take),
        report(), streams.byte_summary()));
}

bool popen_core::live() const noexcept
{
    return impl_->streams.live();
}

void popen_core::close_and_wait()
{
    impl_->end.close_and_wait(*impl_->process, impl_->streams);
}

void popen_core::send_last_signal(destroy how) noexcept
{
    try
    {
        auto& process = *impl_->process;
        if (how == destroy::kill)
        {
            process.kill(ended_by::stop);
        }
        else if (how == destroy::terminate && impl_->leaving.gradual())
        {
            child* const whole = &process;
            impl_->leaving.begin({&whole, 1}, ended_by::stop);
        }
        else if (how == destroy::terminate)
        {
            process.stop(SIGTERM, std::nullopt, ended_by::stop);
        }
    }
    catch (OSError const&)
    {
        // A destructor cannot report the error.
    }
}

// Ends all asynchronous operations. Returns whether no asynchronous
// communicate() uses the streams; otherwise it closes them at its end if
// `closes` is true.
bool popen_core::impl::stop_operations(bool closes) noexcept
{
    if (!gone)
    {
        return true;
    }
    gone->stop();
    bool idle;
    {
        std::lock_guard const held(mutex_);
        closes_ = closes;
        idle = !communicating_;
    }
    if (idle)
    {
        streams.stop_operations();
    }
    return idle;
}

bool popen_core::leave(destroy how) noexcept
{
    concur::detail::uncancellable const whole;
    bool const idle = impl_->stop_operations(how != destroy::detach);
    if (how == destroy::detach)
    {
        if (idle)
        {
            impl_->streams.never_block_at_end();
        }
        if (!impl_->process->returncode())
        {
            warn_of_running(*impl_->process);
            impl_->warned = true;
        }
        return false;
    }
    send_last_signal(how);
    if (idle)
    {
        impl_->streams.close_without_blocking();
    }
    impl_->warned = true;
    try
    {
        return !impl_->process->poll();
    }
    catch (OSError const&)
    {
        return true;
    }
}

void popen_core::finish(destroy how) noexcept
{
    concur::detail::uncancellable const whole;
    // The exception of an interrupt does not wait for the steps of a stop.
    bool const hurries = how == destroy::terminate &&
                         impl_->leaving.gradual() &&
                         concur::detail::interrupt_in_flight();
    send_last_signal(hurries ? destroy::kill : how);
    impl_->end.finish_stop(*impl_->process, impl_->streams, impl_->leaving);
    if (how == destroy::detach)
    {
        impl_->streams.never_block_at_end();
    }
    else
    {
        impl_->end.leave_scope(*impl_->process, impl_->streams);
    }
}

void popen_core::await_killed() noexcept
{
    impl_->process->await_killed();
}

void popen_core::copy_output(std::optional<std::string>& out,
                             std::optional<std::string>& err)
{
    impl_->streams.copy(machine::out, out);
    impl_->streams.copy(machine::err, err);
}

void popen_core::copy_output(std::optional<bytes>& out,
                             std::optional<bytes>& err)
{
    impl_->streams.copy(machine::out, out);
    impl_->streams.copy(machine::err, err);
}

void popen_core::take_output(std::optional<std::string>& out,
                             std::optional<std::string>& err)
{
    impl_->streams.take(machine::out, out);
    impl_->streams.take(machine::err, err);
}

void popen_core::take_output(std::optional<bytes>& out,
                             std::optional<bytes>& err)
{
    impl_->streams.take(machine::out, out);
    impl_->streams.take(machine::err, err);
}

run_details popen_core::details(bool take)
{
    return {impl_->streams.record(take), impl_->streams.summary(), report()};
}

process_report popen_core::report() const
{
    return impl_->process->report();
}

void popen_core::throw_called_process_error(int returncode)
{
    std::optional<std::string> out;
    std::optional<std::string> err;
    take_output(out, err);
    boost::throw_exception(CalledProcessError(
        returncode, impl_->args, std::move(out), std::move(err),
        impl_->streams.record(true), report(), impl_->streams.summary()));
}

command const& popen_core::args() const noexcept
{
    return impl_->args;
}

stream const& popen_core::in() const noexcept
{
    return impl_->streams.input_stream();
}

stream const& popen_core::out() const noexcept
{
    return impl_->streams.output_stream(machine::out);
}

stream const& popen_core::err() const noexcept
{
    return impl_->streams.output_stream(machine::err);
}

terminal popen_core::terminal() const noexcept
{
    return impl_->streams.terminal();
}

std::optional<std::string> popen_core::encoding() const
{
    return impl_->streams.encoding();
}

std::optional<std::string> popen_core::errors() const
{
    return impl_->streams.errors();
}

bool popen_core::text_mode() const noexcept
{
    return impl_->streams.text_mode();
}

long long popen_core::pipesize() const noexcept
{
    return impl_->streams.pipesize();
}

std::string popen_core::repr() const
{
    auto const code = returncode();
    auto text =
        "<Popen: returncode: " + (code ? std::to_string(*code) : "None") +
        " args: " + impl_->args.repr() + ">";
    // Count characters, as Python does. The text is valid UTF-8: repr() has
    // escaped other bytes.
    constexpr std::size_t longest = 80;
    std::size_t cut = 0;
    std::size_t count = 0;
    for (std::size_t p = 0; p < text.size();
         p += front(std::string_view(text).substr(p)).second)
    {
        if (count++ == longest - 4)
        {
            cut = p;
        }
    }
    if (count > longest)
    {
        text.replace(cut, text.npos, "...>");
    }
    return text;
}

void popen_core::release(native::start_result& to) noexcept
{
    if (impl_->stop_operations(true) && impl_->gone)
    {
        impl_->streams.never_block_at_end();
    }
    impl_->process->release(to);
}

void check_asynchronous(popen_attachment const* part)
{
    if (part == nullptr)
    {
        boost::throw_exception(
            ValueError("the process object was made without an executor"));
    }
}

} // namespace concur::subprocess::detail
