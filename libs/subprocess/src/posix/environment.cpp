// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/environment.hpp>

extern char** environ;

namespace concur::subprocess {

environment environment::current()
{
    environment copy;
    for (auto entry = ::environ; entry && *entry; ++entry)
    {
        copy.entries_.emplace_back(*entry);
    }
    return copy;
}

} // namespace concur::subprocess
