// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUPPORT_REAPED_LATER_HPP
#define CONCUR_TEST_SUPPORT_REAPED_LATER_HPP

#include <concur/subprocess/run.hpp>

#include <support/support.hpp>

#include <chrono>

namespace support {

/// Start programs until there are no children: a start reaps the children that
/// were abandoned, when they have ended.
[[maybe_unused]] inline bool reaped_later()
{
    return eventually([] {
        concur::subprocess::call(child({}));
        return no_children();
    });
}

/** True if a call leaves no child. The library waits at most 0.25 s for a child
    that it has killed. On a busy machine a child may end later: then the call
    is repeated.

    @param wait The time that the call takes at least, if it waits that long.
*/
template<class Call>
bool leaves_no_child(Call const& call, std::chrono::milliseconds wait =
                                           std::chrono::milliseconds(250))
{
    for (int tries = 0; tries != 10; ++tries)
    {
        auto const begin = std::chrono::steady_clock::now();
        call();
        auto const took = std::chrono::steady_clock::now() - begin;
        if (no_children())
        {
            return true;
        }
        if (took < wait || !reaped_later())
        {
            return false;
        }
    }
    return false;
}

} // namespace support

#endif
