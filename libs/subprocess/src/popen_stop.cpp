// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/detail/popen_stop.hpp>

#include "check_options.hpp"
#include "error_code_of.hpp"
#include "popen_impl.hpp"
#include "readiness_set.hpp"
#include "stop_machine.hpp"

#include <concur/detail/uncancellable.hpp>
#include <concur/errors.hpp>
#include <concur/subprocess/detail/child_wait.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>
#include <span>
#include <utility>

namespace concur::subprocess::detail {

using boost::asio::cancellation_type;

struct popen_stop::impl
{
    impl(std::shared_ptr<popen_core> const& core, child_wait::goal until,
         std::span<stop_step const> steps)
        : popen(core->parts()), process(popen.process.get()), own(steps),
          stop(&own), wait(popen_list{core}, until)
    {
    }

    driver_step step();
    void watch() noexcept;

    popen_core::impl& popen;
    child* const process;
    stop_machine own;
    stop_machine* stop;
    child_wait wait;                    // keeps the process object
    std::optional<readiness_set> ready; // `wait` and the time of the next step
    bool must_poll = false;
    cancellation_type requested = cancellation_type::none;
    boost::system::error_code error;
};

popen_stop::popen_stop(std::shared_ptr<popen_core> core,
                       std::optional<sequence<stop_step>> const& steps)
{
    std::span<stop_step const> const all =
        steps ? std::span<stop_step const>(*steps)
              : core->parts().leaving.steps();
    impl_ = std::make_unique<impl>(core, child_wait::goal::any, all);
}

popen_stop::popen_stop(std::shared_ptr<popen_core> core)
    : impl_(std::make_unique<impl>(core, child_wait::goal::reap,
                                   std::span<stop_step const>()))
{
    impl_->stop = &impl_->popen.leaving;
}

popen_stop::~popen_stop() = default;

void check_stop_steps(std::optional<sequence<stop_step>> const& steps)
{
    if (steps)
    {
        check_ladder(*steps);
    }
}

driver_step popen_stop::impl::step()
{
    std::span const children(&process, 1);
    auto const type = std::exchange(requested, cancellation_type::none);
    bool const at_once =
        (type & cancellation_type::terminal) != cancellation_type::none;
    if (stop == &own && !stop->begun())
    {
        bool const gone = popen.gone && popen.gone->stopped();
        if (gone || (type != cancellation_type::none && !at_once))
        {
            error = boost::asio::error::operation_aborted;
            return driver_step::done;
        }
        stop->begin(children, ended_by::stop);
    }
    if (at_once)
    {
        stop->kill(children, ended_by::stop);
    }
    stop->advance(children);
    auto const next = wait.advance();
    if (next == driver_step::done)
    {
        error = wait.error();
    }
    else
    {
        watch();
    }
    return next;
}

// Puts the wait and the time of the next step into a set of its own.
void popen_stop::impl::watch() noexcept
{
    auto const left = stop->left();
    if (must_poll || (!left && !ready))
    {
        return;
    }
    must_poll = wait.number() < 0;
    if (must_poll)
    {
        return;
    }
    try
    {
        if (!ready)
        {
            ready.emplace();
            ready->add_reader(wait.number());
        }
        auto const now = std::chrono::steady_clock::now();
        ready->set_timer(left ? now + *left
                              : std::chrono::steady_clock::time_point::max());
    }
    catch (OSError const&)
    {
        must_poll = true;
    }
}

driver_step popen_stop::advance() noexcept
{
    concur::detail::uncancellable const whole;
    try
    {
        return impl_->step();
    }
    catch (OSError const& e)
    {
        impl_->error = code_of(e);
        return driver_step::done;
    }
}

int popen_stop::number() const noexcept
{
    if (impl_->must_poll)
    {
        return -1;
    }
    return impl_->ready ? impl_->ready->number() : impl_->wait.number();
}

std::chrono::nanoseconds popen_stop::pause() noexcept
{
    auto const nap = impl_->wait.pause();
    return std::min(nap, impl_->stop->left().value_or(nap));
}

void popen_stop::poll_only() noexcept
{
    impl_->must_poll = true;
}

void popen_stop::cancel(cancellation_type type) noexcept
{
    impl_->requested = impl_->requested | type;
}

void popen_stop::fail(std::exception_ptr e) noexcept
{
    impl_->error = code_of(e);
}

void popen_stop::abandon() noexcept
{
    impl_.reset();
}

boost::system::error_code popen_stop::error() const noexcept
{
    return impl_->error;
}

int popen_stop::returncode() const noexcept
{
    return impl_->error ? 0 : impl_->wait.returncode(0);
}

} // namespace concur::subprocess::detail
