// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_QUEUE_LOCKED_HPP
#define CONCUR_TEST_BENCH_QUEUE_LOCKED_HPP

#include "tasks.hpp"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <limits>
#include <mutex>
#include <utility>
#include <vector>

// What the standard library alone can do: a mutex and two condition variables.
// Variants: "deque" is a std::deque and always notifies, as everybody writes
// it; "ring" is an array and notifies only if somebody waits; "alone" is a
// std::deque in which nobody can wait.

namespace bench::queues {

class plain_condition
{
public:
    template<class Ready>
    void wait(std::unique_lock<std::mutex>& lock, Ready ready)
    {
        condition_.wait(lock, ready);
    }

    void unlock_and_notify(std::unique_lock<std::mutex>& lock)
    {
        lock.unlock();
        condition_.notify_one();
    }

private:
    std::condition_variable condition_;
};

class counted_condition
{
public:
    template<class Ready>
    void wait(std::unique_lock<std::mutex>& lock, Ready ready)
    {
        while (!ready())
        {
            ++waiters_;
            condition_.wait(lock);
            --waiters_;
        }
    }

    void unlock_and_notify(std::unique_lock<std::mutex>& lock)
    {
        auto const awaited = waiters_ != 0;
        lock.unlock();
        if (awaited)
        {
            condition_.notify_one();
        }
    }

private:
    std::condition_variable condition_;
    std::size_t waiters_ = 0;
};

// Doubles when it is full.
template<class T>
class ring
{
public:
    bool empty() const
    {
        return size_ == 0;
    }

    std::size_t size() const
    {
        return size_;
    }

    T& front()
    {
        return slots_[first_];
    }

    void pop_front()
    {
        first_ = (first_ + 1) & (slots_.size() - 1);
        --size_;
    }

    void push_back(T&& item)
    {
        if (size_ == slots_.size())
        {
            grow();
        }
        slots_[(first_ + size_) & (slots_.size() - 1)] = std::move(item);
        ++size_;
    }

private:
    void grow()
    {
        std::vector<T> larger(slots_.size() * 2);
        for (std::size_t i = 0; i != size_; ++i)
        {
            larger[i] = std::move(slots_[(first_ + i) & (slots_.size() - 1)]);
        }
        slots_.swap(larger);
        first_ = 0;
    }

    std::vector<T> slots_ = std::vector<T>(1024);
    std::size_t first_ = 0;
    std::size_t size_ = 0;
};

template<class T, class Items, class Condition>
class locked
{
public:
    explicit locked(std::size_t bound)
        : bound_(bound == 0 ? std::numeric_limits<std::size_t>::max() : bound)
    {
    }

    void put(T item)
    {
        std::unique_lock lock(mutex_);
        not_full_.wait(lock, [&] { return items_.size() < bound_; });
        items_.push_back(std::move(item));
        not_empty_.unlock_and_notify(lock);
    }

    T get()
    {
        std::unique_lock lock(mutex_);
        not_empty_.wait(lock, [&] { return !items_.empty(); });
        T item = std::move(items_.front());
        items_.pop_front();
        not_full_.unlock_and_notify(lock);
        return item;
    }

private:
    std::mutex mutex_;
    Condition not_empty_;
    Condition not_full_;
    std::size_t bound_;
    Items items_;
};

class no_condition
{
public:
    template<class Ready>
    void wait(std::unique_lock<std::mutex>&, Ready ready)
    {
        expect(ready(), "nobody can wait");
    }

    void unlock_and_notify(std::unique_lock<std::mutex>& lock)
    {
        lock.unlock();
    }
};

template<class T>
using locked_deque = locked<T, std::deque<T>, plain_condition>;

template<class T>
using locked_ring = locked<T, ring<T>, counted_condition>;

inline measurement make_locked(request const& r)
{
    if (r.variant == "alone")
    {
        return alone<locked<int, std::deque<int>, no_condition>>();
    }
    return r.variant == "deque" ? perform<locked_deque>(r)
                                : perform<locked_ring>(r);
}

inline enlist const locked_here("locked", make_locked);

} // namespace bench::queues

#endif
