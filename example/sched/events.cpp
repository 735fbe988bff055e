// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Entering, listing, comparing and cancelling events.

#include <concur/errors.hpp>
#include <concur/sched.hpp>

#include <iostream>
#include <stdexcept>
#include <string>

namespace sched = concur::sched;

namespace {

void say(std::string text)
{
    std::cout << text << '\n';
}

} // namespace

int main()
{
    sched::scheduler<sched::simulated_policy<>> s;

    // tag::queue[]
    auto event = s.enterabs(20, 1, say, "first");
    s.enterabs(10, 2, say, "second");
    s.enterabs(10, 1, say, "third");

    for (auto const& e : s.queue()) // for e in s.queue:
    {
        std::cout << e.time << ' ' << e.priority << ' '
                  << std::get<0>(*e.argument<char const*>()) << '\n';
    }
    // end::queue[]

    // tag::cancel[]
    s.cancel(event);
    try
    {
        s.cancel(event);
    }
    catch (concur::ValueError const&)
    {
        std::cout << "it is not in the queue\n";
    }
    // end::cancel[]

    // tag::nonblocking[]
    if (auto left = s.run(sched::blocking = false)) // s.run(blocking=False)
    {
        std::cout << "nothing to do for " << *left << " seconds\n";
    }
    // end::nonblocking[]

    // tag::throwing[]
    s.enterabs(5, 1, [] { throw std::runtime_error("spam"); });
    try
    {
        s.run();
    }
    catch (std::runtime_error const& e)
    {
        std::cout << e.what() << ", " << s.queue().size() << " left\n";
    }
    s.run(); // continues
    // end::throwing[]
}
