// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_QUEUE_MOODYCAMEL_HPP
#define CONCUR_TEST_BENCH_QUEUE_MOODYCAMEL_HPP

#include "tasks.hpp"

#include <concurrentqueue/blockingconcurrentqueue.h>

#include <atomic>
#include <cstddef>
#include <thread>
#include <utility>
#include <vector>

// Queues whose threads meet in atomic variables, and spin for a while before
// they sleep. Variants: "" is moodycamel::BlockingConcurrentQueue, which keeps
// the order of each producer's items only; "slots" is the same with a semaphore
// that counts free places; "vyukov" is the ring of Vyukov's bounded queue.

namespace bench::queues {

inline void wait_for(moodycamel::LightweightSemaphore& semaphore)
{
    while (!semaphore.wait())
    {
    }
}

template<class T>
class moodycamel_queue
{
public:
    explicit moodycamel_queue(std::size_t) {}

    void put(T item)
    {
        items_.enqueue(std::move(item));
    }

    T get()
    {
        T item;
        items_.wait_dequeue(item);
        return item;
    }

private:
    moodycamel::BlockingConcurrentQueue<T> items_;
};

template<class T>
class moodycamel_slots
{
public:
    explicit moodycamel_slots(std::size_t bound)
        : items_(bound), free_(std::ptrdiff_t(bound))
    {
    }

    void put(T item)
    {
        wait_for(free_);
        items_.put(std::move(item));
    }

    T get()
    {
        T item = items_.get();
        free_.signal();
        return item;
    }

private:
    moodycamel_queue<T> items_;
    moodycamel::LightweightSemaphore free_;
};

// Of a power of two. The semaphores say that there is a place; its turn, that
// whoever had it before is done with it.
template<class T>
class vyukov_ring
{
public:
    explicit vyukov_ring(std::size_t bound)
        : places_(bound == 0 ? 1024 : bound),
          free_(std::ptrdiff_t(places_.size()))
    {
        for (std::size_t i = 0; i != places_.size(); ++i)
        {
            places_[i].turn.store(i, std::memory_order_relaxed);
        }
    }

    void put(T item)
    {
        wait_for(free_);
        auto const position = tail_.fetch_add(1, std::memory_order_relaxed);
        auto& here = claim(position, position);
        here.item = std::move(item);
        here.turn.store(position + 1, std::memory_order_release);
        full_.signal();
    }

    T get()
    {
        wait_for(full_);
        auto const position = head_.fetch_add(1, std::memory_order_relaxed);
        auto& here = claim(position, position + 1);
        T item = std::move(here.item);
        here.turn.store(position + places_.size(), std::memory_order_release);
        free_.signal();
        return item;
    }

private:
    struct place
    {
        std::atomic<std::size_t> turn;
        T item;
    };

    place& claim(std::size_t position, std::size_t turn)
    {
        auto& here = places_[position & (places_.size() - 1)];
        while (here.turn.load(std::memory_order_acquire) != turn)
        {
            std::this_thread::yield();
        }
        return here;
    }

    std::vector<place> places_;
    alignas(64) std::atomic<std::size_t> tail_ = 0;
    alignas(64) std::atomic<std::size_t> head_ = 0;
    alignas(64) moodycamel::LightweightSemaphore free_;
    alignas(64) moodycamel::LightweightSemaphore full_;
};

inline measurement make_moodycamel(request const& r)
{
    return r.variant == "vyukov"  ? perform<vyukov_ring>(r)
           : r.variant == "slots" ? perform<moodycamel_slots>(r)
                                  : perform<moodycamel_queue>(r);
}

inline enlist const moodycamel_here("moodycamel", make_moodycamel);

} // namespace bench::queues

#endif
