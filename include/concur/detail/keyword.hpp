// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_KEYWORD_HPP
#define CONCUR_DETAIL_KEYWORD_HPP

#include <concur/config.hpp>

namespace concur::detail {

/// A keyword. Assigning a value to it returns the value as an Argument. So
/// Python's `f(name=value)` is written as `f(name = value)`.
template<class Argument>
struct keyword
{
    constexpr Argument operator=(Argument argument) const
    {
        return argument;
    }
};

} // namespace concur::detail

#endif
