// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/detail/pending_operations.hpp>

#include <boost/throw_exception.hpp>

#include <new>

namespace concur::detail {

bool pending_operation::register_with_context()
{
    return owner_ == nullptr || owner_->add(*this);
}

void pending_operation::unregister() noexcept
{
    if (owner_ != nullptr)
    {
        owner_->remove(*this);
    }
}

void pending_operation::post_first_step()
{
    if (owner_ != nullptr ? !owner_->post(*this, true) : !try_post())
    {
        boost::throw_exception(std::bad_alloc());
    }
}

void pending_operation::resume() noexcept
{
    if (owner_ != nullptr)
    {
        owner_->post(*this, false);
    }
    else if (!try_post())
    {
        requeue();
    }
}

void pending_operation::begin_step() noexcept
{
    if (owner_ != nullptr)
    {
        owner_->begin_step(*this);
    }
}

// Post a step. Return false if the step could not be posted. If the result is
// true, the operation may be destroyed already.
bool pending_operation::try_post() noexcept
{
    try
    {
        post_step();
        return true;
    }
    catch (...)
    {
        return false;
    }
}

boost::asio::execution_context::id pending_operations::id;

pending_operations::pending_operations(boost::asio::execution_context& context)
    : boost::asio::execution_context::service(context)
{
}

pending_operations::~pending_operations() = default;

bool pending_operations::add(pending_operation& o)
{
    std::lock_guard const lock(mutex_);
    if (ended_)
    {
        return false;
    }
    operations_.push_back(o);
    return true;
}

void pending_operations::remove(pending_operation& o) noexcept
{
    std::lock_guard const lock(mutex_);
    if (o.pending_operation_hook::is_linked())
    {
        operations_.erase(operations_.iterator_to(o));
    }
}

// Post a step. If the first step cannot be posted, return false. If a later
// step cannot be posted, requeue the operation. If the context is ending, post
// nothing: shutdown() destroys the operation.
bool pending_operations::post(pending_operation& o, bool first) noexcept
{
    std::unique_lock lock(mutex_);
    if (ended_)
    {
        o.refused_ = true;
        changed_.notify_all();
        return true;
    }
    ++posting_;
    o.posted_ = true;
    lock.unlock();
    auto const posted = o.try_post();
    lock.lock();
    if (!posted)
    {
        o.posted_ = false;
        if (!first)
        {
            o.requeue();
        }
    }
    --posting_;
    changed_.notify_all();
    return posted || !first;
}

void pending_operations::begin_step(pending_operation& o) noexcept
{
    std::lock_guard const lock(mutex_);
    o.posted_ = false;
}

// Destroy the operations that are not posted. The context itself destroys steps
// that have been posted, and these destroy their operations.
void pending_operations::shutdown() noexcept
{
    std::unique_lock lock(mutex_);
    ended_ = true;
    while (posting_ != 0)
    {
        changed_.wait(lock);
    }
    while (!operations_.empty())
    {
        auto& o = operations_.front();
        operations_.pop_front();
        if (o.posted_)
        {
            continue;
        }
        lock.unlock();
        auto const stopped = o.stop_waiting();
        lock.lock();
        while (!stopped && !o.refused_)
        {
            changed_.wait(lock);
        }
        lock.unlock();
        o.destroy();
        lock.lock();
    }
}

} // namespace concur::detail
