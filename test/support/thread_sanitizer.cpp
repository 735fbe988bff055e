// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost/config.hpp>

// What a thread sanitizer should know. It does not see the counters in Boost's
// own library, by which a detached thread and its starter agree on who destroys
// the thread's data.

extern "C" BOOST_SYMBOL_EXPORT char const* __tsan_default_suppressions();

char const* __tsan_default_suppressions()
{
    return "race:~thread_data\n";
}
