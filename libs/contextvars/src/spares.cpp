// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/contextvars/detail/spares.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace concur::contextvars::detail {
namespace {

constinit CONCUR_THREAD_LOCAL bool ended = false;

// Frees what the thread has when it ends.
struct keeper
{
    keeper() noexcept
    {
        std::fill(std::begin(spares), std::end(spares), no_spare);
    }

    ~keeper()
    {
        ended = true;
        for (auto& here : spares)
        {
            if (auto const block = std::exchange(here, no_place);
                block != no_spare)
            {
                ::operator delete(reinterpret_cast<void*>(block));
            }
        }
    }
};

} // namespace

constinit CONCUR_THREAD_LOCAL std::uintptr_t spares[spare_sizes] = {
    no_place, no_place, no_place, no_place,
    no_place, no_place, no_place, no_place};

void free_spare(void* block, std::size_t size) noexcept
{
    if (spares[size] == no_place && !ended)
    {
        static thread_local keeper const one;
        spares[size] = reinterpret_cast<std::uintptr_t>(block);
    }
    else
    {
        ::operator delete(block);
    }
}

} // namespace concur::contextvars::detail
