// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_POSIX_INTERRUPT_DESCRIPTOR_HPP
#define CONCUR_DETAIL_POSIX_INTERRUPT_DESCRIPTOR_HPP

#include <concur/config.hpp>

namespace concur::detail {

/// A descriptor to poll along with others: it becomes readable when
/// handle_interrupts() may have something to do on this thread. -1 on other
/// threads than the main one, and in programs that interrupt nobody.
CONCUR_CORE_DECL int interrupt_descriptor() noexcept;

/// To be called before handle_interrupts() when the descriptor was readable.
CONCUR_CORE_DECL void clear_interrupt_descriptor() noexcept;

} // namespace concur::detail

#endif
