// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_THREAD_STARTABLE_HPP
#define CONCUR_THREAD_STARTABLE_HPP

#include <concepts>
#include <type_traits>

namespace concur::thread {

/// A function that a thread can be started with: it can be called once with
/// copies of the arguments.
template<class F, class... Args>
concept startable = std::constructible_from<std::decay_t<F>, F> &&
                    (std::constructible_from<std::decay_t<Args>, Args>&&...) &&
                    std::invocable<std::decay_t<F>, std::decay_t<Args>...>;

/// A function that cannot be called with copies of the arguments, usually since
/// it takes an argument by reference. That argument needs std::ref.
template<class F, class... Args>
concept needs_std_ref = !startable<F, Args...> && std::invocable<F, Args...>;

} // namespace concur::thread

#endif
