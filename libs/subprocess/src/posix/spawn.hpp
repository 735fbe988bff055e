// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef CONCUR_LIBS_SUBPROCESS_POSIX_SPAWN_HPP
#define CONCUR_LIBS_SUBPROCESS_POSIX_SPAWN_HPP

#include "child_side.hpp"

#include <concur/subprocess/posix/child_plan.hpp>

namespace concur::subprocess::detail {

/// Return a plan as the child reads it. The plan must not change until the
/// start.
child_side::steps steps_of(posix::child_plan const& plan) noexcept;

} // namespace concur::subprocess::detail

#endif
