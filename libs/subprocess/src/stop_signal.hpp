// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_STOP_SIGNAL_HPP
#define CONCUR_LIBS_SUBPROCESS_STOP_SIGNAL_HPP

#include "io.hpp"

#include <mutex>

namespace concur::subprocess::detail {

/** Ends all asynchronous operations that watch it, once and for ever.

    The object knows none of them. Each operation waits for number() beside what
    it wants, and looks at stopped() in each step. So stop() calls no executor
    and no handler, and needs no memory.

    @par Thread safety
    Shared objects: safe.
*/
class stop_signal
{
public:
    /// @param step What an error names; null for nothing.
    /// @throws OSError The system has no descriptors left.
    explicit stop_signal(char const* step = nullptr);

    /// Stop. Returns when no other thread is in a function of unless_stopped().
    void stop() noexcept;

    bool stopped() const noexcept
    {
        std::lock_guard const held(mutex_);
        return stopped_;
    }

    /// A descriptor that is readable after stop(); -1 if the system has none.
    /// Then the operations look at stopped() from time to time.
    int number() const noexcept
    {
        return event_.get();
    }

    /// Whether number() is readable although nobody has stopped: a forked
    /// process did that with its copy of the object. Then the descriptor must
    /// not be watched any more.
    bool disturbed() const noexcept;

    /// Call a function that neither blocks nor calls other code, while no
    /// other thread can stop the signal. Returns false if it is stopped
    /// already.
    template<class Function>
    bool unless_stopped(Function const& f)
    {
        std::lock_guard const held(mutex_);
        if (stopped_)
        {
            return false;
        }
        f();
        return true;
    }

private:
    mutable std::mutex mutex_;
    bool stopped_ = false;
    descriptor event_;
};

} // namespace concur::subprocess::detail

#endif
