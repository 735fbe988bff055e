// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/redirect.hpp>

namespace concur::subprocess {

redirect::redirect(special s) noexcept
{
    switch (s)
    {
    case special::pipe:
        kind_ = kind::pipe;
        break;
    case special::out:
        kind_ = kind::out;
        break;
    case special::err:
        kind_ = kind::err;
        break;
    case special::null:
        kind_ = kind::null;
        break;
    case special::terminal:
        kind_ = kind::terminal;
        break;
    }
}

} // namespace concur::subprocess
