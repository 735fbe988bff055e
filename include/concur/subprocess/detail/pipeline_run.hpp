// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_DETAIL_PIPELINE_RUN_HPP
#define CONCUR_SUBPROCESS_DETAIL_PIPELINE_RUN_HPP

#include <concur/config.hpp>
#include <concur/subprocess/bytes.hpp>
#include <concur/subprocess/detail/launch.hpp>
#include <concur/subprocess/detail/run_details.hpp>
#include <concur/subprocess/options.hpp>
#include <concur/subprocess/process_report.hpp>
#include <concur/subprocess/stage.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace concur::subprocess::detail {

/// How the stages of a pipeline ended.
struct pipeline_status
{
    std::vector<int> returncodes = {};
    int returncode = 0;
    std::optional<std::size_t> failed = {};
    std::vector<process_report> stages = {};
};

/// The part of run_pipeline() that depends on no policy. The options have been
/// checked.
CONCUR_SUBPROCESS_DECL pipeline_status run_pipeline_checked(
    pipeline const& stages, options& o, launch_function const& launch,
    std::optional<std::string>& out, std::optional<std::string>& err,
    run_details& details);
CONCUR_SUBPROCESS_DECL pipeline_status run_pipeline_checked(
    pipeline const& stages, options& o, launch_function const& launch,
    std::optional<bytes>& out, std::optional<bytes>& err, run_details& details);

} // namespace concur::subprocess::detail

#endif
