// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_DETAIL_RUN_DETAILS_HPP
#define CONCUR_SUBPROCESS_DETAIL_RUN_DETAILS_HPP

#include <concur/config.hpp>
#include <concur/subprocess/output_record.hpp>
#include <concur/subprocess/output_summary.hpp>
#include <concur/subprocess/process_report.hpp>

#include <utility>

namespace concur::subprocess::detail {

/// What a result has besides Python's members.
struct run_details
{
    output_record record = {};
    output_summary output = {};
    process_report process = {}; ///< not of a pipeline
};

/// Set the members of a result that say how much output there was.
template<class Result>
void set_output_details(Result& result, run_details& d)
{
    result.record = std::move(d.record);
    result.truncated = d.output.truncated;
    result.stdout_bytes = d.output.stdout_bytes;
    result.stderr_bytes = d.output.stderr_bytes;
    result.stdout_cut = d.output.stdout_cut;
    result.stderr_cut = d.output.stderr_cut;
    result.stdout_spill = d.output.stdout_spill;
    result.stderr_spill = d.output.stderr_spill;
    result.pipe_still_held = d.output.pipe_still_held;
}

/// The same members of a result as a structure.
template<class Result>
output_summary output_summary_of(Result const& r)
{
    return {r.truncated,  r.stdout_bytes, r.stderr_bytes, r.stdout_cut,
            r.stderr_cut, r.stdout_spill, r.stderr_spill, r.pipe_still_held};
}

/// Set the members of a result that say how its child ran.
template<class Result>
void set_process_details(Result& result, process_report const& p)
{
    result.pid = p.pid;
    result.ended = p.ended;
    result.usage = p.usage;
    result.elapsed = p.elapsed;
}

} // namespace concur::subprocess::detail

#endif
