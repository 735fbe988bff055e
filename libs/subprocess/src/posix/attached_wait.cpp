// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/detail/attached_wait.hpp>

#include "../attachment.hpp"
#include "../error_code_of.hpp"
#include "../growing_nap.hpp"
#include "../readiness_set.hpp"
#include "drive_blocking.hpp"
#include "kernel.hpp"

#include <concur/detail/uncancellable.hpp>
#include <concur/errors.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>
#include <optional>
#include <utility>

#include <poll.h>

namespace concur::subprocess::detail {

using namespace std::chrono_literals;

struct attached_wait::impl
{
    explicit impl(std::shared_ptr<attachment> given) : process(std::move(given))
    {
    }

    void watch() noexcept;

    std::shared_ptr<attachment> const process;
    std::optional<readiness_set> ready; // has the pidfd
    bool must_poll = false;
    growing_nap nap;
    bool cancelled = false;
    boost::system::error_code error;
    process_end end;
};

attached_wait::attached_wait(std::shared_ptr<attachment> process)
    : impl_(std::make_unique<impl>(std::move(process)))
{
}

attached_wait::~attached_wait() = default;

// Each wait has a set of its own, since an executor can wait for a descriptor
// only once at a time.
void attached_wait::impl::watch() noexcept
{
    try
    {
        if (!ready)
        {
            readiness_set set;
            set.add_reader(process->pidfd());
            ready = std::move(set);
            return;
        }
        // If the process has ended but its tracer has not waited for it, the
        // pidfd stays ready.
        pollfd end{ready->number(), POLLIN, 0};
        must_poll = kernel::poll(&end, 1, 0ns) != 0 || end.revents != 0;
    }
    catch (OSError const&)
    {
        must_poll = true;
    }
}

driver_step attached_wait::advance() noexcept
{
    concur::detail::uncancellable const whole;
    auto& i = *impl_;
    if (i.cancelled)
    {
        i.error = boost::asio::error::operation_aborted;
        return driver_step::done;
    }
    try
    {
        if (auto const found = i.process->poll())
        {
            i.end = *found;
            return driver_step::done;
        }
    }
    catch (OSError const& e)
    {
        i.error = code_of(e);
        return driver_step::done;
    }
    if (!i.must_poll)
    {
        i.watch();
    }
    return driver_step::wait;
}

int attached_wait::number() const noexcept
{
    return impl_->must_poll || !impl_->ready ? -1 : impl_->ready->number();
}

std::chrono::nanoseconds attached_wait::pause() noexcept
{
    return impl_->nap.next();
}

void attached_wait::poll_only() noexcept
{
    impl_->must_poll = true;
}

void attached_wait::cancel(boost::asio::cancellation_type) noexcept
{
    impl_->cancelled = true;
}

void attached_wait::fail(std::exception_ptr e) noexcept
{
    impl_->error = code_of(e);
}

boost::system::error_code attached_wait::error() const noexcept
{
    return impl_->error;
}

std::tuple<boost::system::error_code, process_end>
attached_wait::results() const noexcept
{
    return {impl_->error, impl_->end};
}

bool wait_blocking(attached_wait& w, concur::timeout const& t)
{
    return drive_blocking(w, deadline(t));
}

} // namespace concur::subprocess::detail
