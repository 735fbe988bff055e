// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/detail/brief_lock.hpp>
#include <concur/detail/interrupts.hpp>

#include "interrupt_poll.hpp"

#include <concur/errors.hpp>

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <array>
#include <atomic>
#include <mutex>
#include <thread>
#include <utility>

#include <csignal>

namespace concur::detail {
namespace {

// The main thread is the thread that initialises the library.
std::thread::id const main_thread = std::this_thread::get_id();

struct shared_handler : boost::intrusive_ref_counter<shared_handler>
{
    explicit shared_handler(interrupt_handler f) : call(std::move(f)) {}

    interrupt_handler call;
};

using handler_ptr = boost::intrusive_ptr<shared_handler>;

struct interrupts
{
    brief_lock lock; // guards the pointers
    std::array<handler_ptr, NSIG> handlers;

    // The exception of defer_interrupt(). Only the main thread uses it.
    std::exception_ptr deferred;

    interrupts()
    {
        handlers[SIGINT] =
            new shared_handler([](int) { throw KeyboardInterrupt(); });
    }
};

// Signal handlers use these arrays and flags, so they are initialised at
// compile time.
std::array<std::atomic<bool>, NSIG> handled{}; // has an interrupt handler
std::array<std::atomic<bool>, NSIG> arrived{};
std::atomic<bool> any{false}; // a signal or deferred exception has arrived
std::atomic<bool> allowed{false};

static_assert(std::atomic<bool>::is_always_lock_free);

// The object is never destroyed, since threads may run after main() has
// returned.
interrupts& state()
{
    static auto& it = *new interrupts;
    return it;
}

// Constructs the object when the library is loaded, so that waits allocate no
// memory.
[[maybe_unused]] bool const made =
    (handled[SIGINT] = bool(state().handlers[SIGINT]));

handler_ptr handler_of(int signum) noexcept
{
    std::lock_guard const guard(state().lock);
    return state().handlers[static_cast<std::size_t>(signum)];
}

// `thrown` is the number of calls of interrupt_thrown() on this thread.
// `thrown_level` is the number of uncaught exceptions when the exception of the
// last call is rethrown. If there are fewer later, it has been caught.
thread_local unsigned thrown = 0;
thread_local int thrown_level = 0;

void wake() noexcept
{
    // If the flag was set already, the main thread has been woken and has not
    // handled the interrupt yet.
    if (!any.exchange(true))
    {
        wake_main_thread();
        poke_interrupt_poll();
    }
}

} // namespace

bool on_main_thread() noexcept
{
    return std::this_thread::get_id() == main_thread;
}

bool interrupts_allowed() noexcept
{
    return allowed.load(std::memory_order_relaxed);
}

bool interrupts_pending() noexcept
{
    return any;
}

void allow_interrupts() noexcept
{
    allowed = true;
}

interrupt_handler set_interrupt_handler(int signum, interrupt_handler handler)
{
    auto const n = static_cast<std::size_t>(signum);
    handler_ptr mine(handler ? new shared_handler(std::move(handler))
                             : nullptr);
    for (;;)
    {
        // `previous` is copied before the lock is taken: the copy may throw or
        // call other code of the program.
        auto const old = handler_of(signum);
        auto previous = old ? old->call : interrupt_handler();
        std::lock_guard const guard(state().lock);
        auto& place = state().handlers[n];
        if (place == old)
        {
            handled[n] = static_cast<bool>(mine);
            place.swap(mine);
            return previous;
        }
    }
}

void post_interrupt(int signum) noexcept
{
    auto const n = static_cast<std::size_t>(signum);
    if (handled[n])
    {
        arrived[n] = true;
        wake();
    }
}

void handle_interrupts()
{
    // interrupt_in_flight() forgets an exception that has been caught. That
    // must happen before an interrupt handler throws the next.
    interrupt_in_flight();
    while (any && on_main_thread())
    {
        any = false;
        try
        {
            if (state().deferred)
            {
                any = true;
                std::rethrow_exception(std::exchange(state().deferred, {}));
            }
            for (int n = 1; n != NSIG; ++n)
            {
                if (!arrived[static_cast<std::size_t>(n)].exchange(false))
                {
                    continue;
                }
                // More signals may have arrived, so check again: in a wait of
                // the interrupt handler, or in the next turn of the loop.
                any = true;
                if (auto const handler = handler_of(n))
                {
                    handler->call(n);
                }
                break;
            }
        }
        catch (...)
        {
            interrupt_thrown();
            throw;
        }
    }
}

void interrupt_thrown() noexcept
{
    ++thrown;
    thrown_level = std::uncaught_exceptions() + 1;
}

unsigned interrupts_thrown() noexcept
{
    return thrown;
}

bool interrupt_in_flight() noexcept
{
    if (std::uncaught_exceptions() < thrown_level)
    {
        thrown_level = 0; // the exception has been caught
    }
    return thrown_level != 0;
}

void defer_interrupt(std::exception_ptr e) noexcept
{
    if (on_main_thread())
    {
        if (!state().deferred)
        {
            state().deferred = std::move(e);
        }
        any = true;
    }
}

} // namespace concur::detail
