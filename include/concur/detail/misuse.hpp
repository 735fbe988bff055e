// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_MISUSE_HPP
#define CONCUR_DETAIL_MISUSE_HPP

#include <concur/config.hpp>

namespace concur::detail {

/** The condition of a static_assert in an overload that exists only to report a
    mistake. It is always false. If the overload were deleted instead, compilers
    would print all other overloads too.
*/
template<class...>
inline constexpr bool right_use = false;

} // namespace concur::detail

#endif
