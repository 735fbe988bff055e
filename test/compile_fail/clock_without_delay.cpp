// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A policy of schedulers must return the time and wait. For an asynchronous run
// it must return how long to wait.
//
// expect: sched::scheduler<no_delay>
// expect: sched::scheduler<no_time>
// expect: s.async_run(

#include <concur/sched.hpp>

#include <exception>

namespace sched = concur::sched;

struct no_delay
{
    using time_type = int;

    int now() const
    {
        return 0;
    }
};

struct no_time
{
    int now() const
    {
        return 0;
    }

    void delay(int) const {}
};

struct enough : no_delay
{
    void delay(int) const {}
};

void allowed()
{
    sched::scheduler<enough> s;
    s.run();
}

#ifdef CONCUR_TEST_MISUSE

void misuse()
{
    sched::scheduler<no_delay> one;
    sched::scheduler<no_time> two;
    sched::scheduler<enough> s;
    s.async_run([](std::exception_ptr) {});
}

#endif
