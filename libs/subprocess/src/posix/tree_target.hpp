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

/// The process group of a child.
std::unique_ptr<stop_target> make_group_target();

/// The best mechanism that the system has: it is chosen at the start of the
/// child. A child that a launcher starts gets the process group.
std::unique_ptr<stop_target> make_tree_target();

/// The mechanism that a child would get now.
containment_mechanism tree_mechanism() noexcept;

} // namespace concur::subprocess::detail

#endif
