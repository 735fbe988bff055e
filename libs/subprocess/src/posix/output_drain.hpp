// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_POSIX_OUTPUT_DRAIN_HPP
#define CONCUR_LIBS_SUBPROCESS_POSIX_OUTPUT_DRAIN_HPP

#include "../communicate_machine.hpp"
#include "../wait_end.hpp"

#include <chrono>

namespace concur::subprocess::detail {

class transfer;

/** Limits the time in which outputs are read after the children have ended.
    Another process, such as a daemon, may hold their pipes for ever.

    What was in the pipes when this object was made is always read. The outputs
    are closed after the idle time of the machine without a byte, after ten
    times that, or at the end of the waits.

    @par Thread safety
    Distinct objects: safe. Shared objects: unsafe.
*/
class output_drain
{
public:
    /// @param machine A machine that is told that the children have ended.
    /// @param moved Moves its data. Both must live as long as this object.
    /// @param until The end of the waits.
    output_drain(communicate_machine& machine, transfer& moved,
                 wait_end const& until);

    /// The time to wait for another byte, from now on. Called before a look at
    /// the outputs.
    std::chrono::nanoseconds left();

    /// Report the result of the look: whether there was something to read. If
    /// not, and the time that left() has returned was 0, the outputs are
    /// closed.
    void looked(bool any);

private:
    using clock = std::chrono::steady_clock;

    bool has_all_of_children() const noexcept;

    communicate_machine& machine_;
    transfer& moved_;
    wait_end const until_;
    clock::time_point now_{}; // when left() was called
    clock::time_point last_byte_ = clock::now();
    clock::time_point const end_;
    bool late_ = false;                 // when left() was called
    unsigned long long of_children_[2]; // the sizes of what they have written
    bool complete_ = false; // all of that was read before the last look
};

} // namespace concur::subprocess::detail

#endif
