// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef CONCUR_LIBS_SUBPROCESS_ENDING_HPP
#define CONCUR_LIBS_SUBPROCESS_ENDING_HPP

#include "interrupt_watch.hpp"
#include "wait_end.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <span>

namespace concur::subprocess::detail {

class child;
class conversation;
class stop_machine;

/** Waits for the end of the child of a process object, or of the children of a
    pipeline.

    An interrupt that ends a wait, such as Ctrl-C, has probably reached the
    child as well. Before the exception is rethrown, the child gets a short time
    to end. It gets this grace period only once: a second interrupt is not
    delayed.

    @par Thread safety
    Distinct objects: safe. Shared objects: wait() is safe.
*/
class ending
{
public:
    /// Run a body that waits. If an interrupt ends the wait, give the children
    /// the grace period.
    template<class Body>
    void interruptibly(std::span<child* const> children, wait_end const& until,
                       Body const& body)
    {
        interrupt_watch const interrupts;
        try
        {
            body();
        }
        catch (...)
        {
            if (interrupts.thrown())
            {
                give_grace(children, until);
            }
            throw;
        }
    }

    /// Wait for the child. Returns the exit status; absent if the deadline has
    /// passed or a stop was requested.
    std::optional<int> wait(child& process, wait_end const& until);

    /// Close the streams and wait for the child, even if closing fails. The
    /// error of closing is thrown after the wait. If closing is interrupted,
    /// wait only for the grace period.
    void close_and_wait(child& process, conversation& streams);

    /** Before leave_scope(): take the steps of a stop that has begun, until the
        child has ended. The streams are closed without blocking.

        If an interrupt throws in this function, the child is killed, and the
        next wait of the main thread throws that exception.
    */
    void finish_stop(child& process, conversation& streams,
                     stop_machine& stop) noexcept;

    /** close_and_wait() for a destructor.

        While the exception of an interrupt leaves the scope, the function waits
        only for the grace period. If an interrupt throws in this function, the
        next wait of the main thread throws that exception.
    */
    void leave_scope(child& process, conversation& streams) noexcept;

private:
    void give_grace(std::span<child* const> children, wait_end const& until);
    void wait_for_grace(std::span<child* const> children,
                        wait_end const& until);

    std::chrono::nanoseconds grace_ = std::chrono::milliseconds(250);
};

/// Warn that a child is still running.
void warn_of_running(child const& process) noexcept;

/// Warn, and abandon a child that was not reaped. This function or a later
/// start reaps the child once it has ended.
void abandon_with_warning(std::unique_ptr<child> process) noexcept;

} // namespace concur::subprocess::detail

#endif
