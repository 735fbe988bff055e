// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The function of a thread must be callable with copies of the arguments.
//
// expect g++: no matching function for call
// expect clang++: no matching function for call
// expect: startable
// expect: thread::start_new_thread(5);
// expect: thread::start_new_thread(f);
// expect: thread::start_new_thread(f, "text");
// expect: thread::start_new_thread([p = std::move(p)] {}, 1);
// expect: thread::start_joinable_thread(thread::options(), f);

#include <concur/thread/start_joinable_thread.hpp>
#include <concur/thread/start_new_thread.hpp>

#include <functional>
#include <memory>
#include <utility>

namespace thread = concur::thread;

void f(int);
void changes(int&);

void allowed(int& number, std::unique_ptr<int> p)
{
    thread::start_new_thread(f, 1);
    thread::start_new_thread(changes, std::ref(number));
    thread::start_new_thread([p = std::move(p)] {});
    thread::start_joinable_thread(thread::options(), f, number);
}

#ifdef CONCUR_TEST_MISUSE

void misuse(std::unique_ptr<int> p)
{
    thread::start_new_thread(5);
    thread::start_new_thread(f);
    thread::start_new_thread(f, "text");
    thread::start_new_thread([p = std::move(p)] {}, 1);
    thread::start_joinable_thread(thread::options(), f);
}

#endif
