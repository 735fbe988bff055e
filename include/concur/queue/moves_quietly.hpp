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

/** Whether a move of a T, and the destruction of a moved-from T, neither throw
    nor use the queue.

    If so, put() and get() move items under the queue's lock, which they then
    lock once and not twice. Otherwise they move items while no lock is held.
    You may specialise this variable for your own type, which makes queues of
    that type faster.
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
