// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// acquire(seconds): in Python the number would be `blocking`.
//
// lines: 12
// expect: acquire() of a number

#include <concur/thread.hpp>

#include <chrono>

void allowed(concur::thread::LockType& lock)
{
    lock.acquire(std::chrono::seconds(5));
}

#ifdef CONCUR_TEST_MISUSE

void misuse(concur::thread::LockType& lock)
{
    lock.acquire(5);
}

#endif
