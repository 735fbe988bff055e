// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Wrong arguments: for an action, a delay of the wrong type, a number for the
// flag of run(), an event with times of another type.
//
// expect: s.enter(1, 1, f);
// expect: s.enter(1, 1, f, "text");
// expect: whole.enter(0.5, 1, f, 1);
// expect: whole.enter(5s, 1, f, 1);
// expect: s.run(5);
// expect: whole.cancel(event);
// expect: copy(s);

#include <concur/sched.hpp>

#include <chrono>

namespace sched = concur::sched;
using namespace std::chrono_literals;

using simulated = sched::scheduler<sched::simulated_policy<>>;
using whole_numbers = sched::scheduler<sched::simulated_policy<int>>;

void f(int);

void allowed(simulated& s, whole_numbers& whole)
{
    auto const event = s.enter(5s, 1, f, 1);
    s.cancel(event);
    whole.enter(5, 1, f, 1);
    s.run(false);
}

#ifdef CONCUR_TEST_MISUSE

void misuse(simulated& s, whole_numbers& whole, sched::Event const& event)
{
    s.enter(1, 1, f);
    s.enter(1, 1, f, "text");
    whole.enter(0.5, 1, f, 1);
    whole.enter(5s, 1, f, 1);
    s.run(5);
    whole.cancel(event);
    simulated copy(s);
}

#endif
