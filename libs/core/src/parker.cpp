// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/detail/parker.hpp>

#include "interrupt_poll.hpp"
#include "processor.hpp"

#include <concur/detail/interrupts.hpp>
#include <concur/detail/spin.hpp>
#include <concur/detail/uncancellable.hpp>

#include <boost/chrono/duration.hpp>
#include <boost/thread/condition_variable.hpp>
#include <boost/thread/mutex.hpp>
#include <boost/thread/thread.hpp>

#include <algorithm>
#include <optional>
#include <stop_token>

namespace concur::detail {

// The types are Boost.Thread's, so that a sleep is an interruption point.
struct parker::sleep_state
{
    boost::mutex mutex;
    boost::condition_variable changed;
};

struct parker::sleep_lock : boost::unique_lock<boost::mutex>
{
    explicit sleep_lock(parker& of)
        : boost::unique_lock<boost::mutex>(of.sleep_->mutex)
    {
    }
};

parker::parker() = default;

parker::~parker() = default;

bool parker::park(limit const& until)
{
    bool const main = on_main_thread();
    if (main && interrupts_pending())
    {
        // Interrupt handlers run even if park() need not sleep.
        run_handlers();
    }
    stopped_ = false; // the stop token of an earlier call may have set it
    // The destructor of stop_callback waits for a running stop(), which takes
    // the lock. So `stopping` must be destroyed after the lock was released.
    auto const on_stop = [this] { stop(); };
    std::optional<std::stop_callback<decltype(on_stop)>> stopping;
    if (until.stop().stop_possible())
    {
        stopping.emplace(until.stop(), on_stop);
    }

    auto const here = processor();
    sleep_lock lock(*this);
    while (unparked_ == seen_)
    {
        if (main && interrupts_pending())
        {
            lock.unlock();
            run_handlers();
            lock.lock();
            continue;
        }
        auto const left = until.at().left();
        if (stopped_ || (left && left->count() == 0))
        {
            return false;
        }
        sleep(lock, left);
    }
    ++seen_;
    learn_to_spin(here != -1 && waker_ == here);
    return true;
}

void parker::run_handlers()
{
    if (interruption_ != nullptr)
    {
        interruption_->begin();
    }
    handle_interrupts();
    if (interruption_ != nullptr)
    {
        interruption_->end();
    }
}

// Sleep. The main thread does not sleep on a condition variable, since a signal
// handler must be able to wake it.
void parker::sleep(sleep_lock& lock,
                   std::optional<std::chrono::nanoseconds> left)
{
    if (on_main_thread())
    {
        boost::this_thread::interruption_point();
        // Restores the state even if the thread is cancelled during its sleep.
        struct asleep
        {
            parker& here;
            sleep_lock& held;

            ~asleep()
            {
                held.lock();
                here.main_sleeps_ = false;
            }
        };
        main_sleeps_ = true;
        lock.unlock();
        asleep const state{*this, lock};
        sleep_on_main_thread(left);
    }
    else if (left)
    {
        // Sleep an hour at most, so that the sum of clock and time cannot
        // overflow.
        auto const piece =
            std::min<std::chrono::nanoseconds>(*left, std::chrono::hours(1));
        sleep_->changed.wait_for(lock,
                                 boost::chrono::nanoseconds(piece.count()));
    }
    else
    {
        sleep_->changed.wait(lock);
    }
}

void parker::wake() noexcept
{
    if (main_sleeps_)
    {
        wake_main_thread();
    }
    else
    {
        sleep_->changed.notify_one();
    }
}

void parker::park_quietly() noexcept
{
    await(++seen_);
}

void parker::await(unsigned times) noexcept
{
    boost::this_thread::disable_interruption const uninterrupted;
    uncancellable const whole;
    sleep_lock lock(*this);
    while (unparked_ < times)
    {
        sleep_->changed.wait(lock);
    }
    seen_ = times;
}

void parker::unpark() noexcept
{
    // Wake under the lock. After it is unlocked, this object may be destroyed.
    sleep_lock const lock(*this);
    ++unparked_;
    waker_ = processor();
    wake();
}

void parker::stop() noexcept
{
    sleep_lock const lock(*this);
    stopped_ = true;
    wake();
}

} // namespace concur::detail
