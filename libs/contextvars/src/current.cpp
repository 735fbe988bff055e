// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/contextvars/detail/current.hpp>

#include <concur/errors.hpp>

#include <boost/throw_exception.hpp>

#include <atomic>

namespace concur::contextvars::detail {
namespace {

// Whether the thread's own context has been destroyed.
constinit CONCUR_THREAD_LOCAL bool own_destroyed = false;

constinit state empty_context;

// The own context of a thread. It is made when the thread first sets a variable
// while it runs in no other context.
struct thread_context : state
{
    ~thread_context()
    {
        // Repeat, since destructors of values may set variables.
        while (held().size() != 0)
        {
            take_values();
        }
        own_destroyed = true;
        if (current == this)
        {
            current = &empty_context;
        }
    }
};

std::atomic<std::uint64_t> last_id{0};

// Make the thread's own context the current one.
void make_own()
{
    if (own_destroyed)
    {
        boost::throw_exception(
            RuntimeError("the context of this thread has ended"));
    }
    static thread_local thread_context mine;
    current = &mine;
}

} // namespace

constinit CONCUR_THREAD_LOCAL state* current = &empty_context;

void make_changeable()
{
    if (current == &empty_context)
    {
        make_own();
    }
    current->set_id(++last_id);
}

} // namespace concur::contextvars::detail
