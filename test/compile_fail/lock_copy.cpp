// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A lock can neither be copied nor moved.
//
// expect g++: use of deleted function
// expect clang++: call to deleted constructor
// expect: thread::LockType copy(lock);
// expect: thread::LockType moved(std::move(lock));
// expect: lock = thread::allocate_lock();

#include <concur/thread/lock.hpp>

#include <utility>

namespace thread = concur::thread;

void allowed()
{
    auto lock = thread::allocate_lock();
    auto& same = lock;
    same.acquire();
}

#ifdef CONCUR_TEST_MISUSE

void misuse(thread::LockType& lock)
{
    thread::LockType copy(lock);
    thread::LockType moved(std::move(lock));
    lock = thread::allocate_lock();
}

#endif
