// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/list2cmdline.hpp>

namespace concur::subprocess {
namespace {

void append_argument(std::string& line, std::string const& argument)
{
    bool const quoted =
        argument.empty() || argument.find_first_of(" \t") != argument.npos;
    if (quoted)
    {
        line += '"';
    }
    // Backslashes are literal unless a double quote follows them.
    std::size_t backslashes = 0;
    for (char c : argument)
    {
        if (c == '\\')
        {
            ++backslashes;
            continue;
        }
        line.append(c == '"' ? 2 * backslashes + 1 : backslashes, '\\');
        backslashes = 0;
        line += c;
    }
    line.append(quoted ? 2 * backslashes : backslashes, '\\');
    if (quoted)
    {
        line += '"';
    }
}

} // namespace

std::string list2cmdline(command const& args)
{
    std::string line;
    bool first = true;
    for (auto const& argument : args.items())
    {
        if (!first)
        {
            line += ' ';
        }
        first = false;
        append_argument(line, argument);
    }
    return line;
}

} // namespace concur::subprocess
