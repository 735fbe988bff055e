// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "aliases.hpp"

#include "charset_names.hpp"

#include <algorithm>

namespace concur::subprocess::detail {
namespace {

// Python's normalize_encoding(), in lower case. ASCII letters, digits and dots
// are kept. Each run of other characters becomes one underscore, or is dropped
// at the beginning and at the end.
std::string normalize(std::string_view name)
{
    std::string out;
    bool gap = false;
    for (char c : name)
    {
        if (c >= 'A' && c <= 'Z')
        {
            c += 'a' - 'A';
        }
        bool const plain =
            (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.';
        if (plain && gap && !out.empty())
        {
            out += '_';
        }
        if (plain)
        {
            out += c;
        }
        gap = !plain;
    }
    return out;
}

// Python's module for a charset. Its name is that of the charset, but for one.
std::string module_of(std::string_view charset)
{
    return charset == "iso8859-1" ? "latin_1" : normalize(charset);
}

} // namespace

// Looks up a name as Python does. If a name with dots is not found, the dots
// are replaced by underscores. The new name must be an alias: the name of a
// module is not found.
std::string normal_name(std::string_view given)
{
    auto name = normalize(given);
    if (auto const found = charset_name(name); !found.empty())
    {
        return std::string(found);
    }
    std::ranges::replace(name, '.', '_');
    auto const found = charset_name(name);
    return module_of(found) != name ? std::string(found) : std::string();
}

} // namespace concur::subprocess::detail
