// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_MISUSE_HPP
#define CONCUR_DETAIL_MISUSE_HPP

#include <concur/config.hpp>

namespace concur::detail {

/** False in an overload that stands for a mistake, which a static_assert in it
    names. A deleted one would be followed by all others as candidates.
*/
template<class...>
inline constexpr bool right_use = false;

} // namespace concur::detail

#endif
