// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_RESOURCE_LIMIT_HPP
#define CONCUR_SUBPROCESS_RESOURCE_LIMIT_HPP

#include <concur/detail/wide_integer.hpp>

namespace concur::subprocess {

/** A limit of a resource, for the keyword `rlimits`; the arguments of Python's
    `resource.setrlimit()`.

    The resources are the constants of `<sys/resource.h>`, such as
    `RLIMIT_CPU`. Their units are those of setrlimit(): seconds, bytes or
    numbers. A limit of -1 or `RLIM_INFINITY` is no limit.
*/
class resource_limit
{
public:
    /// The same soft and hard limit.
    template<concur::detail::number_argument T>
    resource_limit(int resource, T both) noexcept
        : resource_limit(resource, both, both)
    {
    }

    /// A soft limit, and the hard limit up to which the child may raise it.
    template<concur::detail::number_argument T,
             concur::detail::number_argument U>
    resource_limit(int resource, T soft, U hard) noexcept
        : resource_(resource), soft_(concur::detail::wide_integer(soft)),
          hard_(concur::detail::wide_integer(hard))
    {
    }

    /// The resource.
    int resource() const noexcept
    {
        return resource_;
    }

    /// The soft limit; -1 or the largest number for none.
    long long soft() const noexcept
    {
        return soft_;
    }

    /// The hard limit; -1 or the largest number for none.
    long long hard() const noexcept
    {
        return hard_;
    }

private:
    int resource_;
    long long soft_;
    long long hard_;
};

} // namespace concur::subprocess

#endif
