// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The example of Python's documentation of sched.

// tag::all[]
#include <concur/sched.hpp>

#include <iostream>
#include <string>

namespace sched = concur::sched;

// s = sched.scheduler(time.time, time.sleep), here with a simulated clock
sched::scheduler<sched::simulated_policy<>> s;

void print_time(std::string a = "default")
{
    std::cout << "From print_time " << s.policy().now() << ' ' << a << '\n';
}

int main()
{
    std::cout << s.policy().now() << '\n';

    // s.enter(10, 1, print_time)
    s.enter(10, 1, [] { print_time(); });

    // s.enter(5, 2, print_time, argument=('positional',))
    s.enter(5, 2, print_time, "positional");

    // despite having higher priority, 'keyword' runs after 'positional' as
    // enter() is relative
    s.policy().delay(0.001);
    s.enter(5, 1, print_time, "keyword");

    s.run(); // s.run()

    std::cout << s.policy().now() << '\n';
}
// end::all[]
