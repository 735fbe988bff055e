// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_STEP_HANDOVER_HPP
#define CONCUR_DETAIL_STEP_HANDOVER_HPP

#include <concur/config.hpp>

namespace concur::detail {

/** Marks that the calling thread is handing a step of an operation over to an
    executor.

    A step which is destroyed without having run destroys its operation, but not
    during the handover: then the thread that hands it over still decides. If
    the executor throws, the operation stays as it was. If the executor drops
    the step without throwing, because its context has ended, the operation is
    to be destroyed.

    This object does not touch the operation, which another thread may have run
    to its end before the handover returns.
*/
class CONCUR_CORE_DECL step_handover
{
public:
    explicit step_handover(void const* operation) noexcept;
    ~step_handover();
    step_handover(step_handover const&) = delete;
    step_handover& operator=(step_handover const&) = delete;

    /// True if the step has been destroyed without having run.
    bool dropped() const noexcept
    {
        return dropped_;
    }

    /// Note that a step of this operation has been dropped.
    /// @return False if the calling thread is not handing one over.
    static bool note_drop(void const* operation) noexcept;

private:
    void const* const operation_;
    step_handover* const outer_; // of the same thread
    bool dropped_ = false;
};

} // namespace concur::detail

#endif
