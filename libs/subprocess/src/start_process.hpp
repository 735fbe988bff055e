// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_START_PROCESS_HPP
#define CONCUR_LIBS_SUBPROCESS_START_PROCESS_HPP

#include "child.hpp"
#include "io.hpp"

#include <concur/subprocess/detail/popen_core.hpp>

#include <memory>

namespace concur::subprocess::detail {

/// A started process and the parent's ends of its pipes.
struct started
{
    std::unique_ptr<child> process;
    descriptor in;
    descriptor out;
    descriptor err;
};

/** Check the options, make pipes and start a process.

    @throws ValueError, LookupError, OverflowError Something is wrong with the
    options; nothing has been done.
    @throws OSError The system refused a step.
    @throws SubprocessError The caller's preexec_fn threw.
*/
started start_process(command const& args, options const& o,
                      launch_function const& launch);

} // namespace concur::subprocess::detail

#endif
