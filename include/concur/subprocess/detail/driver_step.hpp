// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_DETAIL_DRIVER_STEP_HPP
#define CONCUR_SUBPROCESS_DETAIL_DRIVER_STEP_HPP

namespace concur::subprocess::detail {

/// What the owner of a driver does after a step.
enum class driver_step
{
    wait,  ///< advance when the descriptor is readable or after a pause
    again, ///< advance soon; other work may run first
    done   ///< read the result
};

} // namespace concur::subprocess::detail

#endif
