// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../process_handle.hpp"

#include "kernel.hpp"

namespace concur::subprocess::detail {

void process_handle::expose() noexcept
{
    exposed_ = true;
    identity_ = pidfd_ ? kernel::pidfd_identity(pidfd_.get()) : 0;
}

void process_handle::forget_unless_ours() noexcept
{
    if (!pidfd_)
    {
        return;
    }
    auto const number = pidfd_.get();
    bool ours = false;
    if (identity_ != 0)
    {
        ours = kernel::pidfd_identity(number) == identity_;
    }
    else
    {
        // Another thread may just have reaped it.
        auto const target = kernel::pidfd_target(number);
        ours = target == pid_ || target == kernel::reaped_process;
    }
    if (!ours)
    {
        static_cast<void>(pidfd_.release());
    }
}

int process_handle::pidfd() noexcept
{
    if (exposed_)
    {
        forget_unless_ours();
    }
    return pidfd_.get();
}

int process_handle::signal(int number) noexcept
{
    forget_unless_ours();
    return kernel::signal_child(pid_, pidfd_.get(), number);
}

descriptor process_handle::release() noexcept
{
    static_cast<void>(pidfd());
    return std::move(pidfd_);
}

} // namespace concur::subprocess::detail
