// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_THREAD_THREADS_HPP
#define CONCUR_TEST_THREAD_THREADS_HPP

#include <concur/thread/ident.hpp>

#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <string>
#include <thread>

// What tests of threads share.

/// The first thread brings along those of a sanitizer, which stay.
inline bool start_a_thread()
{
    long task = 0;
    std::thread([&] { task = support::task_id(); }).join();
    return support::eventually([&] {
        return !std::filesystem::exists("/proc/self/task/" +
                                        std::to_string(task));
    });
}

/// How many threads this process has.
inline std::size_t tasks()
{
    [[maybe_unused]] static bool const started = start_a_thread();
    auto const all = std::filesystem::directory_iterator("/proc/self/task");
    return static_cast<std::size_t>(
        std::distance(begin(all), std::filesystem::directory_iterator()));
}

inline std::string of_task(long task, std::string const& file)
{
    return support::read_file("/proc/self/task/" + std::to_string(task) + "/" +
                              file);
}

/// How many areas of memory the process has: a stack that is not given back is
/// two more.
inline long mappings()
{
    auto const all = support::read_file("/proc/self/maps");
    return std::count(all.begin(), all.end(), '\n');
}

/// A fixture that fails a test case which leaves a thread or a count.
struct leaves_no_thread
{
    ~leaves_no_thread()
    {
        BOOST_CHECK(
            support::eventually([] { return concur::thread::count() == 0; }));
        BOOST_CHECK(support::eventually([&] { return tasks() <= before; }));
    }

    std::size_t before = tasks();
    support::leaves_no_trace trace;
};

#endif
