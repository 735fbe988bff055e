// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <concur/subprocess/detail/popen_core.hpp>

#include "interrupt_watch.hpp"
#include "popen_impl.hpp"

#include <concur/errors.hpp>
#include <concur/subprocess/errors.hpp>

#include <utility>

// The parts of run() and call() that need no template argument.

namespace concur::subprocess::detail {
namespace {

// Kills and reaps a child after an exception.
void kill_and_reap(popen_core& p, ended_by why,
                   interrupt_watch const& interrupts)
{
    try
    {
        p.parts().process->kill(why);
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
}

// Runs a body, which returns whether it has ended in time, and waits for the
// child. After a timeout the child is killed and reaped, what it has written is
// collected, and TimeoutExpired is thrown. If the body or the wait throws, the
// child is killed and reaped before the exception is rethrown. After an
// interrupt, the wait for the killed child takes at most 0.25 s. If the kill
// fails, the child is waited for and the error of the kill is thrown, as in
// Python.
template<class Body>
int run_or_kill(popen_core& p, concur::timeout const& t, Body const& body)
{
    interrupt_watch const interrupts;
    try
    {
        if (body())
        {
            return p.wait({});
        }
    }
    catch (...)
    {
        kill_and_reap(p, ended_by::failure, interrupts);
        throw;
    }
    kill_and_reap(p, ended_by::timeout, interrupts);
    child* const process = p.parts().process.get();
    p.parts().streams.drain({&process, 1});
    p.throw_timeout_expired(t, true);
}

template<class Bytes>
int run(command const& args, options& o, launch_function const& launch,
        std::optional<Bytes>& out, std::optional<Bytes>& err,
        run_details& details)
{
    // `input` is an option of run() and not of a process object.
    auto input = std::exchange(o.input, {});
    popen_core p(args, o, launch);
    auto const code = run_or_kill(
        p, o.timeout, [&] { return p.transfer(std::move(input), o.timeout); });
    if (code != 0 && o.check.value_or(false))
    {
        p.throw_called_process_error(code);
    }
    p.take_output(out, err);
    details = p.details(true);
    return code;
}

} // namespace

int run_checked(command const& args, options& o, launch_function const& launch,
                std::optional<std::string>& out,
                std::optional<std::string>& err, run_details& details)
{
    return run(args, o, launch, out, err, details);
}

int run_checked(command const& args, options& o, launch_function const& launch,
                std::optional<bytes>& out, std::optional<bytes>& err,
                run_details& details)
{
    return run(args, o, launch, out, err, details);
}

int wait_or_kill(popen_core& p, concur::timeout const& t)
{
    auto const code = run_or_kill(p, t, [&] {
        if (p.live())
        {
            return p.transfer({}, t);
        }
        auto& parts = p.parts();
        return parts.end.wait(*parts.process, deadline(t)).has_value();
    });
    p.close_and_wait();
    return code;
}

} // namespace concur::subprocess::detail
