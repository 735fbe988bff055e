// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CORE_PROCESSOR_HPP
#define CONCUR_CORE_PROCESSOR_HPP

namespace concur::detail {

/// The number of the processor that this thread runs on; -1 if it is unknown.
int processor() noexcept;

} // namespace concur::detail

#endif
