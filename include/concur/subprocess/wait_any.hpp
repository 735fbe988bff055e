// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_WAIT_ANY_HPP
#define CONCUR_SUBPROCESS_WAIT_ANY_HPP

#include <concur/subprocess/detail/child_wait.hpp>
#include <concur/subprocess/detail/popen_list.hpp>
#include <concur/subprocess/popen.hpp>
#include <concur/timeout.hpp>

#include <cstddef>
#include <initializer_list>
#include <vector>

namespace concur::subprocess {

/** Wait until one of several children has ended.

    Only the children that are found ended are reaped. The wait does not read
    piped output: a child that fills a pipe which nothing reads never ends.

    @param popens A range of pointers to process objects.
    @param t The timeout.

    @return The index of the first child in the range that has ended. If a child
    is given twice, that is its first index.

    @throws ValueError The range is empty, a pointer is null, or an object has
    been moved from.
    @throws TimeoutExpired All children still run after `t`. The error has the
    command of the first one.
    @throws OSError The system refused to wait.
    @throws ... The exception of an interrupt, such as that of the interrupt
    hook.

    @par Thread safety
    Other threads may wait for the same children and send signals to them.

    @par Difference from Python
    Python has no such function.
*/
template<class Range>
std::size_t wait_any(Range const& popens, concur::timeout const& t = {})
{
    auto const list = detail::list_of(popens);
    detail::child_wait w(list, detail::child_wait::goal::any);
    auto const limit = t.relative();
    if (!detail::wait_blocking(w, t))
    {
        detail::throw_timeout_of(list, limit);
    }
    return w.index();
}

/// wait_any() for a braced list.
template<policy Policy>
std::size_t wait_any(std::initializer_list<basic_popen<Policy>*> popens,
                     concur::timeout const& t = {})
{
    return wait_any<std::initializer_list<basic_popen<Policy>*>>(popens, t);
}

/** Wait until several children have ended.

    @param popens,t The arguments of wait_any(). A child may be given twice.

    @return The exit statuses, in the order of the range.

    @throws TimeoutExpired A child still runs after `t`. The error has the
    command of the first such child. The others that have ended were reaped.
    @throws ValueError, OSError The errors of wait_any().
*/
template<class Range>
std::vector<int> wait_all(Range const& popens, concur::timeout const& t = {})
{
    auto const list = detail::list_of(popens);
    detail::child_wait w(list, detail::child_wait::goal::all);
    auto const limit = t.relative();
    if (!detail::wait_blocking(w, t))
    {
        detail::throw_timeout_of(list, limit);
    }
    return w.returncodes();
}

/// wait_all() for a braced list.
template<policy Policy>
std::vector<int> wait_all(std::initializer_list<basic_popen<Policy>*> popens,
                          concur::timeout const& t = {})
{
    return wait_all<std::initializer_list<basic_popen<Policy>*>>(popens, t);
}

} // namespace concur::subprocess

#endif
