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

} // namespace support

#endif
