// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/detail/popen_communicate.hpp>

#include "nonblocking_communicate.hpp"
#include "popen_impl.hpp"
#include "readiness_set.hpp"

#include <concur/detail/uncancellable.hpp>
#include <concur/errors.hpp>
#include <concur/subprocess/detail/child_wait.hpp>
#include <concur/subprocess/errors.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <boost/throw_exception.hpp>

#include <span>

namespace concur::subprocess::detail {

using machine = communicate_machine;
using boost::asio::cancellation_type;

struct popen_communicate::impl
{
    impl(std::shared_ptr<popen_core> c, input_data i, concur::timeout const& t)
        : core(std::move(c)), popen(core->parts()), input(std::move(i)),
          limit(t.relative())
    {
    }

    driver_step step();
    driver_step talk();
    driver_step reap() noexcept;
    void kill();
    void begin();
    void watch() noexcept;
    driver_step end(std::exception_ptr e) noexcept;
    driver_step abort() noexcept;
    bool gone() const noexcept
    {
        return popen.gone->stopped();
    }
    template<class Bytes>
    std::exception_ptr take(std::optional<Bytes>& out,
                            std::optional<Bytes>& err,
                            run_details& details) noexcept;

    std::shared_ptr<popen_core> const core;
    popen_core::impl& popen;
    input_data input;
    concur::timeout const limit;
    deadline until;
    bool owns_streams = false; // between begin_ and end_communicate()
    child* running = nullptr;  // the child as an array, for the driver
    std::optional<readiness_set> ready;
    bool watching = false;
    bool must_poll = false;
    std::unique_ptr<nonblocking_communicate> driver;
    std::optional<child_wait> killed; // waits for a child that was killed
    // What was requested by a cancellation slot.
    cancellation_type requested = cancellation_type::none;
    std::exception_ptr error;
    bool complete = false; // the output was collected and decoded
};

popen_communicate::popen_communicate(std::shared_ptr<popen_core> core,
                                     input_data input, concur::timeout const& t)
    : impl_(std::make_unique<impl>(std::move(core), std::move(input), t))
{
    try
    {
        impl_->popen.begin_communicate();
        impl_->owns_streams = true;
    }
    catch (ValueError const&)
    {
        impl_->error = std::current_exception();
    }
    impl_->until = deadline(t);
}

popen_communicate::~popen_communicate()
{
    impl_->driver.reset();
    impl_->killed.reset();
    if (impl_->owns_streams)
    {
        impl_->popen.end_communicate();
    }
}

driver_step popen_communicate::impl::end(std::exception_ptr e) noexcept
{
    error = std::move(e);
    return driver_step::done;
}

driver_step popen_communicate::impl::abort() noexcept
{
    try
    {
        boost::throw_exception(
            boost::system::system_error(boost::asio::error::operation_aborted));
    }
    catch (...)
    {
        return end(std::current_exception());
    }
}

void popen_communicate::impl::begin()
{
    ready.emplace();
    driver = std::make_unique<nonblocking_communicate>(popen.streams);
    running = popen.process.get();
    driver->begin(std::span(&running, 1), until);
    driver->transfer_data(std::move(input));
}

// Puts the driver's set and the signal into a set of its own.
void popen_communicate::impl::watch() noexcept
{
    if (driver->number() < 0)
    {
        must_poll = true;
    }
    if (must_poll)
    {
        return;
    }
    if (watching)
    {
        must_poll = popen.gone->disturbed();
        return;
    }
    watching = true;
    try
    {
        ready->add_reader(driver->number());
        if (popen.gone->number() >= 0)
        {
            ready->add_reader(popen.gone->number());
        }
    }
    catch (OSError const&)
    {
        must_poll = true;
    }
}

// Kills the child once. If that fails, the child is waited for nevertheless.
void popen_communicate::impl::kill()
{
    driver.reset();
    killed.emplace(popen_list{core}, child_wait::goal::any);
    popen.process->kill(ended_by::cancelled);
}

driver_step popen_communicate::impl::reap() noexcept
{
    auto const next = killed->advance();
    return next != driver_step::done || error ? next : abort();
}

driver_step popen_communicate::impl::step()
{
    if (error && !killed)
    {
        return driver_step::done;
    }
    if (gone())
    {
        return abort();
    }
    if (killed)
    {
        return reap();
    }
    auto const type = std::exchange(requested, cancellation_type::none);
    if ((type & cancellation_type::terminal) != cancellation_type::none)
    {
        kill();
        return reap();
    }
    if ((type & cancellation_type::partial) != cancellation_type::none)
    {
        return abort();
    }
    if ((type & cancellation_type::total) != cancellation_type::none &&
        (!driver || !popen.streams.has_moved()))
    {
        if (driver)
        {
            popen.streams.forget_beginning();
        }
        return abort();
    }
    return talk();
}

driver_step popen_communicate::impl::talk()
{
    if (!driver)
    {
        begin();
    }
    using next = nonblocking_communicate::next;
    auto const n = driver->advance();
    if (gone())
    {
        return abort(); // a function of the caller destroyed the object
    }
    switch (n)
    {
    case next::wait:
        if (requested != cancellation_type::none)
        {
            return driver_step::again; // a function of the caller cancelled
        }
        watch();
        return driver_step::wait;
    case next::again:
        return driver_step::again;
    case next::expired:
        popen.streams.spill();
        boost::throw_exception(TimeoutExpired(
            popen.args, limit, popen.streams.collected(machine::out, false),
            popen.streams.collected(machine::err, false),
            popen.streams.byte_record(false), popen.process->report(),
            popen.streams.byte_summary()));
    case next::done:
        break;
    }
    complete = true;
    return driver_step::done;
}

driver_step popen_communicate::advance() noexcept
{
    concur::detail::uncancellable const whole;
    try
    {
        return impl_->step();
    }
    catch (...)
    {
        if (impl_->gone())
        {
            return impl_->abort();
        }
        impl_->error = std::current_exception();
        return impl_->killed ? impl_->reap() : driver_step::done;
    }
}

int popen_communicate::number() const noexcept
{
    if (impl_->killed)
    {
        return impl_->must_poll ? -1 : impl_->killed->number();
    }
    return impl_->must_poll || !impl_->ready ? -1 : impl_->ready->number();
}

std::chrono::nanoseconds popen_communicate::pause() noexcept
{
    return impl_->killed ? impl_->killed->pause() : impl_->driver->pause();
}

void popen_communicate::poll_only() noexcept
{
    impl_->must_poll = true;
}

void popen_communicate::cancel(cancellation_type type) noexcept
{
    impl_->requested = impl_->requested | type;
}

void popen_communicate::fail(std::exception_ptr e) noexcept
{
    impl_->error = std::move(e);
}

template<class Bytes>
std::exception_ptr popen_communicate::impl::take(std::optional<Bytes>& out,
                                                 std::optional<Bytes>& err,
                                                 run_details& details) noexcept
{
    try
    {
        if (complete)
        {
            popen.streams.copy(machine::out, out);
            popen.streams.copy(machine::err, err);
            details.record = popen.streams.record(false);
            details.output = popen.streams.summary();
        }
        else if (killed)
        {
            popen.streams.copy_part(machine::out, out);
            popen.streams.copy_part(machine::err, err);
            details.record = popen.streams.record(false);
            details.output = popen.streams.summary();
        }
    }
    catch (...)
    {
        if (!error)
        {
            error = std::current_exception();
        }
    }
    return error;
}

std::exception_ptr popen_communicate::take(std::optional<std::string>& out,
                                           std::optional<std::string>& err,
                                           run_details& details) noexcept
{
    return impl_->take(out, err, details);
}

std::exception_ptr popen_communicate::take(std::optional<bytes>& out,
                                           std::optional<bytes>& err,
                                           run_details& details) noexcept
{
    return impl_->take(out, err, details);
}

} // namespace concur::subprocess::detail
