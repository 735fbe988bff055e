// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_MOVES_QUIETLY_HPP
#define CONCUR_QUEUE_MOVES_QUIETLY_HPP

#include <concur/config.hpp>

#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace concur::queue {

/** Whether moving a T, and destroying the moved-from T, can neither throw nor
    use the queue.

    Such items are moved under the queue's lock, so that it is locked once and
    not twice. All others are moved while no lock is held. You may specialise it
    for a type of your own, which makes queues of that type faster.
*/
template<class T>
inline constexpr bool moves_quietly = std::is_trivially_copyable_v<T>;

template<class C, class Traits>
inline constexpr bool
    moves_quietly<std::basic_string<C, Traits, std::allocator<C>>> = true;

template<class T>
inline constexpr bool moves_quietly<std::vector<T, std::allocator<T>>> = true;

template<class T>
inline constexpr bool moves_quietly<std::unique_ptr<T>> = true;

template<class T>
inline constexpr bool moves_quietly<std::shared_ptr<T>> = true;

template<class T, class U>
inline constexpr bool moves_quietly<std::pair<T, U>> =
    moves_quietly<T>&& moves_quietly<U>;

} // namespace concur::queue

#endif
