// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/detail/spin.hpp>

#include <boost/thread/thread.hpp>

namespace concur::detail {

namespace {

// The result of spins(). It is not a static variable of the function: fork()
// could leave the guard of such a variable locked.
unsigned const most_spins = boost::thread::hardware_concurrency() > 1 ? 200 : 0;

} // namespace

unsigned spins() noexcept
{
    return most_spins;
}

namespace {

thread_local unsigned budget = spins();

}

unsigned spin_budget() noexcept
{
    return budget;
}

void learn_to_spin(bool same_processor) noexcept
{
    budget = same_processor ? budget / 2 : spins();
}

} // namespace concur::detail
