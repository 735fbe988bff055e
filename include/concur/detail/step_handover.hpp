// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_STEP_HANDOVER_HPP
#define CONCUR_DETAIL_STEP_HANDOVER_HPP

#include <concur/config.hpp>

namespace concur::detail {

class stepwise_operation;

/** Marks that the calling thread is handing a step of an operation over,
    usually to an executor.

    Usually a step that is destroyed before it has run destroys its operation.
    During the handover, the thread that hands the step over decides. If the
    executor throws, the operation stays as it was. If the executor's context
    has ended, the executor drops the step without throwing. Then this thread
    destroys the operation.

    This object does not access the operation. Another thread may have run the
    operation to its end before the handover returns.
*/
class CONCUR_CORE_DECL step_handover
{
public:
    /// @param operation The operation, or null: then no drop is noted.
    explicit step_handover(stepwise_operation const* operation) noexcept;
    ~step_handover();
    step_handover(step_handover const&) = delete;
    step_handover& operator=(step_handover const&) = delete;

    /// Whether the step has been destroyed before it has run.
    bool dropped() const noexcept
    {
        return dropped_;
    }

    /// Note that a step of an operation has been dropped.
    /// @return False if the innermost handover of the calling thread is not for
    /// this operation.
    static bool note_drop(stepwise_operation const* operation) noexcept;

private:
    stepwise_operation const* const operation_;
    step_handover* const outer_; // the enclosing object of this thread, or null
    bool dropped_ = false;
};

} // namespace concur::detail

#endif
