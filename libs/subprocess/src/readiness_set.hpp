// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_READINESS_SET_HPP
#define CONCUR_LIBS_SUBPROCESS_READINESS_SET_HPP

#include "io.hpp"

#include <chrono>

namespace concur::subprocess::detail {

/** Descriptors and a timer, of which one wait finds the first that is ready.

    number() is readable while a descriptor of the set is ready or the timer has
    expired. So an executor that can wait for one descriptor can wait for all of
    them.

    POSIX has no descriptor that stands for others. So the portable set has no
    number, and its other functions do nothing: the owner must poll the
    descriptors and the clock from time to time.

    @par Thread safety
    Distinct objects: safe. Shared objects: unsafe.
*/
class readiness_set
{
public:
    /// @throws OSError The system has no descriptors left.
    readiness_set();

    /// The descriptor to wait for; -1 if the system has no such descriptors.
    int number() const noexcept
    {
        return set_.get();
    }

    /// Add a descriptor that will be read.
    /// @throws OSError The system refused.
    void add_reader(int number);

    /// Add a descriptor that will be written.
    /// @throws OSError The system refused.
    void add_writer(int number);

    /// Remove a descriptor. This must be done before it is closed: another
    /// process may have a copy, which would stay in the set.
    void remove(int number) noexcept;

    /// Start the timer again. It expires at `at`, or never if `at` is the last
    /// moment of the clock.
    /// @throws OSError The system has no descriptors left.
    void set_timer(std::chrono::steady_clock::time_point at);

private:
    void add(int number, unsigned events);

    descriptor set_;
    descriptor timer_;
};

} // namespace concur::subprocess::detail

#endif
