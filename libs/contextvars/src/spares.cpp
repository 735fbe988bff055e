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

// Where none can be kept: as long as there is nobody to free it when the thread
// ends, and after that.
constinit value no_place;

constinit CONCUR_THREAD_LOCAL bool ended = false;

struct keeper
{
    keeper() noexcept
    {
        std::fill(std::begin(spares), std::end(spares), nullptr);
    }

    ~keeper()
    {
        ended = true;
        for (auto*& here : spares)
        {
            if (auto* const v = std::exchange(here, &no_place))
            {
                v->of->free(v);
            }
        }
    }
};

} // namespace

#define NO_PLACE &no_place
constinit CONCUR_THREAD_LOCAL value* spares[8] = {NO_PLACE, NO_PLACE, NO_PLACE,
                                                  NO_PLACE, NO_PLACE, NO_PLACE,
                                                  NO_PLACE, NO_PLACE};
#undef NO_PLACE

void keep_instead(value& v) noexcept
{
    auto* old = &v;
    if (!ended)
    {
        static thread_local keeper const one;
        old = std::exchange(spares[v.of->index() % 8], &v);
    }
    if (old != nullptr)
    {
        old->of->free(old);
    }
}

} // namespace concur::contextvars::detail
