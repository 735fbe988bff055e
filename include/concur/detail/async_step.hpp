// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_ASYNC_STEP_HPP
#define CONCUR_DETAIL_ASYNC_STEP_HPP

#include <concur/config.hpp>
#include <concur/detail/step_handover.hpp>

#include <boost/system/error_code.hpp>

#include <utility>

namespace concur::detail {

/// What a step needs of its operation. The type of a step does not depend on
/// the operation's. So the compiler instantiates Asio's functions for steps
/// once for each executor and allocator, not for each operation.
class stepwise_operation
{
public:
    stepwise_operation() = default;
    stepwise_operation(stepwise_operation const&) = delete;
    stepwise_operation& operator=(stepwise_operation const&) = delete;

    /// Run a step. Called while no lock is held. It hands over the next step,
    /// begins a wait, or completes the operation. After that the operation may
    /// be destroyed.
    virtual void run_step() = 0;

    /// Destroy the operation without calling its handler, for example since its
    /// execution context has ended.
    virtual void destroy() noexcept = 0;

    /// Destroy the operation. Called by the object that the operation was
    /// handed over to, if that object will never let the operation go on.
    /// During a handover on this thread, only note the call.
    void drop() noexcept
    {
        if (!step_handover::note_drop(this))
        {
            destroy();
        }
    }

protected:
    ~stepwise_operation() = default;
};

/// Owns an operation while an executor or an object of Asio holds this step.
/// The allocator stays valid after a move, since Asio frees memory by the
/// allocator of a moved-from step.
template<class Allocator>
class async_step
{
public:
    using allocator_type = Allocator;

    async_step(stepwise_operation& operation,
               Allocator const& allocator) noexcept
        : operation_(&operation), allocator_(allocator)
    {
    }

    async_step(async_step&& other) noexcept
        : operation_(std::exchange(other.operation_, nullptr)),
          allocator_(other.allocator_)
    {
    }

    ~async_step()
    {
        if (operation_ != nullptr)
        {
            operation_->drop();
        }
    }

    allocator_type get_allocator() const noexcept
    {
        return allocator_;
    }

    void operator()(boost::system::error_code = {})
    {
        std::exchange(operation_, nullptr)->run_step();
    }

private:
    stepwise_operation* operation_;
    Allocator allocator_;
};

} // namespace concur::detail

#endif
