// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_SCHED_TASKS_HPP
#define CONCUR_TEST_BENCH_SCHED_TASKS_HPP

#include "../protocol.hpp"
#include "../team.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <numeric>
#include <optional>
#include <random>
#include <span>
#include <utility>
#include <vector>

// What is done with events, by a clock that is simulated. A contender has a
// type E for them:
//   now()              what its clock says
//   enter(time, f)     returns an E::handle
//   run()              until there are none left
//   cancel(handle)
//   drain()            whatever cancel() left for later
//   run_until_stopped(), stop()

namespace bench::schedules {

// From 0 to 1, the same for everybody; sched_worker.py has them, too.
class random_numbers
{
public:
    explicit random_numbers(std::uint64_t seed = 1) : engine_(seed) {}

    double operator()()
    {
        return double(engine_() >> 11) * 0x1p-53;
    }

    std::vector<double> operator()(std::size_t n)
    {
        std::vector<double> all(n);
        std::generate(all.begin(), all.end(), [this] { return (*this)(); });
        return all;
    }

private:
    std::linear_congruential_engine<std::uint64_t, 6364136223846793005U,
                                    1442695040888963407U, 0>
        engine_;
};

// The numbers up to n, shuffled.
inline std::vector<std::size_t> shuffled(std::size_t n)
{
    auto const keys = random_numbers(2)(n);
    std::vector<std::size_t> all(n);
    std::iota(all.begin(), all.end(), std::size_t(0));
    std::sort(all.begin(), all.end(),
              [&](auto a, auto b) { return keys[a] < keys[b]; });
    return all;
}

// Whether they run in their order, before it is said how quickly.
template<class E>
void check_order()
{
    E events;
    std::vector<double> ran;
    auto const times = random_numbers()(1000);
    for (auto const& time : times)
    {
        events.enter(time, [&ran, &time] { ran.push_back(time); });
    }
    events.run();
    expect(ran.size() == times.size() && std::is_sorted(ran.begin(), ran.end()),
           "the events did not run in their order");
}

// What the events do.
struct count_up
{
    void operator()() const
    {
        ++*counter;
    }

    std::size_t* counter;
};

// `sample(counter)` returns the seconds of so many operations; of each of them
// the counter must have been told `actions` times.
template<class Sample>
measurement sampled(std::size_t operations, std::size_t actions, Sample sample)
{
    struct outcome
    {
        double seconds;
        std::size_t counter;
    };
    auto const of = std::make_shared<outcome>();
    auto const threads =
        std::make_shared<team>(std::vector<team::job>{[=](std::size_t) {
            of->counter = 0;
            of->seconds = sample(of->counter);
        }});
    return {[=] {
                threads->run(1);
                expect(of->counter == operations * actions,
                       "not as many actions as there should have been");
                return of->seconds;
            },
            operations};
}

using time_span = std::span<double const>;

// A sample of as many passes as the clock needs. Each has other times: those of
// a few events would soon be known to the branch predictor.
template<class Pass>
measurement passes(std::size_t n, std::size_t actions, Pass pass)
{
    auto const count = std::max<std::size_t>(1, 100'000 / n);
    return sampled(count * n, actions,
                   [=, all = random_numbers()(count * n)](auto& counter) {
                       double seconds = 0;
                       for (std::size_t i = 0; i != count; ++i)
                       {
                           seconds +=
                               pass(time_span(all).subspan(i * n, n), counter);
                       }
                       return seconds;
                   });
}

template<class E>
void enter_all(E& events, time_span at, std::size_t& counter)
{
    for (auto const time : at)
    {
        events.enter(time, count_up{&counter});
    }
}

// Events that run or are cancelled are timed up to the end of the scheduler, so
// that no work is left to it.

template<class E>
measurement enter_and_run(std::size_t n)
{
    return passes(n, 1, [](time_span at, std::size_t& counter) {
        auto const start = now_ns();
        {
            E events;
            enter_all(events, at, counter);
            events.run();
        }
        return seconds_since(start);
    });
}

template<class E>
measurement enter(std::size_t n)
{
    return passes(n, 0, [](time_span at, std::size_t& counter) {
        E events;
        auto const start = now_ns();
        enter_all(events, at, counter);
        return seconds_since(start);
    });
}

template<class E>
measurement run(std::size_t n)
{
    return passes(n, 1, [](time_span at, std::size_t& counter) {
        auto events = std::make_unique<E>();
        enter_all(*events, at, counter);
        auto const start = now_ns();
        events->run();
        events.reset();
        return seconds_since(start);
    });
}

template<class E>
measurement cancel(std::size_t n)
{
    return passes(
        n, 0, [order = shuffled(n)](time_span at, std::size_t& counter) {
            auto events = std::make_unique<E>();
            std::vector<typename E::handle> handles;
            handles.reserve(at.size());
            for (auto const time : at)
            {
                handles.push_back(events->enter(time, count_up{&counter}));
            }
            // The handles are at hand, their events anywhere.
            std::vector<typename E::handle> shuffled_handles;
            shuffled_handles.reserve(at.size());
            for (auto const i : order)
            {
                shuffled_handles.push_back(std::move(handles[i]));
            }
            handles.clear();
            auto const start = now_ns();
            for (auto& handle : shuffled_handles)
            {
                // Some events live as long as their handles.
                auto const one = std::move(handle);
                events->cancel(one);
            }
            events->drain();
            events->run(); // nothing
            events.reset();
            return seconds_since(start);
        });
}

// So many events that are always pending. The action of each cancels another
// and enters two, in the places of the other and its own.
template<class E>
class mixture
{
public:
    explicit mixture(std::size_t n)
    {
        auto const times = random_(n);
        handles_.reserve(n);
        for (std::size_t place = 0; place != n; ++place)
        {
            handles_.push_back(enter(place, times[place]));
        }
    }

    mixture(mixture const&) = delete;

    double run(std::size_t steps, std::size_t& counter)
    {
        steps_.clear();
        while (steps_.size() != steps)
        {
            auto const other = random_() * double(handles_.size());
            steps_.push_back({std::size_t(other), random_(), random_()});
        }
        done_ = 0;
        auto const start = now_ns();
        events_.run_until_stopped();
        auto const seconds = seconds_since(start);
        counter += done_;
        return seconds;
    }

private:
    struct step
    {
        std::size_t other;
        double delay;
        double others_delay;
    };

    typename E::handle enter(std::size_t place, double time)
    {
        return events_.enter(time, [this, place] { act(place); });
    }

    void act(std::size_t place)
    {
        auto const& now = steps_[done_];
        if (++done_ == steps_.size())
        {
            events_.stop();
        }
        auto const other = now.other != place ? now.other
                           : place != 0       ? place - 1
                                              : 1;
        events_.cancel(handles_[other]);
        handles_[other] = enter(other, events_.now() + now.others_delay);
        handles_[place] = enter(place, events_.now() + now.delay);
    }

    random_numbers random_;
    std::vector<step> steps_;
    std::size_t done_ = 0;
    std::vector<typename E::handle> handles_;
    E events_;
};

template<class E>
measurement mixed(std::size_t n)
{
    constexpr std::size_t steps = 20'000;
    auto const made = std::make_shared<std::optional<mixture<E>>>();
    auto result = sampled(steps, 1, [=](std::size_t& counter) {
        if (!*made) // by the thread that uses it
        {
            made->emplace(n);
        }
        return (*made)->run(steps, counter);
    });
    result.take(); // so that they are there
    return result;
}

template<class E>
measurement entered(request const& r)
{
    check_order<E>();
    return r.task == "enter-run" ? enter_and_run<E>(r.amount)
           : r.task == "enter"   ? enter<E>(r.amount)
           : r.task == "run"     ? run<E>(r.amount)
                                 : no_such(r);
}

template<class E>
measurement cancelled(request const& r)
{
    return r.task == "cancel"  ? cancel<E>(r.amount)
           : r.task == "mixed" ? mixed<E>(r.amount)
                               : entered<E>(r);
}

} // namespace bench::schedules

#endif
