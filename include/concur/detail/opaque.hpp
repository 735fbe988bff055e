// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_OPAQUE_HPP
#define CONCUR_DETAIL_OPAQUE_HPP

#include <concur/config.hpp>

#include <cstddef>
#include <memory>
#include <new>
#include <utility>

namespace concur::detail {

/** A member of a type T whose header is not included.

    Only the library includes the header of T, so programs compile faster.
    Unlike a pointer to a T, this allocates nothing. The class with this member
    must define its constructors and destructor where T is complete.

    @tparam Size The size of T, or more, on every platform.
*/
template<class T, std::size_t Size>
class opaque
{
public:
    template<class... Args>
    explicit opaque(Args&&... args)
    {
        static_assert(sizeof(T) <= Size && alignof(T) <= alignment);
        std::construct_at(reinterpret_cast<T*>(storage_),
                          std::forward<Args>(args)...);
    }

    ~opaque()
    {
        std::destroy_at(get());
    }

    opaque(opaque const&) = delete;
    opaque& operator=(opaque const&) = delete;

    T* operator->() noexcept
    {
        return get();
    }

private:
    T* get() noexcept
    {
        return std::launder(reinterpret_cast<T*>(storage_));
    }

    static constexpr auto alignment = alignof(std::max_align_t);

    alignas(alignment) unsigned char storage_[Size];
};

} // namespace concur::detail

#endif
