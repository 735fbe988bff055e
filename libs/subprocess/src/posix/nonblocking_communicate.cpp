// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../nonblocking_communicate.hpp"

#include "../child.hpp"
#include "kernel.hpp"
#include "output_drain.hpp"
#include "transfer.hpp"

#include <concur/errors.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <utility>

#include <poll.h>

namespace concur::subprocess::detail {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

nonblocking_communicate::nonblocking_communicate(conversation& streams)
    : streams_(streams)
{
}

nonblocking_communicate::~nonblocking_communicate() = default;

void nonblocking_communicate::begin(std::span<child* const> children,
                                    deadline const& until)
{
    running_ = children;
    until_ = until;
    talk_ = &streams_.begin_transfer();
    if (auto const left = until_.left())
    {
        ready_.set_timer(steady_clock::now() + *left);
    }
}

void nonblocking_communicate::transfer_data(input_data input)
{
    streams_.begin(std::move(input));
    talk_ = &streams_.begin_transfer();
    moved_ = std::make_unique<transfer>(
        *talk_, streams_.streams(),
        [this](int number) { ready_.remove(number); });
    watch_streams();
}

void nonblocking_communicate::watch_streams()
{
    for (auto which : {machine::out, machine::err})
    {
        if (talk_->receiving(which))
        {
            ready_.add_reader(moved_->number(which));
        }
    }
    if (talk_->sending())
    {
        ready_.add_writer(moved_->input());
    }
}

void nonblocking_communicate::stop_watching_streams() noexcept
{
    for (auto const* file :
         {&streams_.input_stream(), &streams_.output_stream(machine::out),
          &streams_.output_stream(machine::err)})
    {
        if (auto const end = pipe_stream::of(*file); end && !end->closed())
        {
            ready_.remove(end->number());
        }
    }
}

// Waits until a file of the tee can be written. Meanwhile, nothing is moved
// through the pipes of the child, so they are not watched.
nonblocking_communicate::next
nonblocking_communicate::wait_for_tee(int full) noexcept
{
    if (watched_tee_ != full)
    {
        stop_watching_streams();
        stop_watching_tee();
        watched_tee_ = full;
        try
        {
            ready_.add_writer(full);
        }
        catch (OSError const&)
        {
            must_poll_ = true;
        }
    }
    return next::wait;
}

void nonblocking_communicate::stop_watching_tee() noexcept
{
    if (watched_tee_ >= 0)
    {
        ready_.remove(std::exchange(watched_tee_, -1));
    }
}

void nonblocking_communicate::stop_transfers() noexcept
{
    if (std::exchange(stopped_, true))
    {
        return;
    }
    drain_.reset();
    moved_.reset();
    stop_watching_streams();
    stop_watching_tee();
    try
    {
        ready_.set_timer(steady_clock::time_point::max());
    }
    catch (OSError const&)
    {
        // The timer may have expired, so the set may always be ready.
        must_poll_ = true;
    }
}

// Moves data through each pipe that is ready, once. False if none is.
bool nonblocking_communicate::transfer_once()
{
    std::array<pollfd, 3> set{};
    std::size_t size = 0;
    for (auto which : {machine::out, machine::err})
    {
        if (talk_->receiving(which))
        {
            set[size++] = {moved_->number(which), POLLIN, 0};
        }
    }
    if (talk_->sending())
    {
        set[size++] = {moved_->input(), POLLOUT, 0};
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
        if (talk_->receiving(which))
        {
            auto const events = set[i++].revents;
            any = any || events != 0;
            moved_->read(which, events);
        }
    }
    if (talk_->sending() && set[i].revents != 0)
    {
        any = true;
        no_sigpipe guard;
        moved_->write(guard);
    }
    return any;
}

nonblocking_communicate::next nonblocking_communicate::communicate()
{
    // So much is done at once before other handlers of the executor run.
    constexpr int most_transfers = 16;
    for (int n = 0; n != most_transfers; ++n)
    {
        switch (talk_->next())
        {
        case machine::step::stop:
            streams_.stopping().begin(running_, ended_by::ceiling);
            talk_->stopping();
            moved_->close_input();
            break;
        case machine::step::deliver: {
            // While the children are stopped, they may end while a file is
            // full.
            bool const stops = streams_.stopping().begun() &&
                               streams_.stopping().gradual() &&
                               talk_->watches_end();
            if (stops && see_end())
            {
                break;
            }
            auto const full = talk_->deliver();
            if (until_.passed() && !talk_->only_drains())
            {
                talk_->deadline_passed();
            }
            else if (full >= 0)
            {
                auto const next = wait_for_tee(full);
                return stops ? wait_for_child() : next;
            }
            else if (watched_tee_ >= 0)
            {
                stop_watching_tee();
                watch_streams();
                nap_.reset();
            }
            break;
        }
        case machine::step::transfer:
            if (auto const n = transfer_data_once(); n == next::wait)
            {
                return n;
            }
            break;
        case machine::step::reap:
            if (reap())
            {
                talk_->child_ended();
            }
            else if (until_.passed())
            {
                talk_->deadline_passed();
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

// Moves data, or waits for it. Ends the outputs whose time has passed after the
// end of the children.
nonblocking_communicate::next nonblocking_communicate::transfer_data_once()
{
    if (see_end())
    {
        return next::again;
    }
    if (talk_->draining() && !drain_)
    {
        drain_ = std::make_unique<output_drain>(*talk_, *moved_, until_);
    }
    auto const left = drain_ ? drain_->left() : std::chrono::nanoseconds();
    bool const moving = transfer_once();
    if (moving)
    {
        nap_.reset();
    }
    if (drain_)
    {
        drain_->looked(moving);
        if (!moving && talk_->draining())
        {
            wake_at(left);
            return next::wait;
        }
        return next::again;
    }
    if (until_.passed())
    {
        talk_->deadline_passed();
        return next::again;
    }
    if (!moving && talk_->watches_end())
    {
        return wait_for_child();
    }
    return moving ? next::again : next::wait;
}

// Looks for the end of the children, if the machine asks for it.
bool nonblocking_communicate::see_end()
{
    if (!talk_->watches_end() || !reap())
    {
        return false;
    }
    talk_->child_ended();
    moved_->close_input();
    return true;
}

void nonblocking_communicate::wake_at(std::chrono::nanoseconds left) noexcept
{
    try
    {
        ready_.set_timer(steady_clock::now() + left);
    }
    catch (OSError const&)
    {
        must_poll_ = true;
    }
}

// Wakes the owner for the next step of the stop, or at the deadline.
void nonblocking_communicate::wake_for_stop() noexcept
{
    auto const step = streams_.stopping().left();
    auto const left = stopped_ ? step : wait_end(until_).sooner(step).left();
    try
    {
        ready_.set_timer(left ? steady_clock::now() + *left
                              : steady_clock::time_point::max());
    }
    catch (OSError const&)
    {
        must_poll_ = true;
    }
}

void nonblocking_communicate::wait_for_stop() noexcept
{
    if (!moved_)
    {
        stop_transfers();
        return;
    }
    begin_draining();
    talk_->expire_at_end();
}

void nonblocking_communicate::drain() noexcept
{
    if (!moved_)
    {
        stop_transfers();
        return;
    }
    begin_draining();
    auto const most = talk_->grace() * 10;
    until_ = deadline(steady_clock::now() + most);
    wake_at(most);
}

void nonblocking_communicate::begin_draining() noexcept
{
    killed_ = true;
    until_ = {};
    talk_->clear_deadline();
    talk_->stopping();
    try
    {
        moved_->close_input();
    }
    catch (OSError const&)
    {
        // The input is lost in any case.
    }
}

// Decodes a portion of the output.
nonblocking_communicate::next nonblocking_communicate::finish()
{
    if (killed_)
    {
        return talk_->next() == machine::step::done ? next::done
                                                    : next::expired;
    }
    switch (streams_.finish(until_, true))
    {
    case conversation::finished::part:
        return next::again;
    case conversation::finished::expired:
        return next::expired;
    case conversation::finished::all:
        break;
    }
    return next::done;
}

// Reaps the children in their order, up to the first that runs. True if all
// were reaped.
bool nonblocking_communicate::reap()
{
    while (!running_.empty() && running_.front()->poll())
    {
        running_ = running_.subspan(1);
        if (watched_pidfd_ >= 0)
        {
            ready_.remove(std::exchange(watched_pidfd_, -1));
        }
    }
    return running_.empty();
}

// Waits for the first child that was not reaped.
nonblocking_communicate::next nonblocking_communicate::wait_for_child()
{
    if (must_poll_)
    {
        return next::wait;
    }
    if (watched_pidfd_ < 0)
    {
        watch_child();
        return next::wait;
    }
    pollfd ended{watched_pidfd_, POLLIN, 0};
    if (kernel::poll(&ended, 1, 0ns) == 0 && ended.revents != 0)
    {
        if (running_.front()->poll())
        {
            return next::again; // it has ended just now
        }
        // The child could not be reaped: in Linux 5.2 pidfds are always ready.
        ready_.remove(watched_pidfd_);
        must_poll_ = true;
    }
    return next::wait;
}

void nonblocking_communicate::watch_child() noexcept
{
    watched_pidfd_ = running_.front()->pidfd();
    must_poll_ = watched_pidfd_ < 0;
    if (must_poll_)
    {
        return;
    }
    try
    {
        ready_.add_reader(watched_pidfd_);
    }
    catch (OSError const&)
    {
        must_poll_ = true;
    }
}

std::chrono::nanoseconds nonblocking_communicate::pause() noexcept
{
    auto const nap = nap_.next();
    auto const step = streams_.stopping().left();
    auto const left = stopped_ ? step
                      : drain_ ? drain_->left()
                               : wait_end(until_).sooner(step).left();
    return std::min(nap, left.value_or(nap));
}

nonblocking_communicate::next nonblocking_communicate::advance()
{
    auto& stop = streams_.stopping();
    stop.advance(running_);
    auto const n = !stopped_ ? communicate()
                   : reap()  ? next::done
                             : wait_for_child();
    if (n == next::wait && stop.begun() && stop.gradual() && !running_.empty())
    {
        wake_for_stop();
    }
    return n;
}

} // namespace concur::subprocess::detail
