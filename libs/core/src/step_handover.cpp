// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/detail/step_handover.hpp>

namespace concur::detail {
namespace {

thread_local step_handover* innermost = nullptr;

} // namespace

step_handover::step_handover(stepwise_operation const* operation) noexcept
    : operation_(operation), outer_(innermost)
{
    innermost = this;
}

step_handover::~step_handover()
{
    innermost = outer_;
}

bool step_handover::note_drop(stepwise_operation const* operation) noexcept
{
    if (innermost == nullptr || innermost->operation_ != operation)
    {
        return false;
    }
    innermost->dropped_ = true;
    return true;
}

} // namespace concur::detail
