// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SCHED_DETAIL_EVENT_TEXT_HPP
#define CONCUR_SCHED_DETAIL_EVENT_TEXT_HPP

#include <concur/config.hpp>
#include <concur/sched/detail/event_node.hpp>

#include <cstdint>
#include <string>

namespace concur::sched::detail {

/// The text of an event, like Python's repr().
CONCUR_SCHED_DECL std::string event_text(std::string const& time, int priority,
                                         std::uint64_t sequence,
                                         task const& what);

} // namespace concur::sched::detail

#endif
