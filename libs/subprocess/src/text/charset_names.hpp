// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_TEXT_CHARSET_NAMES_HPP
#define CONCUR_LIBS_SUBPROCESS_TEXT_CHARSET_NAMES_HPP

#include <string_view>

namespace concur::subprocess::detail {

// The name that Python's codecs.lookup() returns for an alias; empty if the
// alias is unknown or the encoding is not supported. The alias must be in lower
// case with underscores.
std::string_view charset_name(std::string_view alias) noexcept;

} // namespace concur::subprocess::detail

#endif
