// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost/config.hpp>

// Suppressions for the thread sanitizer.
//
// - It does not see the counters in Boost's library by which a detached thread
//   and the thread that started it agree on which of the two destroys the data
//   of the thread.
// - It does not know std::atomic_thread_fence(), by which the last owner of an
//   executor within an any_io_executor comes after the other owners.
// - It does not see the counter in the C++ library by which the last
//   std::exception_ptr to an exception destroys it. Asio's coroutine keeps one
//   until its frame is destroyed, when a future may have given another to a
//   second thread.

extern "C" BOOST_SYMBOL_EXPORT char const* __tsan_default_suppressions();

char const* __tsan_default_suppressions()
{
    return "race:~thread_data\n"
           "race:~shared_target_executor\n"
           "race:std::__exception_ptr::exception_ptr::_M_release\n";
}
