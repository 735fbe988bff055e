// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/detail/child_wait.hpp>

#include "../error_code_of.hpp"
#include "../growing_nap.hpp"
#include "../popen_impl.hpp"
#include "../readiness_set.hpp"
#include "drive_blocking.hpp"
#include "kernel.hpp"

#include <concur/detail/uncancellable.hpp>
#include <concur/errors.hpp>
#include <concur/subprocess/errors.hpp>

#include <boost/asio/error.hpp>
#include <boost/throw_exception.hpp>

#include <algorithm>
#include <optional>
#include <utility>

#include <poll.h>

namespace concur::subprocess::detail {

using namespace std::chrono_literals;

struct child_wait::impl
{
    // The state of one child of the wait.
    struct watched
    {
        popen_core::impl* popen;
        int pidfd = -1; // in the set
        bool ended = false;
    };

    explicit impl(popen_list given) : children(std::move(given)) {}

    bool gone() const noexcept;
    bool look();
    void watch() noexcept;
    void add(watched& w);

    popen_list const children;
    std::vector<watched> all;
    goal until = goal::any;
    std::optional<readiness_set> ready;
    bool watching = false; // the set has the children and the signals
    bool must_poll = false;
    growing_nap nap;
    bool cancelled = false;
    boost::system::error_code error;
    std::size_t index = 0;
    std::vector<int> codes; // has the memory for the result
};

child_wait::child_wait(popen_list children, goal until)
    : impl_(std::make_unique<impl>(std::move(children)))
{
    impl_->until = until;
    impl_->all.reserve(impl_->children.size());
    if (until == goal::all)
    {
        impl_->codes.reserve(impl_->children.size());
    }
    for (auto const& each : impl_->children)
    {
        impl_->all.push_back({&each->parts()});
    }
}

child_wait::~child_wait() = default;

bool child_wait::impl::gone() const noexcept
{
    return until != goal::reap &&
           std::any_of(all.begin(), all.end(), [](watched const& w) {
               return w.popen->gone && w.popen->gone->stopped();
           });
}

// Looks for children that have ended. True if the goal is reached.
bool child_wait::impl::look()
{
    bool running = false;
    for (std::size_t i = 0; i != all.size(); ++i)
    {
        auto& w = all[i];
        w.ended = w.ended || w.popen->process->poll();
        if (w.ended && until == goal::any)
        {
            index = i;
            return true;
        }
        if (w.ended && w.pidfd >= 0)
        {
            ready->remove(std::exchange(w.pidfd, -1));
        }
        running = running || !w.ended;
    }
    return !running;
}

// Puts what is waited for into the set. If a child cannot be watched, the
// children are polled.
void child_wait::impl::watch() noexcept
{
    try
    {
        if (!watching)
        {
            ready.emplace();
            for (auto& w : all)
            {
                add(w);
            }
            watching = true;
            return;
        }
        // The children whose pidfd is ready could not be reaped. Another thread
        // is about to reap them; or this is Linux 5.2, where pidfds are always
        // ready.
        for (auto const& w : all)
        {
            pollfd ended{w.pidfd, POLLIN, 0};
            if (w.pidfd >= 0 && kernel::poll(&ended, 1, 0ns) == 0 &&
                ended.revents != 0 && !w.popen->process->poll())
            {
                must_poll = true;
            }
            if (w.popen->gone && w.popen->gone->disturbed())
            {
                must_poll = true;
            }
        }
    }
    catch (OSError const&)
    {
        must_poll = true;
    }
}

void child_wait::impl::add(watched& w)
{
    auto const same = std::find_if(all.begin(), all.end(), [&](auto const& o) {
        return o.popen == w.popen;
    });
    if (&*same != &w)
    {
        return;
    }
    if (until != goal::reap && w.popen->gone && w.popen->gone->number() >= 0)
    {
        ready->add_reader(w.popen->gone->number());
    }
    if (!w.ended)
    {
        auto const number = w.popen->process->pidfd();
        if (number < 0)
        {
            must_poll = true;
            return;
        }
        ready->add_reader(number);
        w.pidfd = number;
    }
}

driver_step child_wait::advance() noexcept
{
    concur::detail::uncancellable const whole;
    auto& i = *impl_;
    try
    {
        bool const reached = !i.cancelled && !i.gone() && i.look();
        // Look again: release() tells the operations first, and then the child
        // looks as if it had ended.
        if (i.cancelled || i.gone())
        {
            i.error = boost::asio::error::operation_aborted;
            return driver_step::done;
        }
        if (reached)
        {
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

int child_wait::number() const noexcept
{
    return impl_->must_poll || !impl_->ready ? -1 : impl_->ready->number();
}

std::chrono::nanoseconds child_wait::pause() noexcept
{
    return impl_->nap.next();
}

void child_wait::poll_only() noexcept
{
    impl_->must_poll = true;
}

void child_wait::cancel(boost::asio::cancellation_type) noexcept
{
    impl_->cancelled = true;
}

void child_wait::fail(std::exception_ptr e) noexcept
{
    impl_->error = code_of(e);
}

boost::system::error_code child_wait::error() const noexcept
{
    return impl_->error;
}

std::size_t child_wait::index() const noexcept
{
    return impl_->index;
}

int child_wait::returncode(std::size_t place) const noexcept
{
    return impl_->error
               ? 0
               : impl_->all[place].popen->process->returncode().value_or(0);
}

std::vector<int> child_wait::returncodes() noexcept
{
    if (!impl_->error)
    {
        for (std::size_t i = 0; i != impl_->all.size(); ++i)
        {
            impl_->codes.push_back(returncode(i)); // reserved
        }
    }
    return std::move(impl_->codes);
}

bool wait_blocking(child_wait& w, concur::timeout const& t)
{
    return drive_blocking(w, deadline(t));
}

void throw_timeout_of(popen_list const& children, concur::timeout const& t)
{
    auto const running =
        std::find_if(children.begin(), children.end(),
                     [](auto const& each) { return !each->returncode(); });
    auto const& first = running == children.end() ? children[0] : *running;
    boost::throw_exception(
        TimeoutExpired(first->args(), t, {}, {}, {}, first->report()));
}

void check_not_empty(popen_list const& children)
{
    if (children.empty())
    {
        boost::throw_exception(ValueError("there is no process to wait for"));
    }
}

void throw_null_popen()
{
    boost::throw_exception(ValueError("a pointer to a process object is null"));
}

} // namespace concur::subprocess::detail
