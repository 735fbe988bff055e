// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_DETAIL_SPARES_HPP
#define CONCUR_CONTEXTVARS_DETAIL_SPARES_HPP

#include <concur/config.hpp>
#include <concur/contextvars/detail/variable.hpp>

#include <utility>

// Each thread keeps some values that nobody needs, empty, for the next set() of
// their variables: that is quicker than to free and allocate them, and to count
// them as owners of the variable.

namespace concur::contextvars::detail {

/// By the indices of their variables: null where one can be kept.
extern constinit CONCUR_CONTEXTVARS_DECL CONCUR_THREAD_LOCAL value* spares[8];

/// One of a variable's that this thread has kept, or null.
inline value* take_spare(variable const& v) noexcept
{
    auto*& here = spares[v.index() % 8];
    return here != nullptr && here->of == &v ? std::exchange(here, nullptr)
                                             : nullptr;
}

/// Where there is none yet, or one of another variable, or the thread ends.
CONCUR_CONTEXTVARS_DECL void keep_instead(value& v) noexcept;

/// Keep one; what was there is freed. None is kept when the thread ends.
inline void keep_spare(value& v) noexcept
{
    auto*& here = spares[v.of->index() % 8];
    if (here != nullptr)
    {
        keep_instead(v);
    }
    else
    {
        here = &v;
    }
}

} // namespace concur::contextvars::detail

#endif
