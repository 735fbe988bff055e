// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/thread/ident.hpp>

#include <concur/thread/lock.hpp>
#include <concur/thread/start_joinable_thread.hpp>

#include "threads.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include <unistd.h>

namespace thread = concur::thread;
using namespace support;
using boost::unit_test::label;

namespace {

// Threads that all exist at the same time; each returns its value of `say`.
template<class T>
std::vector<T> of_living_threads(std::size_t number, T (*say)())
{
    auto go = thread::allocate_lock();
    go.acquire();
    std::vector<T> said(number);
    std::atomic<std::size_t> ready{0};
    std::vector<thread::handle> all;
    for (auto& s : said)
    {
        all.push_back(thread::start_joinable_thread([&] {
            s = say();
            bool const constant = s == say();
            ++ready;
            go.acquire();
            go.release();
            s = constant && s == say() ? s : T();
        }));
    }
    BOOST_TEST(eventually([&] { return ready == number; }));
    go.release();
    for (auto const& h : all)
    {
        h.join();
    }
    return said;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(ident, leaves_no_thread)

BOOST_AUTO_TEST_CASE(living_threads_differ,
                     *label("py:thread.get_ident.nonzero"))
{
    auto const ids = of_living_threads<thread::ident>(
        10, [] { return thread::get_ident(); });
    std::set<thread::ident> all(ids.begin(), ids.end());
    all.insert(thread::get_ident());
    BOOST_TEST(all.size() == 11u);
    BOOST_TEST(!all.contains(0));
    BOOST_TEST(thread::get_ident() == thread::get_ident());
}

BOOST_AUTO_TEST_CASE(native_ids_are_the_kernel_s,
                     *label("py:thread.get_native_id"))
{
    auto const ids = of_living_threads<std::uint64_t>(10, [] {
        auto const task = std::to_string(thread::get_native_id());
        bool const right =
            support::portable_kernel() ||
            (std::filesystem::exists("/proc/self/task/" + task) &&
             thread::get_native_id() == static_cast<unsigned long>(task_id()));
        return right ? thread::get_native_id() : 0;
    });
    std::set<std::uint64_t> all(ids.begin(), ids.end());
    all.insert(thread::get_native_id());
    BOOST_TEST(all.size() == 11u);
    BOOST_TEST(!all.contains(0));
    if (!support::portable_kernel())
    {
        BOOST_TEST(thread::get_native_id() ==
                   static_cast<std::uint64_t>(::getpid()));
    }
}

BOOST_AUTO_TEST_SUITE_END()
