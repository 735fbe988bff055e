// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/detail/pipeline_run.hpp>

#include "check_options.hpp"
#include "child_group.hpp"
#include "conversation.hpp"
#include "ending.hpp"
#include "interrupt_watch.hpp"
#include "pipeline_start.hpp"
#include "wait_end.hpp"

#include <concur/detail/interrupts.hpp>
#include <concur/detail/repr.hpp>
#include <concur/errors.hpp>
#include <concur/subprocess/errors.hpp>
#include <concur/subprocess/pipeline_errors.hpp>
#include <concur/subprocess/pipeline_result.hpp>

#include <boost/throw_exception.hpp>

#include <utility>

// The parts of run_pipeline() that need no template argument.

namespace concur::subprocess::detail {
namespace {

using machine = communicate_machine;

void wait_for_all(child_group& children)
{
    for (auto* const each : children.all())
    {
        each->wait();
    }
}

// For children that could not be killed.
void close_and_wait(child_group& children, conversation& streams)
{
    try
    {
        streams.close();
    }
    catch (OSError const&)
    {
        // The caller throws the error of the kill, as run() does.
    }
    wait_for_all(children);
}

// Kills and reaps children after an exception.
void kill_and_reap(child_group& children, conversation& streams, ended_by why,
                   interrupt_watch const& interrupts)
{
    try
    {
        children.kill(why);
    }
    catch (OSError const&)
    {
        close_and_wait(children, streams);
        throw;
    }
    if (interrupts.thrown())
    {
        children.await_killed();
    }
    else
    {
        wait_for_all(children);
    }
}

// Runs a body that starts children and waits for them. It returns whether it
// has ended in time. If the body throws, the children are killed and reaped
// before the exception is rethrown. After an interrupt, the wait for the killed
// children takes at most 0.25 s. If a kill fails, the children are waited for
// and the error of the kill is thrown, as run() does.
template<class Body>
bool run_or_kill(child_group& children, conversation& streams,
                 interrupt_watch const& interrupts, Body const& body)
{
    try
    {
        return body();
    }
    catch (...)
    {
        if (!interrupts.thrown())
        {
            streams.stop_after_callback(children.all());
        }
        kill_and_reap(children, streams, ended_by::failure, interrupts);
        throw;
    }
}

[[noreturn]] void throw_unfinished(pipeline const& stages, bool stopped,
                                   concur::timeout const& limit,
                                   child_group const& children,
                                   conversation& streams)
{
    streams.spill();
    auto const whole = whole_command(stages);
    auto out = streams.collected(machine::out, true);
    auto err = streams.collected(machine::err, true);
    auto record = streams.byte_record(true);
    if (stopped)
    {
        boost::throw_exception(PipelineCancelledError(
            CancelledError(whole, std::move(out), std::move(err),
                           std::move(record), {}, streams.byte_summary()),
            stages.commands(), children.reports()));
    }
    boost::throw_exception(PipelineTimeoutExpired(
        TimeoutExpired(whole, limit, std::move(out), std::move(err),
                       std::move(record), {}, streams.byte_summary()),
        stages.commands(), children.reports()));
}

template<class Bytes>
pipeline_status run(pipeline const& stages, options& o,
                    launch_function const& launch, std::optional<Bytes>& out,
                    std::optional<Bytes>& err, run_details& details)
{
    // This call forgets an exception of an interrupt that has been caught. Only
    // the exception of a later interrupt can leave the scope of this function.
    concur::detail::interrupt_in_flight();
    reap_abandoned();
    check_stream_options(o);
    auto input = std::exchange(o.input, {});
    stop_watch const stop(std::exchange(o.stop_token, {}));
    conversation streams(o);
    pipeline_start start(stages, o);
    child_group children(stages.stages().size());
    if (stop.requested())
    {
        boost::throw_exception(PipelineCancelledError(
            CancelledError(whole_command(stages)), stages.commands(), {}));
    }
    interrupt_watch const interrupts;
    concur::timeout limit;
    bool stopped = false;
    auto const why = [&] {
        return stopped ? ended_by::cancelled : ended_by::timeout;
    };
    bool const in_time = run_or_kill(children, streams, interrupts, [&] {
        streams.open(start.perform(children, launch));
        ending end;
        limit = o.timeout.relative();
        wait_end const until(deadline(o.timeout), &stop);
        streams.begin(std::move(input));
        end.interruptibly(children.all(), until,
                          [&] { streams.transfer(children.all(), until); });
        if (streams.finish(until) != conversation::finished::all)
        {
            stopped = until.stopped();
            streams.stop(children.all(), why());
            return false;
        }
        wait_for_all(children);
        return true;
    });
    if (!in_time)
    {
        kill_and_reap(children, streams, why(), interrupts);
        streams.drain(children.all());
        throw_unfinished(stages, stopped, limit, children, streams);
    }
    auto status = status_of(stages, o, children);
    if (status.failed && o.check.value_or(false))
    {
        std::optional<std::string> all_out;
        std::optional<std::string> all_err;
        streams.take(machine::out, all_out);
        streams.take(machine::err, all_err);
        boost::throw_exception(PipelineError(
            *status.failed, stages.commands(), std::move(status.returncodes),
            std::move(all_out), std::move(all_err), streams.record(true),
            std::move(status.stages), streams.summary()));
    }
    streams.take(machine::out, out);
    streams.take(machine::err, err);
    details.record = streams.record(true);
    details.output = streams.summary();
    return status;
}

} // namespace

pipeline_status run_pipeline_checked(pipeline const& stages, options& o,
                                     launch_function const& launch,
                                     std::optional<std::string>& out,
                                     std::optional<std::string>& err,
                                     run_details& details)
{
    return run(stages, o, launch, out, err, details);
}

pipeline_status run_pipeline_checked(pipeline const& stages, options& o,
                                     launch_function const& launch,
                                     std::optional<bytes>& out,
                                     std::optional<bytes>& err,
                                     run_details& details)
{
    return run(stages, o, launch, out, err, details);
}

std::string pipeline_line(std::vector<command> const& commands)
{
    std::string line;
    char const* separator = "";
    for (auto const& each : commands)
    {
        line += std::exchange(separator, " | ") + each.shell_line();
    }
    return line;
}

std::string pipeline_repr(std::vector<command> const& commands,
                          std::vector<int> const& returncodes,
                          std::optional<std::string_view> out,
                          std::optional<std::string_view> err)
{
    std::string text = "PipelineResult(commands=[";
    char const* separator = "";
    for (auto const& each : commands)
    {
        text += std::exchange(separator, ", ") + each.repr();
    }
    text += "], returncodes=[";
    separator = "";
    for (auto const code : returncodes)
    {
        text += std::exchange(separator, ", ") + std::to_string(code);
    }
    text += "]";
    if (out)
    {
        text += ", stdout=" + concur::detail::repr(*out);
    }
    if (err)
    {
        text += ", stderr=" + concur::detail::repr(*err);
    }
    return text + ")";
}

void throw_pipeline_error(std::size_t index,
                          std::vector<command> const& commands,
                          std::vector<int> const& returncodes,
                          std::optional<std::string_view> out,
                          std::optional<std::string_view> err,
                          std::vector<process_report> const& stages,
                          run_details const& details)
{
    auto copy = [](std::optional<std::string_view> v) {
        return v ? std::optional<std::string>(*v) : std::nullopt;
    };
    boost::throw_exception(PipelineError(index, commands, returncodes,
                                         copy(out), copy(err), details.record,
                                         stages, details.output));
}

} // namespace concur::subprocess::detail
