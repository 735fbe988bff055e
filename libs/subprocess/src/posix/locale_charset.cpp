// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../text/locale_charset.hpp"

#include <langinfo.h>

namespace concur::subprocess::detail {

std::string locale_charset()
{
    return ::nl_langinfo(CODESET);
}

} // namespace concur::subprocess::detail
