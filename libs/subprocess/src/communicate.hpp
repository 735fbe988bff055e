// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_COMMUNICATE_HPP
#define CONCUR_LIBS_SUBPROCESS_COMMUNICATE_HPP

#include "wait_end.hpp"

#include <span>

namespace concur::subprocess::detail {

class child;
class communicate_machine;
class pipe_stream;
class stop_machine;

/// The parent's ends of a child's pipes; null if a stream is not piped.
struct communicate_streams
{
    pipe_stream* in;
    pipe_stream* outputs[2];
    bool size_is_chosen; ///< the caller chose the size of the pipes
};

/** Perform the steps of a machine until it is done or has expired. This driver
    blocks the thread. It closes each stream at its end, and then waits for the
    children.

    @param stop Stops the children if the machine asks for it, or if it has
    begun already.

    @throws OSError The system refused to read, write, wait or signal.
    @throws ... The exception of an interrupt handler or of the interrupt hook.
*/
void communicate(communicate_machine& machine,
                 communicate_streams const& streams,
                 std::span<child* const> children, wait_end const& until,
                 stop_machine& stop);

} // namespace concur::subprocess::detail

#endif
