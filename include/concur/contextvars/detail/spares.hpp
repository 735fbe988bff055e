// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_DETAIL_SPARES_HPP
#define CONCUR_CONTEXTVARS_DETAIL_SPARES_HPP

#include <concur/config.hpp>

#include <cstddef>
#include <cstdint>
#include <new>
#include <utility>

// Memory of values. Each thread keeps a block of each size for its next set():
// that is several times as fast as to free and allocate one.

namespace concur::contextvars::detail {

/// Sizes are multiples of this; larger ones than so many are not kept.
inline constexpr std::size_t spare_unit = 16;
inline constexpr std::size_t spare_sizes = 8;

/// The address of a block, or one of these.
inline constexpr std::uintptr_t no_spare = 0;
inline constexpr std::uintptr_t no_place = 1;

extern constinit CONCUR_CONTEXTVARS_DECL CONCUR_THREAD_LOCAL
    std::uintptr_t spares[spare_sizes];

/// Where there is one already, or none can be kept yet, or any more.
CONCUR_CONTEXTVARS_DECL void free_spare(void* block, std::size_t size) noexcept;

/// Memory for objects of a type.
template<class T>
struct memory_of
{
    static void* allocate()
    {
        if constexpr (size < spare_sizes)
        {
            auto& here = spares[size];
            return here > no_place
                       ? reinterpret_cast<void*>(std::exchange(here, no_spare))
                       : ::operator new((size + 1) * spare_unit);
        }
        else
        {
            return ::operator new(sizeof(T), std::align_val_t(alignof(T)));
        }
    }

    static void deallocate(void* block) noexcept
    {
        if constexpr (size < spare_sizes)
        {
            if (auto& here = spares[size]; here == no_spare)
            {
                here = reinterpret_cast<std::uintptr_t>(block);
            }
            else
            {
                free_spare(block, size);
            }
        }
        else
        {
            ::operator delete(block, std::align_val_t(alignof(T)));
        }
    }

private:
    static constexpr auto size =
        alignof(T) <= spare_unit ? (sizeof(T) - 1) / spare_unit : spare_sizes;
};

} // namespace concur::contextvars::detail

#endif
