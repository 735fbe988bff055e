// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_CHILD_DESCRIPTOR_HPP
#define CONCUR_SUBPROCESS_CHILD_DESCRIPTOR_HPP

#include <concur/detail/wide_integer.hpp>
#include <concur/subprocess/redirect.hpp>

namespace concur::subprocess {

/** A descriptor of a child, for the keyword `fds`: its number, and the
    descriptor of the parent that it is a duplicate of; not part of Python.

    The child's number comes first: `{3, listener}` makes 3 in the child the
    same open file as `listener` in the parent.
*/
class child_descriptor
{
public:
    /// A number in the child, and a descriptor of the parent, which stays the
    /// caller's. It must stay open until the child is started.
    template<concur::detail::number_argument T,
             concur::detail::number_argument U>
    child_descriptor(T number, U parents) noexcept
        : number_(concur::detail::wide_integer(number)),
          parents_(concur::detail::wide_integer(parents))
    {
    }

    /// A number in the child, and an object of the parent that has a
    /// descriptor, such as a stream of a process object.
    template<concur::detail::number_argument T, has_fileno U>
    child_descriptor(T number, U const& parents)
        : child_descriptor(number, static_cast<int>(parents.fileno()))
    {
    }

    /// The number in the child.
    long long number() const noexcept
    {
        return number_;
    }

    /// The descriptor of the parent.
    long long parents() const noexcept
    {
        return parents_;
    }

private:
    long long number_;
    long long parents_;
};

} // namespace concur::subprocess

#endif
