// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_COPY_CONTEXT_HPP
#define CONCUR_CONTEXTVARS_COPY_CONTEXT_HPP

#include <concur/config.hpp>
#include <concur/contextvars/context.hpp>
#include <concur/contextvars/detail/current.hpp>

namespace concur::contextvars {

/// Return a copy of the current context. Copying takes the same short time for
/// any number of values, and copies none of them.
inline Context copy_context() noexcept
{
    return Context(detail::current->held());
}

} // namespace concur::contextvars

#endif
