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

// True when the thread's own context has been destroyed.
constinit CONCUR_THREAD_LOCAL bool gone = false;

constinit state nothing;

// The context of a thread that is in no other.
struct of_thread : state
{
    ~of_thread()
    {
        // Destructors may set more.
        while (held().size() != 0)
        {
            taken();
        }
        gone = true;
        if (current == this)
        {
            current = &nothing;
        }
    }
};

std::atomic<std::uint64_t> last_id{0};

// The thread's own context, which has not been made or is not there any more.
void make_own()
{
    if (gone)
    {
        boost::throw_exception(
            RuntimeError("the context of this thread has ended"));
    }
    static thread_local of_thread mine;
    current = &mine;
}

} // namespace

constinit CONCUR_THREAD_LOCAL state* current = &nothing;

void make_changeable()
{
    if (current == &nothing)
    {
        make_own();
    }
    current->set_id(++last_id);
}

} // namespace concur::contextvars::detail
