// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_POSIX_TREE_TARGET_HPP
#define CONCUR_LIBS_SUBPROCESS_POSIX_TREE_TARGET_HPP

#include "../stop_target.hpp"

#include <memory>

// The mechanisms of `stop_scope::tree`.

namespace concur::subprocess::detail {

/// Start a child with the best mechanism that the system has, which replaces
/// `scope`. If there is none, `scope` stays.
posix::start_result start_tree(posix::child_plan& plan,
                               std::unique_ptr<stop_target>& scope);

/// The mechanism that a child would get now.
containment_mechanism tree_mechanism() noexcept;

} // namespace concur::subprocess::detail

#endif
