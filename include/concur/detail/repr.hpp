// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_REPR_HPP
#define CONCUR_DETAIL_REPR_HPP

#include <concur/config.hpp>

#include <string>
#include <string_view>

namespace concur::detail {

/// A string as Python's repr() shows it. For a byte that is not UTF-8, Python
/// stores a lone surrogate. So the byte appears as '\udcff', for example.
CONCUR_CORE_DECL std::string repr(std::string_view text);

/// A floating-point number as Python's repr() shows it.
CONCUR_CORE_DECL std::string repr(double number);

} // namespace concur::detail

#endif
