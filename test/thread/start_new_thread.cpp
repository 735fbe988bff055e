// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/thread/start_new_thread.hpp>

#include <concur/thread/exit.hpp>
#include <concur/thread/lock.hpp>
#include <concur/thread/stack_size.hpp>
#include <concur/thread/start_joinable_thread.hpp>
#include <concur/thread/unraisablehook.hpp>

#include "threads.hpp"

#include <support/sanitized.hpp>

#include <boost/test/unit_test.hpp>
#include <boost/thread/thread.hpp>
#include <boost/thread/tss.hpp>

#include <atomic>
#include <concepts>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace thread = concur::thread;
using namespace support;
using boost::unit_test::label;

namespace {

// Both ways to start a thread: the cases hold for both.
using start = std::function<void(std::function<void()>)>;

start const both[] = {
    [](std::function<void()> f) { thread::start_new_thread(std::move(f)); },
    [](std::function<void()> f) {
        thread::start_joinable_thread(std::move(f)).join();
    }};

bool all_ended()
{
    return eventually([] { return thread::count() == 0; });
}

// Counts the calls of the hook while it exists.
struct hook_calls
{
    hook_calls()
    {
        calls = 0;
        thread::set_unraisablehook([](auto const&) { ++calls; });
    }

    ~hook_calls()
    {
        thread::set_unraisablehook({});
    }

    static inline std::atomic<int> calls;
};

thread_local int inherited = 0;

struct member
{
    int value = 0;

    void set(int v)
    {
        value = v;
    }
};

std::atomic<int> plain_calls{0};

void plain()
{
    ++plain_calls;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(start_new_thread, leaves_no_thread)

BOOST_AUTO_TEST_CASE(ten_threads_all_run,
                     *label("py:thread.start_new_thread.runs_tasks"))
{
    auto done = thread::allocate_lock();
    done.acquire();
    std::atomic<int> running{10};
    for (int i = 0; i != 10; ++i)
    {
        thread::start_new_thread([&] {
            if (--running == 0)
            {
                done.release();
            }
        });
    }
    BOOST_TEST(done.acquire(true, 60));
    BOOST_TEST(running == 0);
    BOOST_TEST(all_ended());
}

BOOST_AUTO_TEST_CASE(the_identity_is_that_of_the_new_thread,
                     *label("py:thread.start_new_thread.returns_identifier"))
{
    static_assert(std::unsigned_integral<thread::ident>);
    for (int i = 0; i != 100; ++i)
    {
        std::atomic<thread::ident> seen{0};
        auto const returned =
            thread::start_new_thread([&] { seen = thread::get_ident(); });
        BOOST_TEST(eventually([&] { return seen != 0; }));
        BOOST_TEST(returned == seen);
        BOOST_TEST(returned != thread::get_ident());
    }
}

BOOST_AUTO_TEST_CASE(arguments_reach_the_function,
                     *label("py:thread.start_new_thread.passes_arguments"))
{
    std::string got;
    std::vector<int> const numbers{1, 2, 3};
    thread::start_new_thread(
        [](std::string& to, char const* text, std::vector<int> v, double d,
           std::unique_ptr<int> p) {
            to = text + std::to_string(v.size()) + std::to_string(d) +
                 std::to_string(*p);
        },
        std::ref(got), "text", numbers, 0.5, std::make_unique<int>(7));
    BOOST_TEST(all_ended());
    BOOST_TEST(got == "text30.5000007");

    plain_calls = 0;
    thread::start_new_thread(plain);
    thread::start_new_thread(&plain);
    BOOST_TEST(all_ended());
    BOOST_TEST(plain_calls == 2);

    member m;
    thread::start_new_thread(&member::set, &m, 5);
    BOOST_TEST(all_ended());
    BOOST_TEST(m.value == 5);
}

BOOST_AUTO_TEST_CASE(arguments_are_copied_at_once)
{
    auto const go = std::make_shared<thread::LockType>();
    go->acquire();
    std::string text = "as it was";
    int number = 1;
    std::string got;
    thread::start_new_thread(
        [go, &got](std::string const& t, int const& n) {
            go->acquire();
            got = t + std::to_string(n);
        },
        text, number);
    text = "changed";
    number = 2;
    go->release();
    BOOST_TEST(all_ended());
    BOOST_TEST(got == "as it was1");

    // A move-only lvalue must be moved; so must a function.
    auto movable = [p = std::make_unique<int>(3), &got] {
        got = std::to_string(*p);
    };
    static_assert(!thread::startable<decltype(movable)&>);
    thread::start_new_thread(std::move(movable));
    BOOST_TEST(all_ended());
    BOOST_TEST(got == "3");
}

BOOST_AUTO_TEST_CASE(an_argument_that_cannot_be_copied_starts_nothing)
{
    struct brittle
    {
        brittle() = default;
        brittle(brittle const&)
        {
            throw std::runtime_error("copied");
        }
    };
    brittle const b;
    BOOST_CHECK_THROW(thread::start_new_thread([](brittle const&) {}, b),
                      std::runtime_error);
    BOOST_TEST(thread::count() == 0u);
}

BOOST_AUTO_TEST_CASE(wrong_functions_are_rejected_at_compile_time)
{
    auto const f = [](int, std::string const&) {};
    using function = decltype(f);
    static_assert(thread::startable<function, int, char const*>);
    static_assert(!thread::startable<function, int>);
    static_assert(!thread::startable<function, std::string, int>);
    static_assert(!thread::startable<int>);
    // A reference parameter would refer to a copy.
    auto const changes = [](int&) {};
    static_assert(!thread::startable<decltype(changes), int&>);
    static_assert(
        thread::startable<decltype(changes), std::reference_wrapper<int>>);
}

BOOST_AUTO_TEST_CASE(a_thread_ends_silently_when_its_function_returns,
                     *label("py:thread.start_new_thread.silent_exit"))
{
    hook_calls const hook;
    for (auto const& start_one : both)
    {
        start_one([] {});
    }
    thread::start_new_thread([] { return std::string("dropped"); });
    BOOST_TEST(all_ended());
    BOOST_TEST(hook.calls == 0);
}

BOOST_AUTO_TEST_CASE(system_exit_ends_a_thread_silently,
                     *label("py:thread.start_new_thread.system_exit_ignored"))
{
    hook_calls const hook;
    std::atomic<bool> reached{false};
    for (auto const& start_one : both)
    {
        start_one([] { throw concur::SystemExit(); });
        start_one([&] {
            thread::exit();
            reached = true;
        });
        // A requested interruption is not an error, either.
        start_one([] { throw boost::thread_interrupted(); });
    }
    BOOST_TEST(all_ended());
    BOOST_TEST(hook.calls == 0);
    BOOST_TEST(!reached);
}

BOOST_AUTO_TEST_CASE(a_thread_counts_while_it_is_there,
                     *label("py:thread.count"))
{
    auto go = thread::allocate_lock();
    go.acquire();
    for (std::size_t i = 1; i != 4; ++i)
    {
        thread::start_new_thread([&] {
            go.acquire();
            go.release();
        });
        BOOST_TEST(thread::count() == i);
    }
    auto const joinable = thread::start_joinable_thread([&] {
        go.acquire();
        go.release();
    });
    BOOST_TEST(thread::count() == 4u);
    go.release();
    BOOST_TEST(joinable.join());
    BOOST_TEST(all_ended());
    // Threads that were started in another way are not counted.
    std::size_t seen = 9;
    boost::thread([&] { seen = thread::count(); }).join();
    BOOST_TEST(seen == 0u);
}

BOOST_AUTO_TEST_CASE(function_and_arguments_are_destroyed_while_it_counts,
                     *label("py:thread.start_new_thread.function_released"))
{
    // Records on which thread it was destroyed, and the number of threads then.
    struct notes
    {
        std::atomic<std::size_t> destroyed{0};
        std::atomic<bool> uncounted{false};
        std::atomic<bool> elsewhere{false};
        std::atomic<thread::ident> thread{0};
    };
    struct tracer
    {
        explicit tracer(notes& n) : to(&n) {}
        tracer(tracer&& other) noexcept : to(std::exchange(other.to, nullptr))
        {
        }
        ~tracer()
        {
            if (to != nullptr)
            {
                to->uncounted = to->uncounted || thread::count() == 0;
                to->elsewhere =
                    to->elsewhere || thread::get_ident() != to->thread;
                ++to->destroyed;
            }
        }
        notes* to;
    };
    for (bool const throwing : {false, true})
    {
        notes n;
        thread::start_new_thread(
            [t = tracer(n), &n, throwing](tracer const&) {
                n.thread = thread::get_ident();
                if (throwing)
                {
                    thread::exit();
                }
            },
            tracer(n));
        BOOST_TEST(all_ended());
        BOOST_TEST(n.destroyed == 2u);
        BOOST_TEST(!n.uncounted);
        BOOST_TEST(!n.elsewhere);
    }
}

BOOST_AUTO_TEST_CASE(a_thread_needs_no_join,
                     *label("py:thread.start_new_thread.detached"))
{
    constexpr std::size_t stack = 16 << 20;
    thread::stack_size(stack);
    auto const before = thread_count();
    long most_mappings = 0;
    std::size_t most_space = 0;
    for (int i = 0; i != 1000; ++i)
    {
        std::atomic<bool> ran{false};
        thread::start_new_thread([&] { ran = true; });
        BOOST_TEST_REQUIRE(all_ended());
        BOOST_TEST_REQUIRE(ran);
        BOOST_TEST_REQUIRE(
            eventually([&] { return thread_count() == before; }));
        if (i == 10)
        {
            most_mappings = mappings() + 10;
            most_space = address_space() + 10 * stack;
        }
    }
    thread::stack_size();
    // Stacks are used again.
    BOOST_TEST(address_space() <= most_space);
    // A sanitizer maps memory of its own at any time.
    BOOST_TEST((support::sanitized || mappings() <= most_mappings));
}

BOOST_AUTO_TEST_CASE(nothing_of_the_starter_s_own_state_is_handed_on,
                     *label("py:thread.start_new_thread.own_context"))
{
    // A context is part of this state: a new thread finds its initial value.
    static boost::thread_specific_ptr<int> specific;
    inherited = 5;
    specific.reset(new int(5));
    int local = -1;
    bool empty = false;
    thread::start_joinable_thread([&] {
        local = inherited;
        empty = specific.get() == nullptr;
        inherited = 7;
    }).join();
    BOOST_TEST(local == 0);
    BOOST_TEST(empty);
    BOOST_TEST(inherited == 5);
    specific.reset();
}

BOOST_AUTO_TEST_CASE(a_thread_may_start_threads)
{
    std::atomic<int> ran{0};
    std::function<void(int)> const tree = [&](int depth) {
        ++ran;
        if (depth != 0)
        {
            thread::start_new_thread(tree, depth - 1);
            thread::start_joinable_thread(tree, depth - 1).join();
        }
    };
    thread::start_new_thread(tree, 5);
    BOOST_TEST(eventually([&] { return ran == 63; }));
    BOOST_TEST(all_ended());
}

BOOST_AUTO_TEST_SUITE_END()
