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

/** The actions of a waiter before and after it runs handlers of interrupts in
    park().

    Handlers are code of the user, and may wait for other threads. Meanwhile the
    waiter must not keep a notification that another waiter could use.
*/
class interruption
{
public:
    /// Called before the handlers.
    virtual void begin() noexcept = 0;

    /// Called after the handlers, unless one throws.
    virtual void end() noexcept = 0;

protected:
    ~interruption() = default;
};

/** The place where a thread sleeps until other threads wake it.

    Wakes are counted, so that none is lost. The object must exist until each
    unpark() that a notification has begun has returned; see await().

    @par Thread safety
    One thread parks; any may unpark().
*/
class CONCUR_CORE_DECL parker
{
public:
    parker();
    ~parker();
    parker(parker const&) = delete;
    parker& operator=(parker const&) = delete;

    /** Sleep until there is an unpark() for this call: each one ends one
       park().

        @return False if the limit came first.

        @throws boost::thread_interrupted The thread was interrupted.
        @throws ... What a handler of interrupt_main() throws, on the main
        thread.
    */
    bool park(limit const& until = {});

    /// Set the actions before and after the handlers that park() runs.
    void around_interrupts(interruption& i) noexcept
    {
        interruption_ = &i;
    }

    /// The same without limit, interruption and handlers, for short waits.
    void park_quietly() noexcept;

    /// Sleep until unpark() has been called `times` times since construction.
    /// That must happen soon: the sleep has no limit and cannot be interrupted.
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

    // Its mutex guards unparked_, waker_, stopped_ and main_sleeps_.
    opaque<sleep_state, 192> sleep_;
    unsigned unparked_ = 0;
    unsigned seen_ = 0;
    int waker_ = -1; // its processor
    bool stopped_ = false;
    bool main_sleeps_ = false;
    interruption* interruption_ = nullptr;
};

} // namespace concur::detail

#endif
