// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/thread/name.hpp>

#include "name.hpp"
#include "native.hpp"

#include <utility>

namespace concur::thread {

std::string detail::fitted(std::string name)
{
    auto end = name.find('\0');
    if (end == std::string::npos)
    {
        end = name.size();
    }
    if (end > native::longest_name)
    {
        // Go back to the beginning of a character.
        end = native::longest_name;
        auto const inside = [&](std::size_t i) {
            return (static_cast<unsigned char>(name[i]) & 0xc0) == 0x80;
        };
        while (end != 0 && inside(end))
        {
            --end;
        }
    }
    name.resize(end);
    return name;
}

void set_name(std::string name)
{
    detail::native::set_name(detail::fitted(std::move(name)));
}

} // namespace concur::thread
