// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/detail/uncancellable.hpp>

#include <pthread.h>

namespace concur::detail {

uncancellable::uncancellable() noexcept
{
    ::pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before_);
}

uncancellable::~uncancellable()
{
    int disabled = 0;
    ::pthread_setcancelstate(before_, &disabled);
}

} // namespace concur::detail
