// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/thread/start_joinable_thread.hpp>

#include <concur/thread/errors.hpp>
#include <concur/thread/exit.hpp>
#include <concur/thread/lock.hpp>
#include <concur/thread/unraisablehook.hpp>

#include "threads.hpp"

#include <boost/test/unit_test.hpp>
#include <boost/thread/thread.hpp>

#include <atomic>
#include <chrono>
#include <limits>
#include <optional>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <unistd.h>

namespace thread = concur::thread;
using namespace support;
using namespace std::chrono_literals;

namespace {

auto says(std::string const& text)
{
    return [text](std::exception const& e) { return e.what() == text; };
}

// A thread that runs until the test ends it.
class running
{
public:
    running()
    {
        go_.acquire();
        handle = thread::start_joinable_thread([this] {
            go_.acquire();
            go_.release();
            ended = true;
        });
    }

    ~running()
    {
        end();
        handle.join();
    }

    void end()
    {
        go_.unlock();
    }

    thread::handle handle;
    std::atomic<bool> ended{false};

private:
    thread::LockType go_;
};

// Joins when the objects of its thread are destroyed.
struct late
{
    ~late()
    {
        if (run != nullptr)
        {
            run->store(1);
            if (slow)
            {
                eventually([] { return parked(::getpid()); });
            }
            try
            {
                handle->join();
                run->store(2);
            }
            catch (thread::error const&)
            {
                run->store(3);
            }
        }
    }

    std::atomic<int>* run = nullptr;
    thread::handle* handle = nullptr;
    bool slow = false; // not before the main thread waits for it
};

thread_local late at_exit;

} // namespace

BOOST_FIXTURE_TEST_SUITE(start_joinable_thread, leaves_no_thread)

BOOST_AUTO_TEST_CASE(join_waits_for_the_end)
{
    running other;
    BOOST_TEST(!other.handle.is_done());
    BOOST_TEST(!other.ended);
    other.end();
    BOOST_TEST(other.handle.join());
    BOOST_TEST(other.ended);
    BOOST_TEST(other.handle.is_done());
}

BOOST_AUTO_TEST_CASE(join_may_be_repeated_and_come_late)
{
    std::atomic<bool> ran{false};
    auto const h = thread::start_joinable_thread([&] { ran = true; });
    BOOST_TEST(eventually([&] { return h.is_done(); }));
    BOOST_TEST(ran);
    for (int i = 0; i != 3; ++i)
    {
        BOOST_TEST(h.join());
        BOOST_TEST(h.join(0));
        BOOST_TEST(h.is_done());
    }
}

BOOST_AUTO_TEST_CASE(the_thread_is_gone_after_join)
{
    for (int i = 0; i != 200; ++i)
    {
        auto const before = thread_count();
        thread::start_joinable_thread([] {}).join();
        BOOST_TEST_REQUIRE(thread::count() == 0u);
        // The system lists the thread for a moment longer.
        BOOST_TEST_REQUIRE(
            eventually([&] { return thread_count() == before; }));
    }
}

BOOST_AUTO_TEST_CASE(join_waits_for_thread_local_objects)
{
    static std::atomic<int> run{0};
    static auto other = thread::start_joinable_thread([] {});
    other.join();
    thread::start_joinable_thread([&] {
        at_exit.handle = &other;
        at_exit.run = &run;
        at_exit.slow = true;
    }).join();
    BOOST_TEST(run == 2);
}

BOOST_AUTO_TEST_CASE(the_identity_is_that_of_the_thread)
{
    std::atomic<thread::ident> seen{0};
    auto const h =
        thread::start_joinable_thread([&] { seen = thread::get_ident(); });
    auto const id = h.ident();
    BOOST_TEST(h.join());
    BOOST_TEST(id == seen);
    BOOST_TEST(h.ident() == id);
}

BOOST_AUTO_TEST_CASE(arguments_and_options_are_those_of_start_new_thread)
{
    std::string got;
    thread::start_joinable_thread(
        [](std::string& to, std::unique_ptr<int> p) {
            to = std::to_string(*p);
        },
        std::ref(got), std::make_unique<int>(7))
        .join();
    BOOST_TEST(got == "7");
    thread::start_joinable_thread(
        thread::options{.stack_size = 1 << 20},
        [](std::string& to, int i) { to = std::to_string(i); }, std::ref(got),
        8)
        .join();
    BOOST_TEST(got == "8");
}

BOOST_AUTO_TEST_CASE(a_limit_ends_a_join)
{
    running other;
    auto const& h = other.handle;
    std::stop_source stopped;
    stopped.request_stop();
    auto const begin = std::chrono::steady_clock::now();
    BOOST_TEST(!h.join(0));
    BOOST_TEST(!h.join(0.05));
    BOOST_TEST(!h.join(50ms));
    BOOST_TEST((std::chrono::steady_clock::now() - begin >= 100ms));
    BOOST_TEST(!h.join(begin));
    BOOST_TEST(!h.join(stopped.get_token()));
    BOOST_TEST(!h.join(concur::limit(-1, stopped.get_token())));
    BOOST_CHECK_THROW(h.join(std::numeric_limits<double>::quiet_NaN()),
                      concur::ValueError);
    BOOST_TEST(!h.is_done());
    other.end();
    // A negative number means no limit, as in Python; so does a large number.
    BOOST_TEST(h.join(-5));
    BOOST_TEST(h.join(-1));
    BOOST_TEST(h.join(1e100));
    BOOST_TEST(h.join(std::nullopt));
    BOOST_TEST(h.join(stopped.get_token()));
}

BOOST_AUTO_TEST_CASE(a_negative_number_waits)
{
    running other;
    std::atomic<bool> joined{false};
    std::atomic<long> task{0};
    auto const waiting = thread::start_joinable_thread([&] {
        task = task_id();
        joined = other.handle.join(-1);
    });
    BOOST_TEST(eventually([&] { return task != 0 && parked(task); }));
    BOOST_TEST(!joined);
    other.end();
    BOOST_TEST(waiting.join(60s));
    BOOST_TEST(joined);
}

BOOST_AUTO_TEST_CASE(many_may_join)
{
    running other;
    std::atomic<int> joined{0};
    std::vector<thread::handle> all;
    for (int i = 0; i != 10; ++i)
    {
        all.push_back(thread::start_joinable_thread([&, copy = other.handle] {
            joined += copy.join() && other.ended && copy.join();
        }));
    }
    BOOST_TEST(joined == 0);
    other.end();
    for (auto const& h : all)
    {
        BOOST_TEST(h.join(60s));
    }
    BOOST_TEST(joined == 10);
}

BOOST_AUTO_TEST_CASE(a_thread_cannot_join_itself)
{
    std::string said[3];
    auto go = thread::allocate_lock();
    go.acquire();
    thread::handle self;
    self = thread::start_joinable_thread([&] {
        go.acquire();
        std::optional<double> const limits[] = {std::nullopt, 0.0, 0.1};
        for (int i = 0; i != 3; ++i)
        {
            try
            {
                self.join(limits[i]);
            }
            catch (thread::error const& e)
            {
                said[i] = e.what();
            }
        }
    });
    go.release();
    BOOST_TEST(self.join());
    for (auto const& s : said)
    {
        BOOST_TEST(s == "Cannot join current thread");
    }
    BOOST_TEST(self.join());
}

BOOST_AUTO_TEST_CASE(a_thread_cannot_join_itself_while_it_ends)
{
    std::atomic<int> run{0};
    auto go = thread::allocate_lock();
    go.acquire();
    thread::handle self;
    self = thread::start_joinable_thread([&] {
        go.acquire();
        at_exit.handle = &self;
        at_exit.run = &run;
    });
    go.release();
    BOOST_TEST(self.join(60s));
    BOOST_TEST(run == 3);
}

BOOST_AUTO_TEST_CASE(a_handle_without_a_thread_joins_nothing)
{
    thread::handle const none;
    BOOST_TEST(none.ident() == 0u);
    BOOST_TEST(!none.is_done());
    BOOST_CHECK_EXCEPTION(none.join(), thread::error,
                          says("thread not started"));
    BOOST_CHECK_EXCEPTION(none.interrupt(), thread::error,
                          says("thread not started"));
}

BOOST_AUTO_TEST_CASE(copies_refer_to_the_same_thread)
{
    running one;
    running other;
    auto const copy = one.handle;
    BOOST_TEST((copy == one.handle));
    BOOST_TEST((copy != other.handle));
    BOOST_TEST((copy != thread::handle()));
    BOOST_TEST(copy.ident() == one.handle.ident());
    auto moved = std::move(one.handle);
    BOOST_TEST((moved == copy));
    one.handle = moved;
    one.end();
    BOOST_TEST(copy.join());
    BOOST_TEST(moved.is_done());
    // If one handle was joined, its copies were, too.
    moved = {};
    BOOST_TEST(copy.join());
}

BOOST_AUTO_TEST_CASE(a_thread_goes_on_when_its_handle_is_dropped)
{
    auto const before = thread_count();
    auto go = thread::allocate_lock();
    go.acquire();
    std::atomic<bool> ended{false};
    thread::start_joinable_thread([&] {
        go.acquire();
        ended = true;
    });
    BOOST_TEST(thread::count() == 1u);
    BOOST_TEST(!ended);
    go.release();
    BOOST_TEST(eventually([&] { return ended && thread::count() == 0; }));
    BOOST_TEST(eventually([&] { return thread_count() == before; }));

    // The memory of the threads is freed. The C library keeps the stacks of
    // some ended threads, and memory for threads that run at the same time.
    auto const start_many = [&] {
        for (int i = 0; i != 1000; ++i)
        {
            thread::start_joinable_thread([] {});
        }
        BOOST_TEST(eventually([&] { return thread_count() == before; }));
    };
    BOOST_TEST(eventually([&] {
        auto const mapped = mappings();
        start_many();
        return mappings() < mapped + 200;
    }));
}

BOOST_AUTO_TEST_CASE(a_function_is_destroyed_before_its_thread_is_done)
{
    struct tracer
    {
        explicit tracer(std::atomic<int>& to, thread::handle const& of)
            : seen(&to), h(&of)
        {
        }
        tracer(tracer&& other) noexcept
            : seen(std::exchange(other.seen, nullptr)), h(other.h)
        {
        }
        ~tracer()
        {
            if (seen != nullptr)
            {
                *seen = h->is_done() ? 2 : 1;
            }
        }
        std::atomic<int>* seen;
        thread::handle const* h;
    };
    std::atomic<int> seen{0};
    auto go = thread::allocate_lock();
    go.acquire();
    thread::handle h;
    h = thread::start_joinable_thread(
        [&, t = tracer(seen, h)] { go.acquire(); });
    go.release();
    BOOST_TEST(h.join());
    BOOST_TEST(seen == 1);
    BOOST_TEST(thread::count() == 0u);
}

BOOST_AUTO_TEST_CASE(a_failure_ends_the_thread_as_any_end_does)
{
    std::atomic<int> calls{0};
    thread::set_unraisablehook([&](auto const&) { ++calls; });
    auto const h = thread::start_joinable_thread(
        [] { throw std::runtime_error("task failed"); });
    BOOST_TEST(h.join());
    thread::set_unraisablehook({});
    BOOST_TEST(calls == 1);
    BOOST_TEST(thread::start_joinable_thread([] { thread::exit(); }).join());
}

BOOST_AUTO_TEST_CASE(an_interruption_ends_a_join)
{
    running other;
    for (bool const sleeping : {false, true})
    {
        std::atomic<long> task{0};
        std::atomic<bool> interrupted{false};
        boost::thread waiting([&] {
            task = task_id();
            try
            {
                other.handle.join();
            }
            catch (boost::thread_interrupted const&)
            {
                interrupted = true;
            }
        });
        if (sleeping)
        {
            BOOST_TEST(eventually([&] { return task != 0 && parked(task); }));
        }
        waiting.interrupt();
        waiting.join();
        BOOST_TEST(interrupted);
    }
    BOOST_TEST(!other.handle.is_done());
    other.end();
    BOOST_TEST(other.handle.join());
}

BOOST_AUTO_TEST_CASE(a_handle_interrupts)
{
    auto never = thread::allocate_lock();
    never.acquire();
    std::atomic<int> calls{0};
    thread::set_unraisablehook([&](auto const&) { ++calls; });
    std::atomic<bool> reached{false};
    auto const h = thread::start_joinable_thread([&] {
        never.acquire();
        reached = true;
    });
    h.interrupt();
    BOOST_TEST(h.join(60s));
    thread::set_unraisablehook({});
    BOOST_TEST(!reached);
    BOOST_TEST(calls == 0);
    h.interrupt(); // the thread has ended
}

BOOST_AUTO_TEST_CASE(joins_starts_and_drops_may_race)
{
    std::atomic<int> ran{0};
    std::vector<thread::handle> all;
    constexpr int threads = 8;
    constexpr int rounds = 100;
    for (int i = 0; i != threads; ++i)
    {
        all.push_back(thread::start_joinable_thread([&] {
            for (int n = 0; n != rounds; ++n)
            {
                auto const h = thread::start_joinable_thread([&] { ++ran; });
                thread::start_joinable_thread(
                    [h, n] { n % 3 == 0 ? h.interrupt() : void(h.join()); });
                while (n % 2 == 0 && !h.join(0))
                {
                    std::this_thread::yield();
                }
                h.join();
            }
        }));
    }
    for (auto const& h : all)
    {
        h.join();
    }
    BOOST_TEST(ran == threads * rounds);
}

BOOST_AUTO_TEST_SUITE_END()
