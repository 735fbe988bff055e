// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_TEAM_HPP
#define CONCUR_TEST_BENCH_TEAM_HPP

#include "calibrated.hpp"
#include "protocol.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace bench {

// Threads that live as long as the worker. In each sample, all of them do their
// jobs at the same time.
class team
{
public:
    using job = std::function<void(std::size_t count)>;

    explicit team(std::vector<job> jobs)
    {
        for (auto& one : jobs)
        {
            threads_.emplace_back(
                [this, work = std::move(one)] { live(work); });
        }
    }

    team(team const&) = delete;

    ~team()
    {
        change([&] { stop_ = true; });
        for (auto& one : threads_)
        {
            one.join();
        }
    }

    void begin(std::size_t count)
    {
        change([&] {
            count_ = count;
            working_ = threads_.size();
            begin_ = std::numeric_limits<std::uint64_t>::max();
            end_ = 0;
            ++sample_;
        });
    }

    // The seconds from the begin of the first thread to the end of the last
    // one.
    double end()
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return working_ == 0; });
        return double(end_ - begin_) * 1e-9;
    }

    double run(std::size_t count)
    {
        begin(count);
        return end();
    }

private:
    template<class Change>
    void change(Change what)
    {
        {
            std::lock_guard const lock(mutex_);
            what();
        }
        changed_.notify_all();
    }

    void live(job const& work)
    {
        for (unsigned done = 0;; ++done)
        {
            std::size_t count;
            {
                std::unique_lock lock(mutex_);
                changed_.wait(lock, [&] { return stop_ || sample_ != done; });
                if (stop_)
                {
                    return;
                }
                count = count_;
            }
            auto const begin = now_ns();
            work(count);
            auto const end = now_ns();
            change([&] {
                begin_ = std::min(begin_, begin);
                end_ = std::max(end_, end);
                --working_;
            });
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    bool stop_ = false;
    unsigned sample_ = 0;
    std::size_t count_ = 0;
    std::size_t working_ = 0;
    std::uint64_t begin_ = 0;
    std::uint64_t end_ = 0;
    std::vector<std::thread> threads_;
};

// One thread that repeats a step. It is not the main thread, since some
// libraries avoid atomic instructions in a process with one thread.
template<class Step>
measurement repeated(Step step)
{
    auto const threads =
        std::make_shared<team>(std::vector<team::job>{[=](std::size_t count) {
            for (; count != 0; --count)
            {
                step();
            }
        }});
    return calibrated([=](std::size_t n) { return threads->run(n); });
}

// Two threads that wait for each other, one after the other. An operation is
// one way: from the call of give(k) to the return of take(k). k is 0 in one
// direction and 1 in the other.
template<class Give, class Take>
measurement taking_turns(Give give, Take take)
{
    auto const threads = std::make_shared<team>(
        std::vector<team::job>{[=](std::size_t count) {
                                   for (; count != 0; --count)
                                   {
                                       give(0);
                                       take(1);
                                   }
                               },
                               [=](std::size_t count) {
                                   for (; count != 0; --count)
                                   {
                                       take(0);
                                       give(1);
                                   }
                               }});
    return calibrated([=](std::size_t n) { return threads->run(n); }, 2);
}

} // namespace bench

#endif
