// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_SPIN_HPP
#define CONCUR_DETAIL_SPIN_HPP

#include <concur/config.hpp>

#if __has_include(<boost/core/yield_primitives.hpp>)
#include <boost/core/yield_primitives.hpp>
#else
#include <boost/smart_ptr/detail/sp_thread_pause.hpp>
namespace boost::core {
using boost::detail::sp_thread_pause;
}
#endif

namespace concur::detail {

/// How often to look before going to sleep, at the most: for two or three
/// microseconds, in which a thread on another processor can answer; not at all
/// where there is one processor.
CONCUR_CORE_DECL unsigned spins() noexcept;

/// How often this thread should look: less often while those who wake it run on
/// its own processor, which it would keep from them.
CONCUR_CORE_DECL unsigned spin_budget() noexcept;

/// To be told whether a wake came from this thread's own processor.
void learn_to_spin(bool same_processor) noexcept;

/// Ask until the answer is yes; false when that took too long.
template<class Predicate>
bool spin_until(Predicate yes, unsigned most = spins())
{
    auto const budget = spin_budget();
    auto const times = budget < most ? budget : most;
    for (unsigned i = 0; i != times; ++i)
    {
        if (yes())
        {
            return true;
        }
        boost::core::sp_thread_pause();
    }
    return false;
}

} // namespace concur::detail

#endif
