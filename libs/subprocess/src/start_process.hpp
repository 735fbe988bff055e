// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef CONCUR_LIBS_SUBPROCESS_START_PROCESS_HPP
#define CONCUR_LIBS_SUBPROCESS_START_PROCESS_HPP

#include "child.hpp"
#include "child_stdio.hpp"

#include <concur/subprocess/command.hpp>
#include <concur/subprocess/detail/launch.hpp>
#include <concur/subprocess/options.hpp>

#include <memory>
#include <span>
#include <vector>

namespace concur::subprocess::detail {

class plan_builder;

/// A start of a process that was checked. The command and the options must
/// outlive it.
class checked_start
{
public:
    /// @throws ValueError, LookupError, OverflowError An option is wrong.
    checked_start(command const& args, options const& o);

    ~checked_start();
    checked_start(checked_start const&) = delete;
    checked_start& operator=(checked_start const&) = delete;

    /** Start the process; may be called once.

        @param stdio The descriptors that become 0, 1 and 2; -1 to inherit that
        of this process.
        @param own All descriptors of the library that the child should not
        have.
        @param terminal Which of 0, 1 and 2 becomes the controlling terminal; -1
        for none.
        @param launch The function that starts the child; empty for the
        library's own launcher.

        @throws ... The errors of start_process(), without those of the options.
    */
    std::unique_ptr<child> perform(std::span<int const, 3> stdio,
                                   std::vector<int> own, int terminal,
                                   launch_function const& launch);

private:
    native::start_result start(launch_function const& launch);

    options const& options_;
    std::unique_ptr<plan_builder> built_;
    std::unique_ptr<stop_target> scope_;
};

/// A process and the parent's ends of its streams.
struct started_process
{
    std::unique_ptr<child> process;
    pipes_to_child pipes;
};

/** Check the options, make pipes and start a process.

    @param launch The function that starts the child; empty for the library's
    own launcher.

    @throws ValueError, LookupError, OverflowError An option is wrong. Nothing
    was started.
    @throws OSError The system refused a step.
    @throws SubprocessError The caller's preexec_fn threw.
    @throws RuntimeError The launcher started no child and gave no reason.
    @throws ... The exception of `launch`.
*/
started_process start_process(command const& args, options const& o,
                              launch_function const& launch);

} // namespace concur::subprocess::detail

#endif
