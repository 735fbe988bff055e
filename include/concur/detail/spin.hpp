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

/// The largest number of spins before a thread sleeps. These spins take two or
/// three microseconds, in which a thread on another processor can answer. The
/// number is 0 if there is only one processor.
CONCUR_CORE_DECL unsigned spins() noexcept;

/// The number of spins for this thread. It is smaller while the threads that
/// wake this thread run on the same processor, since they cannot run there
/// while it spins.
CONCUR_CORE_DECL unsigned spin_budget() noexcept;

/// Adapt spin_budget() after a wake.
/// @param same_processor Whether the wake came from the processor of this
/// thread.
void learn_to_spin(bool same_processor) noexcept;

/// Call a predicate until it returns true. Give up after `most` calls or
/// spin_budget() calls, whichever is less.
/// @return False after giving up.
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
