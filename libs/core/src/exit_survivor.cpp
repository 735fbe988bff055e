// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/detail/exit_survivor.hpp>

#include "interrupt_poll.hpp"

namespace concur::detail {
namespace {

thread_local bool gone = false;

struct witness
{
    bool made = true;

    // Only the end of the main thread is the end of the program.
    ~witness()
    {
        gone = on_main_thread();
    }
};

thread_local witness here;

} // namespace

// Watch the thread that loads the library: it is the main thread.
[[maybe_unused]] static bool const watched = (watch_exit(), true);

void watch_exit() noexcept
{
    here.made = true;
}

bool is_exiting() noexcept
{
    return gone;
}

} // namespace concur::detail
