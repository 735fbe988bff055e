// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef CONCUR_SUBPROCESS_POSIX_DETAIL_START_CHILD_HPP
#define CONCUR_SUBPROCESS_POSIX_DETAIL_START_CHILD_HPP

#include <concur/config.hpp>
#include <concur/subprocess/posix/child_plan.hpp>
#include <concur/subprocess/posix/start_result.hpp>

namespace concur::subprocess::detail {

/** Start a child.

    Afterwards the calling thread's signal mask, the signal handlers and errno
    are as before. A child whose start failed has been reaped. If an interrupt
    throws an exception, the child has been killed and reaped.
*/
CONCUR_SUBPROCESS_DECL posix::start_result
start_child(posix::child_plan const& plan);

/// Kill a child, reap it and close its pidfd.
CONCUR_SUBPROCESS_DECL void
kill_and_reap(posix::start_result const& child) noexcept;

} // namespace concur::subprocess::detail

#endif
