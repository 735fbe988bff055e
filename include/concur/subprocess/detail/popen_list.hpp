// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_DETAIL_POPEN_LIST_HPP
#define CONCUR_SUBPROCESS_DETAIL_POPEN_LIST_HPP

#include <concur/subprocess/detail/child_wait.hpp>
#include <concur/subprocess/detail/popen_async.hpp>

namespace concur::subprocess::detail {

/// What pointers to process objects refer to.
/// @throws ValueError There is none, one is null, or an object has been moved
/// from.
template<class Pointers>
popen_list list_of(Pointers const& popens)
{
    popen_list list;
    for (auto const& p : popens)
    {
        if (p == nullptr)
        {
            throw_null_popen();
        }
        list.push_back(popen_access::core(*p));
    }
    check_not_empty(list);
    return list;
}

} // namespace concur::subprocess::detail

#endif
