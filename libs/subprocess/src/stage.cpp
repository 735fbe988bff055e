// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/stage.hpp>

#include "check_options.hpp"

namespace concur::subprocess {

options stage::options_in(options const& whole) const
{
    options const none;
    auto o = whole;
    o.bufsize = none.bufsize;
    o.stdin_ = {};
    o.stdout_ = {};
    o.stderr_ = {};
    o.universal_newlines = {};
    o.encoding = {};
    o.errors = {};
    o.text = {};
    o.pipesize = none.pipesize;
    o.on_stdout = {};
    o.on_stderr = {};
    o.on_output = {};
    o.line_limit = none.line_limit;
    o.tee = {};
    o.tee_stdout = {};
    o.tee_stderr = {};
    o.record = false;
    o.max_output = {};
    o.grace = {};
    o.stop = {};
    o.input = {};
    o.capture_output = false;
    o.timeout = {};
    o.stop_token = {};
    o.check = {};
    o.strict_pipe = false;
    if (set_)
    {
        (*set_)(o);
        detail::check_options_of_stage(o);
    }
    return o;
}

std::vector<command> pipeline::commands() const
{
    std::vector<command> all;
    all.reserve(stages_.size());
    for (auto const& each : stages_)
    {
        all.push_back(each.args());
    }
    return all;
}

pipeline operator|(pipeline left, pipeline const& right)
{
    left.stages_.insert(left.stages_.end(), right.stages_.begin(),
                        right.stages_.end());
    return left;
}

} // namespace concur::subprocess
