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

/** What a thread does before and after it runs handlers of interrupts in
    park().

    Handlers are the user's, and may wait for other threads. So a thread must
    hold no notification meanwhile that another waiter could use.
*/
class interruption
{
public:
    virtual void begin() noexcept = 0;
    /// Not called when a handler throws.
    virtual void end() noexcept = 0;

protected:
    ~interruption() = default;
};

/** Where one thread sleeps until others wake it.

    Wakes are counted, so that none is lost. The object must live until every
    unpark() that is owed to it has been called; see await().

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

    /** Sleep until unpark() was called once more than park() has returned true.

        @return False if the limit came first.

        @throws boost::thread_interrupted The thread was interrupted.
        @throws ... What a handler of interrupt_main() throws, on the main
        thread.
    */
    bool park(limit const& until = {});

    /// Have something done around the handlers that park() runs.
    void around_interrupts(interruption& i) noexcept
    {
        interruption_ = &i;
    }

    /// Sleep likewise, for a short time, whatever happens.
    void park_quietly() noexcept;

    /// Sleep until unpark() has been called so many times in all, as it is
    /// going to be in a moment.
    void await(unsigned times) noexcept;

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

/// A thread in a list of waiters.
template<class Parker>
class parked_thread final : public waiter
{
public:
    explicit parked_thread(Parker& at) noexcept : at_(at) {}

    void wake() noexcept override
    {
        at_.unpark();
    }

private:
    Parker& at_;
};

} // namespace concur::detail

#endif
