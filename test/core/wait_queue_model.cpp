// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/detail/wait_queue.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <deque>
#include <memory>
#include <random>
#include <vector>

// The rule of fairness of wait_queue, against a plain model: random schedules
// of waiters, callers that do not wait, and operations that never run. The
// model keeps a record of each waiter and counts them anew for each question.

using concur::detail::queued_waiter;
using concur::detail::wait_queue;
using concur::detail::wakeups;

namespace {

struct model_waiter final : queued_waiter
{
    explicit model_waiter(bool operation) : queued_waiter(operation) {}

    void wake() noexcept override
    {
        state = notified_state;
    }

    enum
    {
        queued_state,
        notified_state,
        attempting_state,
        away_state // runs handlers of interrupts
    } state = queued_state;

    int arrival = 0;
    int notified_in = 0;   // period
    bool failed = false;   // an attempt
    bool reserves = false; // so says the model
    bool stalled = false;  // makes no attempt
    bool returned = false; // has run handlers of interrupts
    bool at_once = false;  // notified without being queued
};

struct conditions
{
    bool stalls; // some operations make no attempt
    bool polls;  // some callers take what is reserved
};

class schedule
{
public:
    schedule(unsigned seed, conditions c) : random_(seed), conditions_(c) {}

    void run(int steps)
    {
        while (steps-- != 0)
        {
            step();
            check();
        }
        check_that_nobody_starves();
        while (!waiters_.empty())
        {
            leave(*waiters_.front());
            check();
        }
        BOOST_TEST_REQUIRE(queue_.reserved() == 0u);
        BOOST_TEST_REQUIRE(!queue_.may_stall());
    }

private:
    using waiters = std::vector<std::unique_ptr<model_waiter>>;

    int pick(int n)
    {
        return std::uniform_int_distribution<int>(0, n - 1)(random_);
    }

    model_waiter* any(auto condition)
    {
        std::vector<model_waiter*> all;
        for (auto const& w : waiters_)
        {
            if (condition(*w))
            {
                all.push_back(w.get());
            }
        }
        return all.empty() ? nullptr : all[pick(static_cast<int>(all.size()))];
    }

    void step()
    {
        switch (pick(8))
        {
        case 0:
        case 1:
            ++available_;
            notify();
            break;
        case 2:
            call();
            break;
        case 3:
        case 4:
            if (auto* const w = any([](auto& one) {
                    return one.state == model_waiter::notified_state &&
                           !one.stalled;
                }))
            {
                attempt(*w);
            }
            break;
        case 5:
            if (auto* const w = any([](auto&) { return true; });
                w != nullptr && pick(3) == 0)
            {
                leave(*w);
            }
            break;
        case 6:
            if (conditions_.stalls)
            {
                end_period();
            }
            if (conditions_.polls && available_ != 0)
            {
                --available_; // somebody who does not wait
                polled_ = true;
            }
            break;
        case 7:
            interrupt();
            break;
        }
    }

    // --- what the owner of a wait queue does ---

    void notify()
    {
        predict_notifications();
        wakeups woken;
        queue_.notify(available_, woken);
        check_notified(); // before wake() changes a state
    }

    // Somebody who would wait: a thread, or an operation.
    void call()
    {
        bool const operation = pick(2) == 0;
        bool const at_once = queue_.may_take(nullptr, available_);
        BOOST_TEST_REQUIRE(at_once == (available_ > reserved()));
        if (at_once && !operation)
        {
            --available_;
            return;
        }
        auto& w = *waiters_.emplace_back(new model_waiter(operation));
        w.arrival = ++arrivals_;
        w.stalled = operation && conditions_.stalls && pick(3) == 0;
        w.reserves = operation;
        if (at_once)
        {
            w.state = model_waiter::notified_state;
            w.notified_in = period_;
            w.at_once = true;
            queue_.add_notified(w);
        }
        else
        {
            w.state = model_waiter::attempting_state;
            notify();
            w.state = model_waiter::queued_state;
            queue_.add(w);
        }
    }

    void attempt(model_waiter& w)
    {
        bool const had = w.reserves;
        // Whoever else was notified and has a reservation comes first, and a
        // reservation is worth a unit.
        bool const expected =
            had ? available_ != 0 : available_ > reserved_and_notified(&w);
        begin_attempt(w);
        bool const good = queue_.may_take(&w, available_);
        BOOST_TEST_REQUIRE(good == expected);
        if (had && is_exact())
        {
            BOOST_TEST_REQUIRE(good); // nobody is overtaken twice
        }
        if (good)
        {
            --available_;
            end(w);
            return;
        }
        notify();
        w.failed = true;
        w.reserves = true;
        w.state = model_waiter::queued_state;
        queue_.add(w);
    }

    void leave(model_waiter& w)
    {
        if (w.state != model_waiter::away_state)
        {
            begin_attempt(w);
        }
        end(w);
    }

    // A thread leaves the queue for a while, or comes back.
    void interrupt()
    {
        auto* const w = any([](auto& one) { return !one.is_operation(); });
        if (w == nullptr)
        {
            return;
        }
        if (w->state == model_waiter::away_state)
        {
            w->state = model_waiter::queued_state;
            w->returned = true;
            w->reserves = w->failed;
            queue_.add(*w);
        }
        else
        {
            w->failed |= w->state == model_waiter::notified_state;
            begin_attempt(*w);
            w->reserves = false;
            w->state = model_waiter::away_state;
            queue_.release(*w);
        }
        notify();
    }

    void end_period()
    {
        ++period_;
        bool late = false;
        for (auto const& w : waiters_)
        {
            if (w->is_operation() && w->state == model_waiter::notified_state &&
                period_ - w->notified_in == 2)
            {
                late = true;
                w->reserves = false;
            }
        }
        BOOST_TEST_REQUIRE(queue_.end_period() == late);
        if (late && available_ != 0)
        {
            wakeups woken;
            queue_.notify_replacements(woken);
            woken.flush();
            replaced_ = true;
            for (auto const& w : waiters_)
            {
                if (w->notified() && w->notified_in == 0)
                {
                    w->reserves &= !w->is_operation();
                    w->notified_in = period_;
                }
            }
        }
    }

    void begin_attempt(model_waiter& w)
    {
        w.notified_in = 0;
        w.state = model_waiter::attempting_state;
        queue_.begin_attempt(w);
    }

    void end(model_waiter& w)
    {
        queue_.release(w);
        std::erase_if(waiters_, [&](auto& one) { return one.get() == &w; });
        notify();
    }

    // --- the model ---

    std::size_t count(auto condition) const
    {
        return static_cast<std::size_t>(
            std::count_if(waiters_.begin(), waiters_.end(),
                          [&](auto& w) { return condition(*w); }));
    }

    std::size_t reserved() const
    {
        return count([](auto& w) { return w.reserves; });
    }

    std::size_t reserved_and_notified(model_waiter const* but = nullptr) const
    {
        return count([&](auto& w) {
            return w.reserves && w.state == model_waiter::notified_state &&
                   &w != but;
        });
    }

    std::size_t notified_lately() const
    {
        return count([this](auto& w) {
            return w.state == model_waiter::notified_state &&
                   (!w.is_operation() || period_ - w.notified_in < 2);
        });
    }

    bool may_stall() const
    {
        return first_queued() != nullptr &&
               count([this](auto& w) {
                   return w.state == model_waiter::notified_state &&
                          w.is_operation() && period_ - w.notified_in < 2;
               }) != 0;
    }

    std::size_t threads_notified() const
    {
        return count([](auto& w) {
            return !w.is_operation() && !w.reserves &&
                   w.state == model_waiter::notified_state;
        });
    }

    model_waiter* first_queued() const
    {
        model_waiter* first = nullptr;
        for (auto const& w : waiters_)
        {
            if (w->state == model_waiter::queued_state &&
                (first == nullptr || w->arrival < first->arrival))
            {
                first = w.get();
            }
        }
        return first;
    }

    // Change the states of the waiters that notify() is to notify.
    void predict_notifications()
    {
        for (auto* w = first_queued(); w != nullptr; w = first_queued())
        {
            auto const threads = threads_notified();
            if (available_ <= reserved_and_notified() + threads ||
                (threads != 0 && !w->reserves))
            {
                return;
            }
            w->state = model_waiter::notified_state;
            w->notified_in = period_;
        }
    }

    // Whether a reservation of a notified waiter is always worth a unit.
    bool is_exact() const
    {
        return !polled_ && !replaced_;
    }

    // --- what must always be true ---

    void check_notified()
    {
        for (auto const& w : waiters_)
        {
            BOOST_TEST_REQUIRE(w->notified() ==
                               (w->state == model_waiter::notified_state));
        }
    }

    void check()
    {
        check_notified();
        BOOST_TEST_REQUIRE(queue_.reserved() == reserved());
        BOOST_TEST_REQUIRE(queue_.may_stall() == may_stall());
        // No unit is forgotten: each one is reserved by a notified waiter, or a
        // waiter that makes an attempt will notify the first one, or the end
        // of a period will.
        if (auto* const first = first_queued())
        {
            BOOST_TEST_REQUIRE(
                (available_ <= reserved_and_notified() + threads_notified() ||
                 (threads_notified() != 0 && !first->reserves) ||
                 (replaced_ && notified_lately() != 0)));
        }
        // A waiter is notified before those that came later, unless it has been
        // away, or the other was never queued.
        if (!replaced_ && !conditions_.stalls)
        {
            auto* const first = first_queued();
            for (auto const& w : waiters_)
            {
                BOOST_TEST_REQUIRE((w->state != model_waiter::notified_state ||
                                    w->at_once || first == nullptr ||
                                    first->failed || first->returned ||
                                    w->arrival < first->arrival));
            }
        }
    }

    // Operations that never run keep others waiting for a few periods only.
    void check_that_nobody_starves()
    {
        while (auto* const w = any([](auto& one) {
                   return one.state == model_waiter::away_state;
               }))
        {
            leave(*w);
        }
        for (int i = 0; i != 16; ++i)
        {
            for (;;)
            {
                auto* const w = any([](auto& one) {
                    return one.state == model_waiter::notified_state &&
                           !one.stalled;
                });
                if (w == nullptr || available_ == 0)
                {
                    break;
                }
                attempt(*w);
                check();
            }
            end_period();
        }
        bool const waits = any([](auto& w) { return !w.stalled; }) != nullptr;
        BOOST_TEST_REQUIRE((available_ == 0 || !waits));
    }

    std::mt19937 random_;
    conditions const conditions_;
    waiters waiters_;
    wait_queue queue_;
    std::size_t available_ = 0;
    int arrivals_ = 0;
    int period_ = 1;
    bool polled_ = false;
    bool replaced_ = false;
};

void run_schedules(conditions c)
{
    for (unsigned seed = 0; seed != 2000; ++seed)
    {
        BOOST_TEST_CONTEXT("seed " << seed)
        {
            schedule(seed, c).run(200);
        }
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(wait_queue_model)

BOOST_AUTO_TEST_CASE(everybody_who_is_notified_makes_an_attempt)
{
    run_schedules({.stalls = false, .polls = false});
}

BOOST_AUTO_TEST_CASE(callers_that_do_not_wait_take_what_is_reserved)
{
    run_schedules({.stalls = false, .polls = true});
}

BOOST_AUTO_TEST_CASE(some_operations_never_make_an_attempt)
{
    run_schedules({.stalls = true, .polls = false});
}

BOOST_AUTO_TEST_CASE(all_of_it)
{
    run_schedules({.stalls = true, .polls = true});
}

BOOST_AUTO_TEST_SUITE_END()
