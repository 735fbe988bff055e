// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SCHED_DETAIL_ERRORS_HPP
#define CONCUR_SCHED_DETAIL_ERRORS_HPP

#include <concur/config.hpp>

namespace concur::sched::detail {

[[noreturn]] CONCUR_SCHED_DECL void throw_not_in_queue();
[[noreturn]] CONCUR_SCHED_DECL void throw_not_a_time();
[[noreturn]] CONCUR_SCHED_DECL void throw_no_interval();
[[noreturn]] CONCUR_SCHED_DECL void throw_aborted();

} // namespace concur::sched::detail

#endif
