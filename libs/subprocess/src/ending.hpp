// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef CONCUR_LIBS_SUBPROCESS_ENDING_HPP
#define CONCUR_LIBS_SUBPROCESS_ENDING_HPP

#include "interrupt_watch.hpp"

#include <concur/timeout.hpp>

#include <chrono>
#include <memory>
#include <optional>

namespace concur::subprocess::detail {

class child;
class conversation;

/** How a process object ends its child, or waits for its end.

    An interrupt that ends a wait, Ctrl-C say, has probably reached the child,
    too. Then the child gets a short time to end before the exception goes on.
    It gets this grace period once: a second interrupt is not delayed.

    @par Thread safety
    Distinct objects: safe. Shared objects: wait() is safe.
*/
class ending
{
public:
    /// Run a body that waits, with a grace period if an interrupt leaves it.
    template<class Body>
    void interruptibly(child& process, deadline const& until, Body const& body)
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
                give_grace(process, until);
            }
            throw;
        }
    }

    /// The exit status, absent if the deadline has passed.
    std::optional<int> wait(child& process, deadline const& until);

    /// Close the streams and wait, even if closing fails; then throw the first
    /// error.
    void close_and_wait(child& process, conversation& streams);

    /** close_and_wait() for a destructor.

        While an exception of an interrupt leaves the scope, only the grace
        period is waited for. An interrupt that comes here is thrown by the
        thread's next wait.
    */
    void leave_scope(child& process, conversation& streams) noexcept;

private:
    void give_grace(child& process, deadline const& until);
    void wait_for_grace(child& process, deadline const& until);

    std::chrono::nanoseconds grace_ = std::chrono::milliseconds(250);
};

/// Give up a child that was not waited for: warn, and leave it to a later start
/// to reap it.
void abandon_with_warning(std::unique_ptr<child> process) noexcept;

} // namespace concur::subprocess::detail

#endif
