// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/detail/interrupts.hpp>

#include "interrupt_poll.hpp"

#include <concur/detail/parker.hpp>
#include <concur/errors.hpp>

#include <boost/thread/lock_guard.hpp>
#include <boost/thread/mutex.hpp>

#include <atomic>
#include <map>
#include <set>
#include <thread>
#include <utility>

#include <csignal>

namespace concur::detail {
namespace {

// The one that initialises the library.
std::thread::id const main_thread = std::this_thread::get_id();

struct interrupts
{
    boost::mutex mutex; // guards what follows
    std::map<int, interrupt_handler> handlers{
        {SIGINT, [](int) { throw KeyboardInterrupt(); }}};
    std::set<int> arrived;
    parker* parked = nullptr; // where the main thread sleeps, if it does

    std::atomic<bool> any{false}; // whether something has arrived
};

// Never destroyed: threads may outlive main().
interrupts& all()
{
    static auto& it = *new interrupts;
    return it;
}

// Made when the library is loaded: no wait takes memory.
[[maybe_unused]] auto const& made = all();

} // namespace

bool on_main_thread() noexcept
{
    return std::this_thread::get_id() == main_thread;
}

void allow_interrupts() noexcept
{
    open_interrupt_poll();
}

interrupt_handler set_interrupt_handler(int signum, interrupt_handler handler)
{
    boost::lock_guard<boost::mutex> const lock(all().mutex);
    return std::exchange(all().handlers[signum], std::move(handler));
}

void post_interrupt(int signum)
{
    auto& here = all();
    boost::lock_guard<boost::mutex> const lock(here.mutex);
    auto const found = here.handlers.find(signum);
    if (found == here.handlers.end() || !found->second)
    {
        return;
    }
    here.arrived.insert(signum);
    here.any = true;
    if (here.parked != nullptr)
    {
        here.parked->poke();
    }
    poke_interrupt_poll();
}

void handle_interrupts()
{
    auto& here = all();
    while (here.any && on_main_thread())
    {
        boost::unique_lock<boost::mutex> lock(here.mutex);
        auto const first = *here.arrived.begin();
        here.arrived.erase(here.arrived.begin());
        here.any = !here.arrived.empty();
        auto const handler = here.handlers[first];
        lock.unlock();
        if (handler)
        {
            handler(first);
        }
    }
}

interruptible::interruptible(parker& p) : main_(on_main_thread())
{
    if (main_)
    {
        boost::lock_guard<boost::mutex> const lock(all().mutex);
        previous_ = std::exchange(all().parked, &p);
        if (all().any)
        {
            p.poke();
        }
    }
}

interruptible::~interruptible()
{
    if (main_)
    {
        boost::lock_guard<boost::mutex> const lock(all().mutex);
        all().parked = previous_;
    }
}

} // namespace concur::detail
