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

// What the tests of threads share.

/// Start and end a thread. With the first thread a sanitizer starts some of its
/// own, which stay.
inline bool start_a_thread()
{
    long task = 0;
    std::thread([&] { task = support::task_id(); }).join();
    return support::eventually([&] {
        return !std::filesystem::exists("/proc/self/task/" +
                                        std::to_string(task));
    });
}

/// The number of threads of this process.
inline std::size_t thread_count()
{
    [[maybe_unused]] static bool const started = start_a_thread();
    auto const all = std::filesystem::directory_iterator("/proc/self/task");
    return static_cast<std::size_t>(
        std::distance(begin(all), std::filesystem::directory_iterator()));
}

inline std::string read_task_file(long task, std::string const& file)
{
    return support::read_file("/proc/self/task/" + std::to_string(task) + "/" +
                              file);
}

/// The number of memory mappings of this process. A stack that is not freed
/// adds two.
inline long mappings()
{
    auto const all = support::read_file("/proc/self/maps");
    return std::count(all.begin(), all.end(), '\n');
}

/// The size in bytes of the address space of this process.
inline std::size_t address_space()
{
    auto const status = support::read_file("/proc/self/status");
    auto const line = status.find("VmSize:");
    return std::stoul(status.substr(line + 7)) * 1024;
}

/// A fixture: the test case fails if it leaves a thread, or a wrong count().
struct leaves_no_thread
{
    ~leaves_no_thread()
    {
        BOOST_CHECK(
            support::eventually([] { return concur::thread::count() == 0; }));
        BOOST_CHECK(
            support::eventually([&] { return thread_count() <= before; }));
    }

    std::size_t before = thread_count();
    support::leaves_no_trace trace;
};

#endif
