// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_DETAIL_ERRORS_HPP
#define CONCUR_CONTEXTVARS_DETAIL_ERRORS_HPP

#include <concur/config.hpp>
#include <concur/contextvars/detail/variable.hpp>

#include <string>

namespace concur::contextvars::detail {

/// A variable as Python's repr() shows it.
CONCUR_CONTEXTVARS_DECL std::string repr(variable const& v);

[[noreturn]] CONCUR_CONTEXTVARS_DECL void throw_no_value(variable const& v);
[[noreturn]] CONCUR_CONTEXTVARS_DECL void throw_no_key(variable const& v);
[[noreturn]] CONCUR_CONTEXTVARS_DECL void throw_entered(void const* context);

} // namespace concur::contextvars::detail

#endif
