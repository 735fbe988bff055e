// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_POSIX_LINUX_HELPER_TARGET_HPP
#define CONCUR_LIBS_SUBPROCESS_POSIX_LINUX_HELPER_TARGET_HPP

#include "../../stop_target.hpp"

#include <concur/subprocess/posix/child_plan.hpp>
#include <concur/subprocess/posix/start_result.hpp>

#include <memory>
#include <optional>

namespace concur::subprocess::detail {

/// Start a helper process that starts a child. Sets `target` if there is a
/// child; no result if the system has not what a helper needs.
std::optional<posix::start_result>
start_with_helper(posix::child_plan& plan,
                  std::unique_ptr<stop_target>& target);

/// Whether the system seems to have what a helper needs.
bool helpers_available() noexcept;

} // namespace concur::subprocess::detail

#endif
