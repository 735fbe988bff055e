// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/detail/operation.hpp>

#include <boost/throw_exception.hpp>

#include <new>
#include <utility>

namespace concur::queue::detail {
namespace {

using lock_type = std::unique_lock<std::mutex>;

// What this thread is posting. The operation itself cannot say so: as soon as
// its step is posted it may be gone.
struct post_under_way
{
    operation const* of;
    bool dropped = false; // the step, by the executor
};

thread_local post_under_way* posting = nullptr;

// False when there was no memory for the step.
bool try_post(operation& o) noexcept
{
    post_under_way mine{&o};
    auto const outer = std::exchange(posting, &mine);
    bool good = true;
    try
    {
        o.post();
    }
    catch (...)
    {
        good = false;
    }
    posting = outer;
    if (good && mine.dropped)
    {
        o.destroy(); // taken, by an executor whose context has ended
    }
    return good;
}

} // namespace

void operation::wake() noexcept
{
    if (pending_ != nullptr)
    {
        pending_->post(*this, false);
    }
    else if (!try_post(*this))
    {
        stand_again(); // the next call may have more luck
    }
}

void operation::post_first()
{
    if (pending_ != nullptr ? !pending_->post(*this, true) : !try_post(*this))
    {
        boost::throw_exception(std::bad_alloc());
    }
}

void operation::drop_step() noexcept
{
    if (posting != nullptr && posting->of == this)
    {
        posting->dropped = true;
        return;
    }
    destroy();
}

bool operation::begin()
{
    return pending_ == nullptr || pending_->add(*this);
}

void operation::end() noexcept
{
    if (pending_ != nullptr)
    {
        pending_->remove(*this);
    }
}

void operation::begin_step() noexcept
{
    if (pending_ != nullptr)
    {
        pending_->posted(*this);
    }
}

boost::asio::execution_context::id pending_operations::id;

pending_operations::pending_operations(boost::asio::execution_context& context)
    : boost::asio::execution_context::service(context)
{
}

pending_operations::~pending_operations() = default;

bool pending_operations::add(operation& o)
{
    lock_type const lock(mutex_);
    if (ended_)
    {
        return false;
    }
    operations_.push_back(o);
    return true;
}

void pending_operations::remove(operation& o) noexcept
{
    lock_type const lock(mutex_);
    if (o.operation_hook::is_linked())
    {
        operations_.erase(operations_.iterator_to(o));
    }
}

// False when there was no memory for the first step.
bool pending_operations::post(operation& o, bool first) noexcept
{
    lock_type lock(mutex_);
    if (ended_)
    {
        o.refused_ = true;
        changed_.notify_all();
        return true;
    }
    ++posting_;
    o.posted_ = true;
    lock.unlock();
    auto const good = try_post(o); // after which o may be gone
    lock.lock();
    if (!good)
    {
        o.posted_ = false;
        first ? void() : o.stand_again();
    }
    --posting_;
    changed_.notify_all();
    return good || !first;
}

void pending_operations::posted(operation& o) noexcept
{
    lock_type const lock(mutex_);
    o.posted_ = false;
}

// The context itself destroys the steps that are posted.
void pending_operations::shutdown() noexcept
{
    lock_type lock(mutex_);
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
        auto const left = o.leave();
        lock.lock();
        while (!left && !o.refused_)
        {
            changed_.wait(lock);
        }
        lock.unlock();
        o.destroy();
        lock.lock();
    }
}

} // namespace concur::queue::detail
