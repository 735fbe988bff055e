// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/thread/name.hpp>

#include <concur/thread/start_joinable_thread.hpp>
#include <concur/thread/start_new_thread.hpp>

#include "threads.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <string>

namespace thread = concur::thread;
using namespace support;

namespace {

// The name that the library returns after set_name(). Checks that the kernel
// has the same.
std::string after(std::string const& name)
{
    std::string got;
    std::string shown;
    thread::start_joinable_thread([&] {
        thread::set_name(name);
        got = thread::get_name();
        shown = read_task_file(task_id(), "comm");
    }).join();
    // The portable kernel does not show names to tools.
    if (!support::portable_kernel())
    {
        BOOST_TEST(shown == got + "\n");
    }
    return got;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(name, leaves_no_thread)

BOOST_AUTO_TEST_CASE(a_thread_names_itself)
{
    BOOST_TEST(after("worker 1") == "worker 1");
    BOOST_TEST(after("") == "");
    BOOST_TEST(after("exactly fifteen") == "exactly fifteen");
}

BOOST_AUTO_TEST_CASE(a_long_name_is_cut)
{
    BOOST_TEST(after("exactly sixteen!") == "exactly sixteen");
    BOOST_TEST(after(std::string(1000, 'x')) == std::string(15, 'x'));
    BOOST_TEST(after(std::string("before\0after", 12)) == "before");
}

BOOST_AUTO_TEST_CASE(no_character_is_cut_in_two)
{
    // Characters of two, three and four bytes.
    BOOST_TEST(after("01234567890123\u00e9") == "01234567890123");
    BOOST_TEST(after("0123456789012\u00e9") == "0123456789012\u00e9");
    BOOST_TEST(after("0123456789012\u20ac") == "0123456789012");
    BOOST_TEST(after("012345678901\u20ac") == "012345678901\u20ac");
    BOOST_TEST(after("012345678901\U0001f600") == "012345678901");
    BOOST_TEST(after("01234567890\U0001f600") == "01234567890\U0001f600");
    // Text that is not UTF-8 results in an empty name.
    BOOST_TEST(after(std::string(20, '\x80')) == "");
}

BOOST_AUTO_TEST_CASE(a_thread_is_named_when_it_is_started)
{
    std::string got;
    std::atomic<bool> done{false};
    thread::start_new_thread(thread::options{.name = "named \u20ac outside"},
                             [&] {
                                 got = thread::get_name();
                                 done = true;
                             });
    BOOST_TEST(eventually([&] { return done.load(); }));
    BOOST_TEST(got == "named \u20ac outsi");

    thread::start_joinable_thread(thread::options{.name = "joinable"}, [&] {
        got = thread::get_name();
    }).join();
    BOOST_TEST(got == "joinable");
}

BOOST_AUTO_TEST_CASE(a_name_is_the_thread_s_own)
{
    auto const mine = thread::get_name();
    BOOST_TEST(after("another") == "another");
    BOOST_TEST(thread::get_name() == mine);
    thread::set_name("main for a while");
    BOOST_TEST(thread::get_name() == "main for a whil");
    thread::set_name(mine);
    BOOST_TEST(thread::get_name() == mine);
}

BOOST_AUTO_TEST_SUITE_END()
