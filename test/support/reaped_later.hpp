// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUPPORT_REAPED_LATER_HPP
#define CONCUR_TEST_SUPPORT_REAPED_LATER_HPP

#include <concur/subprocess/run.hpp>

#include <support/support.hpp>

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

/// True if a call leaves no child. One that the call has killed may end later
/// than the call waits, on a busy machine: then the call is repeated.
template<class Call>
bool leaves_no_child(Call const& call)
{
    for (int tries = 0; tries != 10; ++tries)
    {
        call();
        if (no_children())
        {
            return true;
        }
        if (!reaped_later())
        {
            return false;
        }
    }
    return false;
}

} // namespace support

#endif
