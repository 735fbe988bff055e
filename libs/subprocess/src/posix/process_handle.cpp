// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../process_handle.hpp"

#include "kernel.hpp"

namespace concur::subprocess::detail {

using target = kernel::pidfd_target;

namespace {

// The current target of the number of a pidfd.
target look_at(int pidfd, std::uint64_t identity, pid_t pid) noexcept
{
    if (identity != 0)
    {
        return kernel::pidfd_identity(pidfd) == identity ? target::child
                                                         : target::other;
    }
    return kernel::target_of_pidfd(pidfd, pid);
}

} // namespace

process_handle::~process_handle()
{
    if (exposed_)
    {
        forget_others();
    }
}

void process_handle::expose() noexcept
{
    if (exposed_)
    {
        return;
    }
    exposed_ = true;
    if (!pidfd_)
    {
        return;
    }
    identity_ = kernel::pidfd_identity(pidfd_.get());
    if (identity_ == 0 &&
        kernel::target_of_pidfd(pidfd_.get(), pid_) != target::child)
    {
        // Later this descriptor could not be distinguished from the pidfd of
        // another child.
        forget_others();
        pidfd_.reset();
    }
}

void process_handle::expose_late() noexcept
{
    if (!exposed_)
    {
        // Compare the pid first. By now the number may belong to the pidfd of
        // another child, and expose() would record the identity of that pidfd.
        static_cast<void>(checked_pidfd());
    }
    expose();
}

void process_handle::forget_others() noexcept
{
    if (!pidfd_)
    {
        return;
    }
    auto const what = look_at(pidfd_.get(), identity_, pid_);
    if (what == target::other ||
        (what == target::unknown && !kernel::may_be_pidfd(pidfd_.get())))
    {
        static_cast<void>(pidfd_.release());
    }
}

int process_handle::checked_pidfd() noexcept
{
    if (!pidfd_)
    {
        return -1;
    }
    switch (look_at(pidfd_.get(), identity_, pid_))
    {
    case target::child:
        return pidfd_.get();
    case target::other:
        static_cast<void>(pidfd_.release());
        return -1;
    default:
        // The descriptor may be the child's: keep it; the destructor closes it.
        return -1;
    }
}

int process_handle::pidfd() noexcept
{
    return exposed_ ? checked_pidfd() : pidfd_.get();
}

int process_handle::signal(int number) noexcept
{
    return kernel::signal_child(pid_, checked_pidfd(), number);
}

descriptor process_handle::release() noexcept
{
    if (exposed_)
    {
        forget_others();
    }
    return std::move(pidfd_);
}

} // namespace concur::subprocess::detail
