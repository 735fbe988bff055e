// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/thread/handle.hpp>

#include "joinable.hpp"
#include "native.hpp"

#include <concur/thread/errors.hpp>

#include <boost/throw_exception.hpp>

#include <mutex>
#include <utility>

namespace concur::thread {
namespace detail {
namespace {

// The state of the calling thread, if it is joinable. Neither the identity of a
// thread nor the address of its state could tell threads apart, since both may
// be used again. A weak pointer can.
thread_local std::weak_ptr<joinable const> self;

} // namespace

joinable::joinable()
{
    running_.lock();
}

joinable::~joinable()
{
    if (thread_.joinable())
    {
        thread_.detach();
    }
}

void joinable::adopt(boost::thread thread)
{
    thread_ = std::move(thread);
    ident_ = native::ident_of(thread_);
}

void joinable::begin(std::shared_ptr<joinable> const& state) noexcept
{
    self = state;
}

void joinable::end() noexcept
{
    done_ = true;
    running_.unlock();
}

bool joinable::wait(limit const& until)
{
    if (!done_ && running_.lock_before(until))
    {
        running_.unlock(); // for the next waiter
    }
    // Do not return the result of lock_before(): it may time out although the
    // thread has ended, because another waiter holds the lock for a moment.
    return done_;
}

bool joinable::join(limit const& until)
{
    if (self.lock().get() == this)
    {
        boost::throw_exception(error("Cannot join current thread"));
    }
    if (!wait(until.negative() ? limit(limit(), until.stop()) : until))
    {
        return false;
    }
    std::lock_guard const guard(joining_);
    if (thread_.joinable())
    {
        boost::this_thread::disable_interruption const uninterrupted;
        thread_.join();
    }
    return true;
}

void joinable::interrupt()
{
    if (done_)
    {
        return; // another thread may be in thread_.join()
    }
    std::lock_guard const guard(joining_);
    thread_.interrupt();
}

joinable& existing(std::shared_ptr<joinable> const& state)
{
    if (!state)
    {
        boost::throw_exception(error("thread not started"));
    }
    return *state;
}

} // namespace detail

handle::handle() noexcept = default;
handle::handle(handle const&) noexcept = default;
handle::handle(handle&&) noexcept = default;
handle& handle::operator=(handle const&) noexcept = default;
handle& handle::operator=(handle&&) noexcept = default;
handle::~handle() = default;

handle::handle(std::shared_ptr<detail::joinable> state) noexcept
    : state_(std::move(state))
{
}

thread::ident handle::ident() const noexcept
{
    return state_ ? state_->ident() : 0;
}

bool handle::is_done() const noexcept
{
    return state_ && state_->done();
}

bool handle::join(limit const& until) const
{
    // Copy the state: this handle may be assigned to during the wait.
    auto const state = state_;
    return detail::existing(state).join(until);
}

void handle::interrupt() const
{
    detail::existing(state_).interrupt();
}

} // namespace concur::thread
