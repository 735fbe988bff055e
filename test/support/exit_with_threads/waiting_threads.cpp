// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A program that ends while its threads wait, or begin to wait, in an object
// with static storage. The object is destroyed while they wait.
//
//   waiting_threads
//   queue|lifo|priority|simple|select|limits|put|join|lock|scheduler
//
// The first four are the example in Python's documentation.

#include <concur/queue.hpp>
#include <concur/sched.hpp>
#include <concur/thread.hpp>

#include <chrono>
#include <string>

namespace queue = concur::queue;
namespace sched = concur::sched;
namespace thread = concur::thread;
using namespace std::chrono_literals;

namespace {

queue::Queue<std::string> fifo;
queue::LifoQueue<std::string> lifo;
queue::PriorityQueue<std::string> priority;
queue::SimpleQueue<std::string> simple;
queue::SimpleQueue<std::string> other;
queue::Queue<int> bounded(1);
queue::Queue<int> never_done;
queue::SimpleQueue<int> ready; // tells main that a thread is about to wait
thread::LockType lock = thread::allocate_lock();
sched::scheduler<> scheduler;

template<class Queue>
void workers(Queue& q)
{
    for (int i = 0; i != 4; ++i)
    {
        thread::start_new_thread([&q] {
            for (;;)
            {
                auto const item = q.get();
                if constexpr (requires { q.task_done(); })
                {
                    q.task_done();
                }
            }
        });
    }
    for (int i = 0; i != 30; ++i)
    {
        q.put("item " + std::to_string(i));
    }
    if constexpr (requires { q.join(); })
    {
        q.join();
    }
}

// Start threads that repeat a call which waits.
template<class Call>
void waiters(Call call)
{
    for (int i = 0; i != 4; ++i)
    {
        thread::start_new_thread([=] {
            ready.put(1);
            for (;;)
            {
                call();
            }
        });
    }
    for (int i = 0; i != 4; ++i)
    {
        ready.get();
    }
}

void expect_empty(auto const& wait)
{
    try
    {
        wait();
    }
    catch (queue::Empty const&)
    {
    }
    catch (queue::Full const&)
    {
    }
}

} // namespace

int main(int, char** arguments)
{
    std::string const what = arguments[1];
    if (what == "queue")
    {
        workers(fifo);
    }
    if (what == "lifo")
    {
        workers(lifo);
    }
    if (what == "priority")
    {
        workers(priority);
    }
    if (what == "simple")
    {
        workers(simple);
    }
    if (what == "select")
    {
        waiters([] { queue::select(simple, other); });
    }
    // Waits whose limits pass while static objects are destroyed.
    if (what == "limits")
    {
        waiters([] {
            expect_empty([] { fifo.get(20us); });
            lock.acquire(true, 0.00002);
        });
    }
    if (what == "put")
    {
        bounded.put(1);
        waiters([] { bounded.put(2); });
    }
    if (what == "join")
    {
        never_done.put(1);
        waiters([] { never_done.join(); });
    }
    if (what == "lock")
    {
        lock.acquire();
        waiters([] { lock.acquire(); });
    }
    if (what == "scheduler")
    {
        waiters([] {
            scheduler.enter(100us, 1, [] {});
            scheduler.run();
        });
    }
    return 0;
}
