// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/thread/unraisablehook.hpp>

#include <concur/errors.hpp>
#include <concur/thread/exit.hpp>
#include <concur/thread/start_joinable_thread.hpp>
#include <concur/thread/start_new_thread.hpp>

#include "threads.hpp"

#include <boost/test/unit_test.hpp>
#include <boost/thread/exceptions.hpp>
#include <boost/throw_exception.hpp>

#include <atomic>
#include <exception>
#include <functional>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace thread = concur::thread;
using namespace support;
using boost::unit_test::label;

namespace {

struct hook_guard
{
    ~hook_guard()
    {
        thread::set_unraisablehook({});
    }
};

struct fails
{
    void operator()() const
    {
        throw std::runtime_error("task failed");
    }
};

[[noreturn]] void task()
{
    throw std::runtime_error("task failed");
}

std::string text_of(std::exception_ptr const& e)
{
    try
    {
        std::rethrow_exception(e);
    }
    catch (std::exception const& error)
    {
        return error.what();
    }
}

// The text that a body writes to standard error. The body joins its threads.
std::string on_stderr(std::function<void()> const& body)
{
    scratch_directory const scratch;
    auto const path = scratch.file("stderr");
    CHECK_FORKED([&] {
        ::dup2(::open(path.c_str(), O_WRONLY | O_APPEND), 2);
        body();
    });
    return read_file(path);
}

template<class F>
std::string report_of(F f)
{
    return on_stderr([&] { thread::start_joinable_thread(f).join(); });
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(unraisablehook, leaves_no_thread)

BOOST_AUTO_TEST_CASE(
    the_hook_hears_of_an_exception,
    *label("py:thread.start_new_thread.unhandled_exception_hook"))
{
    hook_guard const guard;
    std::vector<thread::unraisable> heard;
    std::atomic<thread::ident> on{0};
    thread::set_unraisablehook([&](thread::unraisable const& what) {
        heard.push_back(what);
        on = thread::get_ident();
    });
    auto const id = thread::start_new_thread(fails());
    BOOST_TEST(eventually([] { return thread::count() == 0; }));
    BOOST_TEST_REQUIRE(heard.size() == 1u);
    BOOST_CHECK_THROW(std::rethrow_exception(heard[0].exception),
                      std::runtime_error);
    BOOST_TEST(text_of(heard[0].exception) == "task failed");
    BOOST_TEST(heard[0].message == "Exception ignored in thread started by");
    BOOST_TEST(heard[0].object.find("fails at 0x") != std::string::npos);
    BOOST_TEST(heard[0].object.front() == '<');
    BOOST_TEST(heard[0].object.back() == '>');
    BOOST_TEST(on == id);

    // A plain function is described by its own address.
    thread::start_joinable_thread(task).join();
    BOOST_TEST_REQUIRE(heard.size() == 2u);
    std::ostringstream object;
    object << "<void (*)() at " << reinterpret_cast<void*>(&task) << '>';
    BOOST_TEST(heard[1].object == object.str());
}

BOOST_AUTO_TEST_CASE(the_default_hook_prints,
                     *label("py:thread.start_new_thread.default_hook_prints"))
{
    auto const report = report_of(fails());
    BOOST_TEST(report.starts_with("Exception ignored in thread started by: <"));
    BOOST_TEST(report.find("fails at 0x") != std::string::npos);
    BOOST_TEST(report.ends_with(">\nstd::runtime_error: task failed\n"));

    // Only the thread with the exception ends. Others may report exceptions at
    // the same time.
    auto const two = on_stderr([] {
        auto const one = thread::start_joinable_thread(fails());
        auto const other = thread::start_joinable_thread(fails());
        one.join();
        other.join();
    });
    BOOST_TEST(std::count(two.begin(), two.end(), '\n') == 4);
}

BOOST_AUTO_TEST_CASE(types_are_told_as_they_were_thrown)
{
    BOOST_TEST(report_of([] {
                   boost::throw_exception(concur::ValueError("wrong"));
               }).ends_with(">\nconcur::ValueError: wrong\n"));
    BOOST_TEST(report_of([] { throw 5; }).ends_with(">\nint\n"));
    BOOST_TEST(report_of([] {
                   throw concur::KeyboardInterrupt();
               }).ends_with(">\nconcur::KeyboardInterrupt\n"));
    BOOST_TEST(report_of([] {
                   throw std::bad_alloc();
               }).ends_with(">\nstd::bad_alloc: std::bad_alloc\n"));
    BOOST_TEST(report_of([] {}) == "");
    BOOST_TEST(report_of([] { thread::exit(); }) == "");
    BOOST_TEST(report_of([] { throw boost::thread_interrupted(); }) == "");
}

BOOST_AUTO_TEST_CASE(setting_a_hook_returns_the_previous_one)
{
    hook_guard const guard;
    BOOST_TEST(!thread::set_unraisablehook([](auto const&) {}));
    BOOST_TEST(bool(thread::set_unraisablehook({})));
    BOOST_TEST(!thread::set_unraisablehook({}));
    // The setter returns the previous hook.
    int called = 0;
    thread::set_unraisablehook([&](auto const&) { ++called; });
    thread::set_unraisablehook({})({});
    BOOST_TEST(called == 1);
}

BOOST_AUTO_TEST_CASE(a_hook_may_add_to_the_default)
{
    auto const report = on_stderr([] {
        thread::set_unraisablehook([](thread::unraisable const& what) {
            EXPECT(::write(2, "more\n", 5) == 5);
            thread::default_unraisablehook(what);
        });
        thread::start_joinable_thread(fails()).join();
    });
    BOOST_TEST(
        report.starts_with("more\nException ignored in thread started by: <"));
}

BOOST_AUTO_TEST_CASE(a_hook_may_set_another)
{
    hook_guard const guard;
    std::vector<int> heard;
    thread::set_unraisablehook([&](auto const&) {
        thread::set_unraisablehook([&](auto const&) { heard.push_back(2); });
        heard.push_back(1);
    });
    thread::start_joinable_thread(fails()).join();
    thread::start_joinable_thread(fails()).join();
    BOOST_TEST((heard == std::vector<int>{1, 2}));
}

BOOST_AUTO_TEST_CASE(a_hook_that_throws_does_no_harm)
{
    std::function<void()> const throws[] = {
        [] { throw std::logic_error("hook failed"); },
        [] { throw 7; },
        [] { thread::exit(); },
        [] { throw boost::thread_interrupted(); },
    };
    char const* const ends[] = {">\nstd::logic_error: hook failed\n",
                                ">\nint\n", ">\nconcur::SystemExit\n",
                                ">\nboost::thread_interrupted\n"};
    for (std::size_t i = 0; i != std::size(throws); ++i)
    {
        auto const report = on_stderr([&] {
            thread::set_unraisablehook([&](auto const&) { throws[i](); });
            auto const h = thread::start_joinable_thread(fails());
            EXPECT(h.join());
            EXPECT(thread::count() == 0);
        });
        BOOST_TEST(
            report.starts_with("Exception ignored in unraisablehook: <"));
        BOOST_TEST(report.ends_with(ends[i]));
    }
}

BOOST_AUTO_TEST_CASE(the_exception_is_destroyed_while_the_thread_counts)
{
    struct tracer : std::runtime_error
    {
        explicit tracer(std::atomic<long>& to)
            : std::runtime_error("traced"), seen(to)
        {
        }
        ~tracer() override
        {
            seen = static_cast<long>(thread::count());
        }
        std::atomic<long>& seen;
    };
    hook_guard const guard;
    thread::set_unraisablehook([](auto const&) {});
    std::atomic<long> counted{-1};
    thread::start_new_thread([&] { throw tracer(counted); });
    BOOST_TEST(eventually([] { return thread::count() == 0; }));
    BOOST_TEST(counted == 1);
}

BOOST_AUTO_TEST_CASE(the_hook_may_change_while_threads_fail)
{
    hook_guard const guard;
    std::atomic<int> heard{0};
    thread::set_unraisablehook([&](auto const&) { ++heard; });
    auto const failing = thread::start_joinable_thread([] {
        for (int i = 0; i != 200; ++i)
        {
            thread::start_joinable_thread(fails()).join();
        }
    });
    while (!failing.is_done())
    {
        thread::set_unraisablehook([&](auto const&) { ++heard; });
        std::this_thread::yield();
    }
    failing.join();
    BOOST_TEST(heard == 200);
}

BOOST_AUTO_TEST_SUITE_END()
