// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_TEXT_LOCALE_CHARSET_HPP
#define CONCUR_LIBS_SUBPROCESS_TEXT_LOCALE_CHARSET_HPP

#include <string>

namespace concur::subprocess::detail {

// The system's name of the charset of the current C locale.
std::string locale_charset();

} // namespace concur::subprocess::detail

#endif
