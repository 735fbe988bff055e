// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <concur/subprocess/detail/popen_core.hpp>

#include "interrupt_watch.hpp"

#include <concur/errors.hpp>

#include <utility>

// The parts of run() and call() that need no template argument.

namespace concur::subprocess::detail {
namespace {

// Runs a body and waits. If anything is thrown, the child is killed and reaped
// first. A child that may not be killed is waited for, and that error is
// thrown, as in Python. After an interrupt no wait is without a bound.
template<class Body>
int run_or_kill(popen_core& p, Body const& body)
{
    interrupt_watch const interrupts;
    try
    {
        body();
        return p.wait({});
    }
    catch (...)
    {
        try
        {
            p.kill();
        }
        catch (OSError const&)
        {
            p.close_and_wait();
            throw;
        }
        if (interrupts.thrown())
        {
            p.await_killed();
        }
        else
        {
            p.wait({});
        }
        throw;
    }
}

} // namespace

int communicate_or_kill(popen_core& p, input_data input,
                        concur::timeout const& t)
{
    return run_or_kill(p, [&] { p.communicate(std::move(input), t, true); });
}

int wait_or_kill(popen_core& p, concur::timeout const& t)
{
    auto const code = run_or_kill(p, [&] { p.wait(t); });
    p.close_and_wait();
    return code;
}

} // namespace concur::subprocess::detail
