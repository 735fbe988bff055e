// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_HPP
#define CONCUR_SUBPROCESS_HPP

#include <concur/errors.hpp>
#include <concur/hooks.hpp>
#include <concur/subprocess/attach.hpp>
#include <concur/subprocess/attribute_keywords.hpp>
#include <concur/subprocess/bytes.hpp>
#include <concur/subprocess/captured_output.hpp>
#include <concur/subprocess/child_descriptor.hpp>
#include <concur/subprocess/command.hpp>
#include <concur/subprocess/completed_process.hpp>
#include <concur/subprocess/environment.hpp>
#include <concur/subprocess/errors.hpp>
#include <concur/subprocess/getoutput.hpp>
#include <concur/subprocess/keyword.hpp>
#include <concur/subprocess/keywords.hpp>
#include <concur/subprocess/launcher.hpp>
#include <concur/subprocess/list2cmdline.hpp>
#include <concur/subprocess/options.hpp>
#include <concur/subprocess/output_limit.hpp>
#include <concur/subprocess/output_piece.hpp>
#include <concur/subprocess/output_record.hpp>
#include <concur/subprocess/output_summary.hpp>
#include <concur/subprocess/outputs.hpp>
#include <concur/subprocess/parent_death.hpp>
#include <concur/subprocess/pipeline.hpp>
#include <concur/subprocess/pipeline_errors.hpp>
#include <concur/subprocess/pipeline_result.hpp>
#include <concur/subprocess/policy.hpp>
#include <concur/subprocess/popen.hpp>
#include <concur/subprocess/popen_base.hpp>
#include <concur/subprocess/process_report.hpp>
#include <concur/subprocess/pty.hpp>
#include <concur/subprocess/redirect.hpp>
#include <concur/subprocess/resource_limit.hpp>
#include <concur/subprocess/run.hpp>
#include <concur/subprocess/stage.hpp>
#include <concur/subprocess/stop.hpp>
#include <concur/subprocess/stream.hpp>
#include <concur/subprocess/tee_target.hpp>
#include <concur/subprocess/terminal.hpp>
#include <concur/subprocess/trace.hpp>
#include <concur/subprocess/wait_any.hpp>

#endif
