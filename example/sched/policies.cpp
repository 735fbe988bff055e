// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The policies of a scheduler.

#include <concur/sched.hpp>

#include <chrono>
#include <iostream>

namespace sched = concur::sched;
using namespace std::chrono_literals;

namespace {

void functions()
{
    // tag::functions[]
    int time = 0;
    sched::scheduler s([&] { return time; },       // timefunc
                       [&](int d) { time += d; }); // delayfunc
    s.enter(5, 1, [&] { std::cout << "at " << time << '\n'; });
    s.run();
    // end::functions[]
}

// tag::policy[]
// The clock of a game. Each turn of the players takes 30 minutes.
struct game_clock
{
    using time_type = std::chrono::minutes;

    std::chrono::minutes now() const
    {
        return 30min * turn;
    }

    void delay(std::chrono::minutes d)
    {
        turn += d > 0min ? 1 : 0; // another turn
    }

    int turn = 0;
};
// end::policy[]

void policy()
{
    // tag::use[]
    sched::scheduler<game_clock> s;
    s.enter(1h, 1, [&] { std::cout << "turn " << s.policy().turn << '\n'; });
    s.enter(50min, 1, [] { std::cout << "late by ten minutes\n"; });
    s.run();
    // end::use[]
}

void day()
{
    // tag::day[]
    sched::scheduler<sched::simulated_policy<std::chrono::seconds>> s;
    int rings = 0;
    auto bell = s.enter_every(1h, sched::late_runs::all, 1, [&] { ++rings; });
    s.enter(24h, 2, [&] { s.cancel(bell); });
    s.run(); // takes almost no time
    std::cout << rings << " rings\n";
    // end::day[]
}

} // namespace

int main()
{
    functions();
    policy();
    day();
}
