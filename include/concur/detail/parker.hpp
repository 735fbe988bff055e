// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_PARKER_HPP
#define CONCUR_DETAIL_PARKER_HPP

#include <concur/config.hpp>
#include <concur/detail/opaque.hpp>
#include <concur/detail/waiter.hpp>
#include <concur/limit.hpp>

#include <chrono>
#include <optional>

namespace concur::detail {

/** The actions of a waiter before and after park() runs interrupt handlers.

    Interrupt handlers are code of the program and may wait for other threads.
    While they run, the waiter must not keep a notification that another waiter
    could use.
*/
class interruption
{
public:
    /// Called before the interrupt handlers.
    virtual void begin() noexcept = 0;

    /// Called after the interrupt handlers, unless handle_interrupts() throws.
    virtual void end() noexcept = 0;

protected:
    ~interruption() = default;
};

/** The object on which a thread sleeps until another thread wakes it.

    Calls of unpark() are counted, so that none is lost. The parker must exist
    until every unpark() has returned; see await().

    @par Thread safety
    One thread calls park() and await(). Any thread may call unpark().
*/
class CONCUR_CORE_DECL parker
{
public:
    parker();
    ~parker();
    parker(parker const&) = delete;
    parker& operator=(parker const&) = delete;

    /** Sleep until unpark() is called; return at once if it was already. Each
        unpark() ends one park().

        @return False if the limit was reached.

        @throws boost::thread_interrupted The thread was interrupted.
        @throws ... On the main thread, the exception of an interrupt handler.
    */
    bool park(limit const& until = {});

    /// Set the actions before and after the interrupt handlers that park()
    /// runs.
    void around_interrupts(interruption& i) noexcept
    {
        interruption_ = &i;
    }

    /// Sleep as park() does, but without limit, interruption and interrupt
    /// handlers. For short waits.
    void park_quietly() noexcept;

    /// Sleep until unpark() has been called `times` times since construction.
    /// These calls must come soon, since this sleep has no limit and cannot be
    /// interrupted.
    void await(unsigned times) noexcept;

    /// Wake the thread, or end its next park() at once.
    void unpark() noexcept;

private:
    struct sleep_state;
    struct sleep_lock;

    void stop() noexcept;
    void run_handlers();
    void sleep(sleep_lock& lock, std::optional<std::chrono::nanoseconds> left);
    void wake() noexcept;

    // The mutex in sleep_ guards unparked_, waker_, stopped_ and main_sleeps_.
    opaque<sleep_state, 192> sleep_;
    unsigned unparked_ = 0;
    unsigned seen_ = 0;
    int waker_ = -1; // the processor of the last unpark()
    bool stopped_ = false;
    bool main_sleeps_ = false;
    interruption* interruption_ = nullptr;
};

} // namespace concur::detail

#endif
