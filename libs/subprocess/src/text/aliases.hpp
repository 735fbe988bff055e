// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_TEXT_ALIASES_HPP
#define CONCUR_LIBS_SUBPROCESS_TEXT_ALIASES_HPP

#include <string>
#include <string_view>

namespace concur::subprocess::detail {

/// The normal name of an encoding, from any of Python's spellings; empty if the
/// encoding is unknown or not supported.
std::string normal_name(std::string_view given);

} // namespace concur::subprocess::detail

#endif
