// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "cases.hpp"

#include <support/counting_allocator.hpp>
#include <support/support.hpp>
#include <support/test_thread.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/system/system_error.hpp>

#include <atomic>
#include <chrono>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

namespace asio = boost::asio;
using namespace std::chrono_literals;
using support::eventually;

namespace {

/// The arguments of the handler of an async_run().
struct outcome
{
    bool done = false;
    std::exception_ptr failure;

    auto handler()
    {
        return [this](std::exception_ptr e) {
            EXPECT(!done);
            done = true;
            failure = std::move(e);
        };
    }

    /// A handler that stores its arguments and runs on an executor.
    template<class Executor>
    auto on(Executor const& executor)
    {
        return asio::bind_executor(executor, handler());
    }

    bool succeeded() const
    {
        return done && failure == nullptr;
    }

    template<class Error>
    bool failed_with(std::string const& text) const
    {
        try
        {
            std::rethrow_exception(failure);
        }
        catch (Error const& e)
        {
            return std::string(e.what()).find(text) != std::string::npos;
        }
        return false;
    }

    bool aborted() const
    {
        try
        {
            std::rethrow_exception(failure);
        }
        catch (boost::system::system_error const& e)
        {
            return e.code() == asio::error::operation_aborted;
        }
        return false;
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(async_run)

BOOST_AUTO_TEST_CASE(in_the_same_order)
{
    asio::io_context io;
    simulated s;
    record seen;
    std::vector<double> times;
    auto const note = [&](int n) {
        seen.push_back(n);
        times.push_back(s.policy().now());
    };
    s.enter(5, 2, note, 4);
    s.enter(5, 1, note, 2);
    s.enter(5, 1, note, 3);
    s.enter(-1, 1, note, 1);
    s.enter(1000, 1, note, 5);
    outcome o;
    s.async_run(o.on(io.get_executor()));
    BOOST_TEST(seen.empty());
    io.run();
    BOOST_TEST(o.succeeded());
    CHECK_RECORD(seen, 1, 2, 3, 4, 5);
    BOOST_TEST((times == std::vector<double>{0, 5, 5, 5, 1000}));
}

BOOST_AUTO_TEST_CASE(without_events)
{
    asio::io_context io;
    sched::scheduler s;
    outcome o;
    s.async_run(o.on(io.get_executor()));
    BOOST_TEST(!o.done);
    io.run();
    BOOST_TEST(o.succeeded());
}

BOOST_AUTO_TEST_CASE(on_a_real_clock)
{
    asio::io_context io;
    sched::scheduler s;
    record seen;
    auto const begin = std::chrono::steady_clock::now();
    auto const now = s.policy().now();
    s.enterabs(now + 0.02, 1, [&] { seen.push_back(2); });
    s.enterabs(now + 0.01, 1, [&] { seen.push_back(1); });
    outcome o;
    s.async_run(o.on(io.get_executor()));
    io.run();
    BOOST_TEST(o.succeeded());
    CHECK_RECORD(seen, 1, 2);
    BOOST_TEST((std::chrono::steady_clock::now() - begin >= 20ms));
}

// Other handlers of the context run between two events.
BOOST_AUTO_TEST_CASE(among_others)
{
    asio::io_context io;
    simulated s;
    std::string seen;
    for (int i = 0; i != 3; ++i)
    {
        s.enter(1, 1, [&] {
            seen += "event ";
            asio::post(io, [&] { seen += "other "; });
        });
    }
    outcome o;
    s.async_run(o.on(io.get_executor()));
    io.run();
    BOOST_TEST(o.succeeded());
    BOOST_TEST(seen == "event other event other event other ");
}

BOOST_AUTO_TEST_CASE(an_action_throws)
{
    asio::io_context io;
    simulated s;
    record seen;
    s.enter(1, 1, [] { throw std::runtime_error("first"); });
    s.enter(2, 1, [&] { seen.push_back(2); });
    outcome o;
    s.async_run(o.on(io.get_executor()));
    io.run();
    BOOST_TEST(o.failed_with<std::runtime_error>("first"));
    BOOST_TEST(s.queue().size() == 1);

    outcome again;
    s.async_run(again.on(io.get_executor()));
    io.restart();
    io.run();
    BOOST_TEST(again.succeeded());
    CHECK_RECORD(seen, 2);
}

BOOST_AUTO_TEST_CASE(the_policy_throws)
{
    struct policy : sched::simulated_policy<>
    {
        std::chrono::nanoseconds async_delay(double)
        {
            throw std::runtime_error("delay");
        }
    };
    asio::io_context io;
    sched::scheduler<policy> s;
    s.enter(1, 1, [] {});
    outcome o;
    s.async_run(o.on(io.get_executor()));
    io.run();
    BOOST_TEST(o.failed_with<std::runtime_error>("delay"));
    BOOST_TEST(s.queue().size() == 1);
}

// An exception of the handler leaves the executor's run(), and the handler is
// called once.
BOOST_AUTO_TEST_CASE(the_handler_throws)
{
    asio::io_context io;
    simulated s;
    int calls = 0;
    s.async_run(asio::bind_executor(io, [&](std::exception_ptr) {
        ++calls;
        throw std::runtime_error("handler");
    }));
    BOOST_CHECK_THROW(io.run(), std::runtime_error);
    io.run();
    BOOST_TEST(calls == 1);
}

// Without the notification, each of these cases would wait for a thousand
// seconds.

BOOST_AUTO_TEST_CASE(an_earlier_event)
{
    asio::io_context io;
    sched::scheduler s;
    record seen;
    auto const late = s.enter(1000, 1, [] {});
    outcome o;
    s.async_run(o.on(io.get_executor()));
    io.poll();
    s.enter(0, 1, [&] {
        seen.push_back(1);
        s.enter(0, 1, [&] {
            seen.push_back(2);
            s.cancel(late);
        });
    });
    io.run();
    BOOST_TEST(o.succeeded());
    CHECK_RECORD(seen, 1, 2);
}

// The event is entered after the scheduler has looked at the queue, and before
// it waits.
BOOST_AUTO_TEST_CASE(an_earlier_event_at_the_last_moment)
{
    struct policy : sched::steady_policy
    {
        std::chrono::nanoseconds async_delay(double d)
        {
            if (auto const f = std::exchange(last_moment, nullptr))
            {
                f();
            }
            return steady_policy::async_delay(d);
        }

        std::function<void()> last_moment;
    };
    asio::io_context io;
    sched::scheduler<policy> s;
    auto const late = s.enter(1000, 1, [] {});
    s.policy().last_moment = [&] { s.enter(0, 1, [&] { s.cancel(late); }); };
    outcome o;
    s.async_run(o.on(io.get_executor()));
    io.run();
    BOOST_TEST(o.succeeded());
    BOOST_TEST(s.empty());
}

BOOST_AUTO_TEST_CASE(the_last_event_is_cancelled_by_another_thread)
{
    asio::io_context io;
    sched::scheduler s;
    auto const late = s.enter(1000, 1, [] {});
    outcome o;
    s.async_run(o.on(io.get_executor()));
    support::test_thread runner([&] { io.run(); });
    BOOST_TEST(falls_asleep(runner));
    s.cancel(late);
    runner.join();
    BOOST_TEST(o.succeeded());
}

BOOST_AUTO_TEST_CASE(a_cancellation)
{
    for (auto const type :
         {asio::cancellation_type::terminal, asio::cancellation_type::partial,
          asio::cancellation_type::total})
    {
        asio::io_context io;
        sched::scheduler s;
        s.enter(1000, 1, [] {});
        asio::cancellation_signal signal;
        outcome o;
        s.async_run(asio::bind_cancellation_slot(signal.slot(),
                                                 o.on(io.get_executor())));
        io.poll();
        BOOST_TEST(!o.done);
        signal.emit(type);
        io.run();
        BOOST_TEST(o.aborted());
        BOOST_TEST(s.queue().size() == 1);
        signal.emit(type); // no slot is connected
    }
}

BOOST_AUTO_TEST_CASE(a_cancellation_before_the_first_step)
{
    asio::io_context io;
    simulated s;
    s.enter(0, 1, [] { BOOST_ERROR("it was cancelled"); });
    asio::cancellation_signal signal;
    outcome o;
    s.async_run(
        asio::bind_cancellation_slot(signal.slot(), o.on(io.get_executor())));
    signal.emit(asio::cancellation_type::total);
    io.run();
    BOOST_TEST(o.aborted());
}

BOOST_AUTO_TEST_CASE(a_cancellation_in_an_action)
{
    asio::io_context io;
    simulated s;
    asio::cancellation_signal signal;
    s.enter(0, 1, [&] { signal.emit(asio::cancellation_type::terminal); });
    s.enter(1, 1, [] { BOOST_ERROR("it was cancelled"); });
    outcome o;
    s.async_run(
        asio::bind_cancellation_slot(signal.slot(), o.on(io.get_executor())));
    io.run();
    BOOST_TEST(o.aborted());
    BOOST_TEST(s.queue().size() == 1);
}

// On a pool the operation may have ended, and its slot may be gone, before the
// call returns.
BOOST_AUTO_TEST_CASE(with_a_slot_on_a_pool)
{
    asio::thread_pool pool(2);
    for (int i = 0; i != 2000; ++i)
    {
        simulated s;
        auto const signal = std::make_shared<asio::cancellation_signal>();
        std::promise<void> done;
        s.async_run(asio::bind_cancellation_slot(
            signal->slot(), asio::bind_executor(pool, [&](std::exception_ptr) {
                done.set_value();
            })));
        done.get_future().get();
        BOOST_REQUIRE(!signal->slot().has_handler());
    }
    pool.join();
}

// A total cancellation is for operations that have had no effect yet.
BOOST_AUTO_TEST_CASE(a_total_cancellation_that_is_too_late)
{
    asio::io_context io;
    simulated s;
    record seen;
    asio::cancellation_signal signal;
    s.enter(0, 1, [&] {
        seen.push_back(1);
        signal.emit(asio::cancellation_type::total);
    });
    s.enter(1, 1, [&] { seen.push_back(2); });
    outcome o;
    s.async_run(
        asio::bind_cancellation_slot(signal.slot(), o.on(io.get_executor())));
    io.run();
    BOOST_TEST(o.succeeded());
    CHECK_RECORD(seen, 1, 2);
}

// The handler runs on its own executor, and so do the actions.
BOOST_AUTO_TEST_CASE(on_executors)
{
    asio::thread_pool pool(3);
    auto const strand = asio::make_strand(pool);
    std::atomic<int> elsewhere{0};
    std::promise<void> done;
    sched::scheduler s;
    for (int i = 0; i != 100; ++i)
    {
        s.enter(i * 0.0001, 1,
                [&] { elsewhere += !strand.running_in_this_thread(); });
    }
    s.async_run(asio::bind_executor(strand, [&](std::exception_ptr) {
        elsewhere += !strand.running_in_this_thread();
        done.set_value();
    }));
    done.get_future().get();
    BOOST_TEST(elsewhere == 0);

    int n = 0;
    s.enter(0.001, 1, [&] { ++n; });
    s.async_run(asio::bind_executor(asio::any_io_executor(pool.get_executor()),
                                    asio::use_future))
        .get();
    BOOST_TEST(n == 1);

    // As make_strand(co_await this_coro::executor) is one.
    s.enter(0.001, 1, [&] { ++n; });
    s
        .async_run(asio::bind_executor(
            asio::make_strand(asio::any_io_executor(strand)), asio::use_future))
        .get();
    BOOST_TEST(n == 2);
    pool.join();
}

// Without an associated executor, the system executor is used.
BOOST_AUTO_TEST_CASE(on_none)
{
    sched::scheduler s;
    std::atomic<bool> here{false};
    auto const me = std::this_thread::get_id();
    s.enter(0.001, 1, [&] { here = std::this_thread::get_id() == me; });
    std::promise<bool> done;
    s.async_run([&](std::exception_ptr e) { done.set_value(e == nullptr); });
    BOOST_TEST(done.get_future().get());
    BOOST_TEST(!here);
    s.enter(0, 1, [] { throw std::runtime_error("to the future"); });
    auto failed = s.async_run(asio::use_future);
    BOOST_CHECK_THROW(failed.get(), std::runtime_error);
}

// Threads enter and cancel events while two runs on a pool share them: each
// event is either run or cancelled.
BOOST_AUTO_TEST_CASE(all_at_once)
{
    asio::thread_pool pool(3);
    sched::scheduler s;
    std::atomic<int> ran{0};
    std::atomic<int> cancelled{0};
    auto const keep_alive = s.enter(1000, 1, [] {});
    auto one = s.async_run(asio::bind_executor(pool, asio::use_future));
    auto two = s.async_run(asio::bind_executor(pool, asio::use_future));
    {
        std::vector<std::unique_ptr<support::test_thread>> others;
        for (int n = 0; n != 2; ++n)
        {
            others.push_back(std::make_unique<support::test_thread>([&, n] {
                for (int i = 0; i != 500; ++i)
                {
                    auto const event =
                        s.enter((i + n) % 5 * 0.0005, i % 3, [&] { ++ran; });
                    if (i % 3 == 0)
                    {
                        try
                        {
                            s.cancel(event);
                            ++cancelled;
                        }
                        catch (concur::ValueError const&)
                        {
                        }
                    }
                }
            }));
        }
    }
    BOOST_TEST(eventually([&] { return ran + cancelled == 1000; }));
    s.cancel(keep_alive);
    one.get();
    two.get();
    pool.join();
}

// A blocking run shares the events, too.
BOOST_AUTO_TEST_CASE(beside_a_thread_that_runs_it)
{
    asio::thread_pool pool(1);
    sched::scheduler s;
    std::atomic<int> ran{0};
    for (int i = 0; i != 1000; ++i)
    {
        s.enter(i * 0.00001, 1, [&] { ++ran; });
    }
    auto done = s.async_run(asio::bind_executor(pool, asio::use_future));
    s.run();
    done.get();
    BOOST_TEST(ran == 1000);
    pool.join();
}

// With its action, whose destructor may need what the handler ends.
BOOST_AUTO_TEST_CASE(an_event_is_destroyed_before_the_handler_is_called)
{
    std::atomic<bool> handled{false};
    std::atomic<bool> destroyed{false};
    struct slow
    {
        ~slow()
        {
            // Only if the handler runs beside this one it ends early.
            for (int i = 0; i != 50 && !*handled; ++i)
            {
                std::this_thread::sleep_for(1ms);
            }
            *destroyed = true;
        }

        std::atomic<bool>* handled;
        std::atomic<bool>* destroyed;
    };
    simulated s;
    s.enter(1, 1,
            [o = std::shared_ptr<slow>(new slow{&handled, &destroyed})] {});
    asio::thread_pool pool(2);
    bool first = false;
    s.async_run(asio::bind_executor(pool, [&](std::exception_ptr) {
        first = destroyed;
        handled = true;
    }));
    pool.join();
    BOOST_TEST(first);
}

// The operation, and the steps that it posts on the handler's executor. All of
// this memory is free again when the handler is called.
BOOST_AUTO_TEST_CASE(memory_comes_from_the_allocator_of_the_handler)
{
    support::allocation_balance b;
    auto const bound = [&](asio::io_context& io, auto handler) {
        return asio::bind_allocator(
            support::counting_allocator<char>(b),
            asio::bind_executor(io, std::move(handler)));
    };
    sched::scheduler s;
    s.enter(1ms, 1, [] {});
    {
        asio::io_context io;
        bool done = false;
        s.async_run(bound(io, [&](std::exception_ptr) {
            done = true;
            BOOST_TEST(b.bytes == 0u);
        }));
        BOOST_TEST(b.allocations > 1); // the operation, and its first step
        BOOST_TEST(b.bytes > 0u);
        io.run();
        BOOST_TEST(done);
        s.enter(1000, 1, [] {});
        s.async_run(bound(io, [](std::exception_ptr) {}));
        io.restart();
        io.poll();
        BOOST_TEST(b.bytes > 0u);
    }
    BOOST_TEST(b.bytes == 0u); // it has ended with its context
}

BOOST_AUTO_TEST_CASE(no_memory_for_an_operation)
{
    support::allocation_balance b;
    b.refuse = true;
    asio::io_context io;
    simulated s;
    s.enter(1, 1, [] { BOOST_ERROR("it has not begun"); });
    auto const alive = std::make_shared<int>(0);
    BOOST_CHECK_THROW(
        s.async_run(asio::bind_allocator(
            support::counting_allocator<char>(b),
            asio::bind_executor(io, [alive](std::exception_ptr) {}))),
        std::bad_alloc);
    BOOST_TEST(alive.use_count() == 1);
    BOOST_TEST(io.run() == 0u);
}

// An operation that never ends is destroyed with its context, or with the
// scheduler, whichever is first.
BOOST_AUTO_TEST_CASE(it_never_ends)
{
    auto const held = std::make_shared<int>(1);
    {
        sched::scheduler s;
        asio::io_context io;
        s.enter(1000, 1, [] {});
        s.async_run(asio::bind_executor(io, [held](std::exception_ptr) {}));
        io.poll();
    }
    {
        asio::io_context io;
        sched::scheduler s;
        s.enter(1000, 1, [] {});
        s.async_run(asio::bind_executor(io, [held](std::exception_ptr) {}));
        io.poll();
        s.async_run(asio::bind_executor(io, [held](std::exception_ptr) {}));
    }
    BOOST_TEST(held.use_count() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
