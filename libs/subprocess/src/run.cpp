// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#include <concur/subprocess/detail/popen_core.hpp>

#include "interrupt_watch.hpp"
#include "popen_impl.hpp"
#include "wait_end.hpp"

#include <concur/errors.hpp>
#include <concur/subprocess/detail/check_options.hpp>
#include <concur/subprocess/errors.hpp>

#include <boost/throw_exception.hpp>

#include <span>
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
// child. After a timeout or a stop the child is stopped and reaped, what it has
// written is collected, and TimeoutExpired or CancelledError is thrown. If the
// body or the wait throws, the child is killed and reaped before the exception
// is rethrown. After an interrupt, the wait for the killed child takes at most
// 0.25 s. If the kill fails, the child is waited for and the error of the kill
// is thrown, as in Python.
template<class Body>
int run_or_kill(popen_core& p, concur::timeout const& t, stop_watch const& stop,
                Body const& body)
{
    interrupt_watch const interrupts;
    auto const limit = t.relative();
    wait_end const until(deadline(t), &stop);
    auto& streams = p.parts().streams;
    child* const process = p.parts().process.get();
    std::span const children(&process, 1);
    bool stopped = false;
    auto const why = [&] {
        return stopped ? ended_by::cancelled : ended_by::timeout;
    };
    try
    {
        if (body(until))
        {
            return p.wait({});
        }
        stopped = until.stopped();
        streams.stop(children, why());
    }
    catch (...)
    {
        if (!interrupts.thrown())
        {
            streams.stop_after_callback(children);
        }
        kill_and_reap(p, ended_by::failure, interrupts);
        throw;
    }
    kill_and_reap(p, why(), interrupts);
    streams.drain(children);
    p.throw_unfinished(stopped, limit, true);
}

void check_not_stopped(stop_watch const& stop, command const& args)
{
    if (stop.requested())
    {
        boost::throw_exception(CancelledError(args));
    }
}

template<class Bytes>
int run(command const& args, options& o, launch_function const& launch,
        std::optional<Bytes>& out, std::optional<Bytes>& err,
        run_details& details)
{
    // `input` is an option of run() and not of a process object.
    auto input = std::exchange(o.input, {});
    stop_watch const stop(std::exchange(o.stop_token, {}));
    check_not_stopped(stop, args);
    popen_core p(args, o, launch);
    auto const code =
        run_or_kill(p, o.timeout, stop, [&](wait_end const& until) {
            return p.transfer(std::move(input), until);
        });
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

int call_checked(command args, options& o, launch_function const& launch,
                 process_report& report)
{
    auto const time = std::exchange(o.timeout, {});
    stop_watch const stop(std::exchange(o.stop_token, {}));
    check_options_of_popen(o);
    check_records_nothing(o);
    check_not_stopped(stop, args);
    popen_core p(std::move(args), o, launch);
    auto const code = run_or_kill(p, time, stop, [&](wait_end const& until) {
        if (p.live())
        {
            return p.transfer({}, until);
        }
        auto& parts = p.parts();
        return parts.end.wait(*parts.process, until).has_value();
    });
    p.close_and_wait();
    report = p.report();
    return code;
}

} // namespace concur::subprocess::detail
