// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "pipeline_start.hpp"

#include "check_options.hpp"
#include "io.hpp"
#include "stage_message.hpp"
#include "tracing.hpp"

#include <concur/errors.hpp>

#include <boost/throw_exception.hpp>

#include <algorithm>
#include <array>
#include <csignal>
#include <exception>
#include <string>
#include <utility>

namespace concur::subprocess::detail {

pipeline_start::pipeline_start(pipeline const& stages, options const& whole)
    : whole_(whole), stages_(stages.stages())
{
    if (stages_.empty())
    {
        boost::throw_exception(ValueError("the pipeline has no stages"));
    }
    checked_.reserve(stages_.size());
    for (std::size_t i = 0; i != stages_.size(); ++i)
    {
        try
        {
            checked_.push_back(
                std::make_unique<checked_stage>(stages_[i], whole));
        }
        catch (std::exception const&)
        {
            rethrow_for_stage(i, stages_[i].args());
        }
    }
    check_redirects(whole);
}

pipes_to_child pipeline_start::perform(child_group& children,
                                       launch_function const& launch)
{
    child_stdio outer(whole_);
    descriptor after; // the write end of the pipe to the stage after this one
    for (auto i = stages_.size(); i-- != 0;)
    {
        traced_start const trace(stages_[i].args());
        try
        {
            pipe_ends before;
            auto started = start_stage(i, outer, before, after, launch);
            auto& process = *started;
            children.add_front(std::move(started));
            process.trace(trace.started(process.pid()));
            // Both neighbours of the pipe after this stage run: it is closed
            // here.
            after = std::move(before.write);
        }
        catch (std::exception const&)
        {
            trace.failed();
            rethrow_for_stage(i, stages_[i].args());
        }
    }
    return outer.take_pipes();
}

// Makes the pipe before a stage, and starts the stage.
std::unique_ptr<child>
pipeline_start::start_stage(std::size_t i, child_stdio const& outer,
                            pipe_ends& before, descriptor const& after,
                            launch_function const& launch)
{
    auto const ends = outer.numbers();
    std::array<int, 3> stdio{ends[0], ends[1], ends[2]};
    auto own = outer.own();
    if (i != 0)
    {
        before = make_pipe(whole_.pipesize.value_or(-1));
        stdio[0] = before.read.get();
        own.push_back(before.read.get());
        own.push_back(before.write.get());
    }
    if (after)
    {
        stdio[1] = after.get();
        own.push_back(after.get());
    }
    auto& checked = *checked_[i];
    auto const& err = checked.o.stderr_;
    descriptor opened;
    switch (err.what())
    {
    case redirect::kind::out:
        stdio[2] = stdio[1] >= 0 ? stdio[1] : 1;
        break;
    case redirect::kind::null:
        opened = open_null();
        break;
    case redirect::kind::path:
    case redirect::kind::appended:
        opened =
            open_output(err.path(), err.what() == redirect::kind::appended);
        break;
    case redirect::kind::descriptor:
        stdio[2] = static_cast<int>(err.descriptor());
        break;
    case redirect::kind::inherit:
        stdio[2] = -1;
        break;
    default:
        break;
    }
    if (opened)
    {
        stdio[2] = opened.get();
        own.push_back(opened.get());
    }
    bool const own_err = err.what() != redirect::kind::unset &&
                         err.what() != redirect::kind::out;
    if (!after && own_err && whole_.stdout_.what() == redirect::kind::err)
    {
        stdio[1] = stdio[2] >= 0 ? stdio[2] : 2;
    }
    return checked.start.perform(stdio, std::move(own), -1, launch);
}

pipeline_status status_of(pipeline const& stages, options const& whole,
                          child_group const& children)
{
    pipeline_status status{children.returncodes()};
    status.stages = children.reports();
    auto const& codes = status.returncodes;
    for (std::size_t i = 0; i != codes.size(); ++i)
    {
        // Nobody can tell which pipe the signal was about. In most cases it is
        // the one to the next stage, which did not want more.
        bool const cut =
            codes[i] == -SIGPIPE && i + 1 != codes.size() && !whole.strict_pipe;
        if (codes[i] == 0 || cut)
        {
            continue;
        }
        auto const ok = stages.stages()[i].options_in(whole).ok_codes;
        if (std::find(ok.begin(), ok.end(), codes[i]) != ok.end())
        {
            continue;
        }
        status.returncode = codes[i];
        status.failed = status.failed.value_or(i);
    }
    return status;
}

command whole_command(pipeline const& stages)
{
    auto const& all = stages.stages();
    if (all.size() == 1)
    {
        return all.front().args();
    }
    std::string text;
    for (auto const& each : all)
    {
        text += (text.empty() ? "" : " | ") + each.args().str();
    }
    return text;
}

} // namespace concur::subprocess::detail
