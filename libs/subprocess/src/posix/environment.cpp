// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/environment.hpp>

#include <string_view>
#include <unordered_set>

extern char** environ;

namespace concur::subprocess {

environment environment::current()
{
    environment copy;
    std::unordered_set<std::string_view> names;
    for (auto at = ::environ; at && *at; ++at)
    {
        std::string_view const entry(*at);
        auto const end = entry.find('=');
        // As in getenv() and Python's os.environ, the first entry with a name
        // is used, and an entry without `=` is left out.
        if (end != entry.npos && names.insert(entry.substr(0, end)).second)
        {
            copy.entries_.emplace_back(entry);
        }
    }
    return copy;
}

} // namespace concur::subprocess
