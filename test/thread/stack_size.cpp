// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/thread/stack_size.hpp>

#include <concur/errors.hpp>
#include <concur/thread/lock.hpp>
#include <concur/thread/start_joinable_thread.hpp>
#include <concur/thread/start_new_thread.hpp>

#include "threads.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <string>

#include <pthread.h>
#include <unistd.h>

namespace thread = concur::thread;
using namespace support;
using boost::unit_test::label;
using concur::ValueError;

namespace {

auto says(std::string const& text)
{
    return [text](std::exception const& e) { return e.what() == text; };
}

// Python's least size, or that of the system if it is greater.
std::ptrdiff_t const least =
    std::max<std::ptrdiff_t>(32768, ::sysconf(_SC_THREAD_STACK_MIN));

// A fixture: restores the initial size, whatever a test case does.
struct initially : leaves_no_thread
{
    ~initially()
    {
        thread::stack_size();
    }
};

std::ptrdiff_t own_stack()
{
    pthread_attr_t attributes;
    void* at = nullptr;
    std::size_t size = 0;
    ::pthread_getattr_np(::pthread_self(), &attributes);
    ::pthread_attr_getstack(&attributes, &at, &size);
    ::pthread_attr_destroy(&attributes);
    return static_cast<std::ptrdiff_t>(size);
}

std::ptrdiff_t stack_of_a_new_thread(thread::options const& how = {})
{
    std::atomic<std::ptrdiff_t> size{0};
    thread::start_new_thread(how, [&] { size = own_stack(); });
    expect(eventually([&] { return size != 0; }), "a size");
    return size;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(stack_size, initially)

BOOST_AUTO_TEST_CASE(it_is_zero_at_first,
                     *label("py:thread.stack_size.initial_zero"))
{
    BOOST_TEST(thread::stack_size() == 0);
    thread::stack_size(0);
    BOOST_TEST(thread::stack_size() == 0);
}

BOOST_AUTO_TEST_CASE(a_question_resets_it,
                     *label("py:thread.stack_size.no_argument_resets"))
{
    thread::stack_size(262144);
    BOOST_TEST(thread::stack_size() == 262144);
    BOOST_TEST(thread::stack_size() == 0);
    BOOST_TEST(thread::stack_size() == 0);
}

BOOST_AUTO_TEST_CASE(it_returns_the_previous_one,
                     *label("py:thread.stack_size.returns_previous"))
{
    BOOST_TEST(thread::stack_size(262144) == 0);
    BOOST_TEST(thread::stack_size(1048576) == 262144);
    BOOST_TEST(thread::stack_size(0) == 1048576);
    BOOST_TEST(thread::stack_size(0) == 0);
}

BOOST_AUTO_TEST_CASE(threads_run_with_the_size_that_is_set,
                     *label("py:thread.stack_size.set_and_start"))
{
    BOOST_CHECK_THROW(thread::stack_size(4096), ValueError);
    for (std::ptrdiff_t const size : {262144, 1048576, 0})
    {
        thread::stack_size(size);
        BOOST_TEST(thread::stack_size(size) == size);
        std::atomic<int> ran{0};
        for (int i = 0; i != 10; ++i)
        {
            thread::start_new_thread([&] { ++ran; });
        }
        BOOST_TEST(eventually([&] { return ran == 10; }));
    }
}

BOOST_AUTO_TEST_CASE(a_small_size_is_refused,
                     *label("py:thread.stack_size.minimum"))
{
    thread::stack_size(262144);
    for (std::ptrdiff_t const size : {least - 1, std::ptrdiff_t(16384),
                                      std::ptrdiff_t(100), std::ptrdiff_t(1)})
    {
        BOOST_CHECK_EXCEPTION(
            thread::stack_size(size), ValueError,
            says("size not valid: " + std::to_string(size) + " bytes"));
        BOOST_CHECK_THROW(thread::start_new_thread(
                              thread::options{.stack_size = size}, [] {}),
                          ValueError);
    }
    BOOST_TEST(thread::stack_size(least) == 262144);
    BOOST_TEST(thread::stack_size() == least);
    BOOST_TEST(thread::count() == 0u);
}

BOOST_AUTO_TEST_CASE(a_negative_size_is_refused,
                     *label("py:thread.stack_size.negative"))
{
    for (std::ptrdiff_t const size : {-1, -32768})
    {
        auto const said = says("size must be 0 or a positive value");
        BOOST_CHECK_EXCEPTION(thread::stack_size(size), ValueError, said);
        BOOST_CHECK_EXCEPTION(thread::start_joinable_thread(
                                  thread::options{.stack_size = size}, [] {}),
                              ValueError, said);
    }
    BOOST_TEST(thread::stack_size() == 0);
}

BOOST_AUTO_TEST_CASE(a_size_need_not_be_of_whole_pages,
                     *label("py:thread.stack_size.unaligned"))
{
    for (std::ptrdiff_t const size :
         {least + 1, least + 100001, least + 300001})
    {
        thread::stack_size(size);
        BOOST_TEST(thread::stack_size(size) == size);
    }
    BOOST_TEST(stack_of_a_new_thread() >= least + 300001);
}

// A stack may be larger if the system has kept the stack of an ended thread.
BOOST_AUTO_TEST_CASE(new_threads_have_it,
                     *label("py:thread.stack_size.applies_to_new_threads"))
{
    for (bool const of_its_own : {false, true})
    {
        for (std::ptrdiff_t const size : {131072, 262144, 1000001, 20000000})
        {
            CHECK_FORKED([=] {
                thread::stack_size(of_its_own ? least : size);
                thread::options how;
                if (of_its_own)
                {
                    how.stack_size = size;
                }
                auto const got = stack_of_a_new_thread(how);
                EXPECT(got >= size);
                EXPECT(got < std::max<std::ptrdiff_t>(size, 8 << 20) + 65536);
                EXPECT(thread::stack_size() == (of_its_own ? least : size));
            });
        }
    }
    CHECK_FORKED([] {
        auto const usual = stack_of_a_new_thread();
        thread::stack_size(usual + 1000000);
        EXPECT(stack_of_a_new_thread() >= usual + 1000000);
    });
    CHECK_FORKED([] {
        auto const usual = stack_of_a_new_thread();
        thread::stack_size(usual + 1000000);
        EXPECT(stack_of_a_new_thread({.name = {}, .stack_size = 0}) == usual);
    });
}

BOOST_AUTO_TEST_CASE(running_threads_keep_theirs)
{
    auto go = thread::allocate_lock();
    go.acquire();
    std::ptrdiff_t before = 0;
    std::ptrdiff_t after = 0;
    std::atomic<bool> ready{false};
    auto const running = thread::start_joinable_thread([&] {
        before = own_stack();
        ready = true;
        go.acquire();
        after = own_stack();
    });
    BOOST_TEST(eventually([&] { return ready.load(); }));
    thread::stack_size(2 * before);
    go.release();
    running.join();
    BOOST_TEST(before > 0);
    BOOST_TEST(after == before);
}

BOOST_AUTO_TEST_SUITE_END()
