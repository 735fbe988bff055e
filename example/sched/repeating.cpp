// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Repeating events, and the rules for late runs.

#include <concur/sched.hpp>

#include <iostream>
#include <optional>

namespace sched = concur::sched;

namespace {

void report(sched::late_runs rule)
{
    sched::scheduler<sched::simulated_policy<>> s;

    // tag::repeating[]
    std::optional<sched::Event> event;
    event = s.enter_every(10, rule, 1, [&] {
        std::cout << s.policy().now() << ' ';
        if (s.policy().now() == 20)
        {
            s.policy().delay(35); // this run ends at 55
        }
        if (s.policy().now() >= 70)
        {
            s.cancel(*event); // this was the last run
        }
    });
    s.run();
    // end::repeating[]
    std::cout << '\n';
}

} // namespace

int main()
{
    report(sched::late_runs::all);
    report(sched::late_runs::once);
    report(sched::late_runs::skipped);
}
