// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_UNCANCELLABLE_HPP
#define CONCUR_DETAIL_UNCANCELLABLE_HPP

#include <concur/config.hpp>

namespace concur::detail {

/** Defers a cancellation of the calling thread (`pthread_cancel()`) while this
    object exists.

    Destructors and `noexcept` functions need it for blocking system calls,
    since a cancellation unwinds the stack as an exception does.
*/
class CONCUR_CORE_DECL uncancellable
{
public:
    uncancellable() noexcept;
    ~uncancellable();
    uncancellable(uncancellable const&) = delete;
    uncancellable& operator=(uncancellable const&) = delete;

private:
    int before_ = 0;
};

} // namespace concur::detail

#endif
