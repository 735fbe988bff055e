// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/basic_queue.hpp>

#include "async_cases.hpp"

#include <support/hooked_executor.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/defer.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/execution/blocking.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/system_executor.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <functional>
#include <future>
#include <latch>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

// Queues and contexts that are destroyed while operations wait.

namespace {

// A post that takes a while.
struct slow_post
{
    std::latch begun{1};
    std::latch go{1};

    void operator()()
    {
        begun.count_down();
        go.wait();
    }
};

using slow_executor = support::hooked_executor<slow_post>;

// An executor of the Networking TS, of which no property can be queried.
struct old_executor
{
    asio::io_context* io;

    asio::execution_context& context() const noexcept
    {
        return *io;
    }

    void on_work_started() const noexcept {}
    void on_work_finished() const noexcept {}

    template<class Function, class Allocator>
    void dispatch(Function f, Allocator const&) const
    {
        asio::dispatch(*io, std::move(f));
    }

    template<class Function, class Allocator>
    void post(Function f, Allocator const&) const
    {
        asio::post(*io, std::move(f));
    }

    template<class Function, class Allocator>
    void defer(Function f, Allocator const&) const
    {
        asio::defer(*io, std::move(f));
    }

    bool operator==(old_executor const&) const noexcept = default;
};

// An executor without a context.
struct plain_executor
{
    // Has the name that the Networking TS has, and another meaning.
    int context() const noexcept
    {
        return 0;
    }

    static constexpr auto query(asio::execution::blocking_t) noexcept
    {
        return asio::execution::blocking.never;
    }

    template<class Function>
    void execute(Function f) const
    {
        asio::post(asio::system_executor(), std::move(f));
    }

    bool operator==(plain_executor const&) const noexcept = default;
};

// Calls a function when its context is destroyed; once, since newer versions of
// Boost shut services down twice.
class last_word : public asio::execution_context::service
{
public:
    static inline asio::execution_context::id id;

    explicit last_word(asio::execution_context& c) : service(c) {}
    std::function<void()> say;

private:
    void shutdown() noexcept override
    {
        if (auto const word = std::exchange(say, nullptr))
        {
            word();
        }
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(async_end)

// --- the queue goes ----------------------------------------------------------

TEST_CASE_FOR_TYPES(operations_end_with_the_queue, Queue, three<int>)
{
    asio::io_context io;
    std::vector<error_code> ends;
    auto const get = [&] {
        return asio::bind_executor(
            io, [&](error_code e, int) { ends.push_back(e); });
    };
    auto const put = [&] {
        return asio::bind_executor(io,
                                   [&](error_code e) { ends.push_back(e); });
    };
    std::optional<Queue> full(1);
    full->put(1);
    std::optional<Queue> empty(std::in_place);
    auto late_get = empty->async_get(asio::deferred);
    auto late_put = full->async_put(3, asio::deferred);
    empty->async_get(get());
    full->async_put(2, put());
    empty.reset();
    full.reset();
    std::move(late_get)(get());
    std::move(late_put)(put());
    BOOST_TEST(ends.empty());
    io.run();
    BOOST_TEST(ends.size() == 4u);
    for (auto const& e : ends)
    {
        BOOST_TEST((e == asio::error::operation_aborted));
    }
}

// A notified operation, and the item that it was notified for, are destroyed.
BOOST_AUTO_TEST_CASE(a_call_ends_with_the_queue)
{
    asio::io_context io;
    auto const item = std::make_shared<int>(1);
    error_code end;
    {
        cq::Queue<std::shared_ptr<int>> q;
        q.async_get(asio::bind_executor(
            io, [&](error_code e, std::shared_ptr<int> const& i) {
                end = e;
                BOOST_TEST(!i);
            }));
        q.put(item);
    }
    BOOST_TEST(item.use_count() == 1);
    io.run();
    BOOST_TEST((end == asio::error::operation_aborted));
}

// --- the context goes --------------------------------------------------------

TEST_CASE_FOR_TYPES(a_context_may_go_before_the_queue, Queue, three<int>)
{
    Queue q;
    Queue full(1);
    full.put(1);
    auto const alive = std::make_shared<int>(0);
    support::test_thread thread([&] { EXPECT(q.get() == 5); });
    {
        asio::io_context io;
        auto const strand = asio::make_strand(io);
        q.async_get(asio::bind_executor(io, [alive](error_code, int) {}));
        q.async_get(asio::bind_executor(strand, [alive](error_code, int) {}));
        full.async_put(2, asio::bind_executor(io, [alive](error_code) {}));
        full.async_put(2, asio::bind_executor(strand, [alive](error_code) {}));
        BOOST_TEST(alive.use_count() == 5);
        // One of them is notified.
        q.put(5);
        BOOST_TEST(full.get() == 1);
    }
    BOOST_TEST(alive.use_count() == 1);
    thread.join();
    // No reservation is left.
    q.put(6);
    BOOST_TEST(q.get_nowait() == 6);
    full.put_nowait(3);
    BOOST_TEST(full.get_nowait() == 3);
}

BOOST_AUTO_TEST_CASE(a_pool_may_go_before_the_queue)
{
    cq::Queue<int> q;
    auto const alive = std::make_shared<int>(0);
    {
        asio::thread_pool pool(2);
        for (int i = 0; i != 20; ++i)
        {
            q.async_get(asio::bind_executor(pool, [alive](error_code, int) {}));
        }
        q.put(1);
        pool.stop();
    }
    BOOST_TEST(alive.use_count() == 1);
    q.put(2);
    auto const left = q.qsize();
    BOOST_TEST(left >= 1u);
    BOOST_TEST(q.drain().size() == left);
}

// Handlers that are destroyed may use the queue, and start operations that are
// destroyed as well.
BOOST_AUTO_TEST_CASE(handlers_that_go_may_use_the_queue)
{
    struct user
    {
        explicit user(cq::Queue<int>& q) : queue(q) {}
        ~user()
        {
            queue.put(9);
        }
        cq::Queue<int>& queue;
    };
    cq::Queue<int> q;
    {
        asio::io_context io;
        for (int i = 0; i != 3; ++i)
        {
            q.async_get(asio::bind_executor(
                io, [u = std::make_shared<user>(q)](error_code, int) {}));
        }
    }
    BOOST_TEST(q.drain().size() == 3u);
}

// An operation ends with its context, whatever its executor is.
BOOST_AUTO_TEST_CASE(the_context_of_an_executor_of_the_networking_ts)
{
    cq::Queue<int> q;
    auto const alive = std::make_shared<int>(0);
    {
        asio::io_context io;
        q.async_get(asio::bind_executor(old_executor{&io},
                                        [alive](error_code, int) {}));
        io.poll();
    }
    BOOST_TEST(alive.use_count() == 1);
    q.put(1);
    BOOST_TEST(q.get_nowait() == 1);
}

BOOST_AUTO_TEST_CASE(an_executor_without_a_context)
{
    static_assert(!concur::detail::executor_with_context<plain_executor>);
    cq::Queue<int> q;
    std::promise<int> got;
    q.async_get(asio::bind_executor(
        plain_executor(), [&](error_code, int i) { got.set_value(i); }));
    q.put(1);
    BOOST_TEST(got.get_future().get() == 1);
}

// The operation is notified while its context is being destroyed. The strand
// has already ended, and destroys functions that are posted to it.
BOOST_AUTO_TEST_CASE(an_operation_is_notified_after_its_strand_has_ended)
{
    cq::Queue<int> q;
    auto const alive = std::make_shared<int>(0);
    {
        asio::io_context io;
        auto const handler = [alive](error_code, int) {};
        q.async_get(asio::bind_executor(io, handler));
        asio::make_service<last_word>(io).say = [&] {
            q.put(1);
            q.put(2);
        };
        q.async_get(asio::bind_executor(asio::make_strand(io), handler));
    }
    BOOST_TEST(alive.use_count() == 1);
    BOOST_TEST(q.get_many(3).size() == 2u);
}

// A signal may be destroyed before the operation.
BOOST_AUTO_TEST_CASE(a_signal_may_go_before_the_context)
{
    cq::Queue<int> q;
    auto const alive = std::make_shared<int>(0);
    {
        asio::io_context io;
        auto cancel = std::make_unique<asio::cancellation_signal>();
        q.async_get(asio::bind_cancellation_slot(
            cancel->slot(),
            asio::bind_executor(io, [alive](error_code, int) {})));
        cancel.reset();
    }
    BOOST_TEST(alive.use_count() == 1);
    q.put(1);
    BOOST_TEST(q.get_nowait() == 1);
}

// The context waits until another thread has posted to it.
BOOST_AUTO_TEST_CASE(a_context_waits_for_who_posts_to_it)
{
    cq::Queue<int> q;
    slow_post post;
    auto const alive = std::make_shared<int>(0);
    auto io = std::make_unique<asio::io_context>();
    q.async_get(asio::bind_executor(slow_executor{io.get(), &post},
                                    [alive](error_code, int) {}));
    support::test_thread putter([&] { q.put(1); });
    post.begun.wait();
    support::test_thread destroyer([&] { io.reset(); });
    BOOST_TEST(support::falls_asleep(destroyer));
    post.go.count_down();
    putter.join();
    destroyer.join();
    BOOST_TEST(alive.use_count() == 1);
    BOOST_TEST(q.get_nowait() == 1);
}

// The context also waits while another thread has notified one of its
// operations, but must first wake another waiter.
BOOST_AUTO_TEST_CASE(a_context_waits_for_threads_that_notify_its_operations)
{
    cq::Queue<int> q;
    slow_post post;
    auto const alive = std::make_shared<int>(0);
    asio::io_context slow;
    auto io = std::make_unique<asio::io_context>();
    int told = 0;
    q.async_get(asio::bind_executor(slow_executor{&slow, &post},
                                    [&](error_code, int) { ++told; }));
    q.async_get(asio::bind_executor(*io, [alive](error_code, int) {}));
    support::test_thread ender([&] { q.shutdown(); });
    post.begun.wait();
    support::test_thread destroyer([&] { io.reset(); });
    BOOST_TEST(support::falls_asleep(destroyer));
    post.go.count_down();
    ender.join();
    destroyer.join();
    BOOST_TEST(alive.use_count() == 1);
    slow.run();
    BOOST_TEST(told == 1);
}

// A queue has notified an async_select(), but must first wake another waiter.
// Meanwhile the operation completes or is destroyed.
BOOST_AUTO_TEST_CASE(a_select_may_end_before_a_queue_wakes_it)
{
    for (auto const completes : {true, false})
    {
        cq::Queue<int> a;
        cq::Queue<int> b;
        slow_post post;
        auto const alive = std::make_shared<int>(0);
        asio::io_context slow;
        auto io = std::make_unique<asio::io_context>();
        int aborted = 0;
        std::vector<std::size_t> got;
        b.async_get(asio::bind_executor(
            slow_executor{&slow, &post},
            [&](error_code e, int) { aborted += e == cq::errc::shut_down; }));
        cq::async_select(a, b,
                         asio::bind_executor(
                             *io, [&, alive](error_code e, auto const& item) {
                                 BOOST_TEST(!e);
                                 got.push_back(item.index());
                             }));
        support::test_thread ender([&] { b.shutdown(); });
        post.begun.wait();
        if (completes)
        {
            a.put(1);
            io->run();
        }
        io.reset();
        BOOST_TEST(alive.use_count() == 1);
        BOOST_TEST(got == std::vector<std::size_t>(completes ? 1 : 0, 0));
        post.go.count_down();
        ender.join();
        slow.run();
        BOOST_TEST(aborted == 1);
    }
}

// Services end in the reverse order of their creation. The service of strands,
// to which an operation may have posted, ends after that of operations.
BOOST_AUTO_TEST_CASE(strands_outlive_operations)
{
    using strands = asio::detail::strand_executor_service;
    cq::Queue<int> q;
    asio::io_context io;
    BOOST_TEST(!asio::has_service<strands>(io));
    q.async_get(asio::bind_executor(io, [](error_code, int) {}));
    BOOST_TEST(asio::has_service<strands>(io));
}

// A context is destroyed while another thread notifies its operations, again
// and again.
BOOST_AUTO_TEST_CASE(a_context_is_destroyed_while_its_operations_are_notified)
{
    cq::Queue<int> q;
    std::atomic<bool> done{false};
    std::atomic<int> got{0};
    std::atomic<int> put{0};
    thread_group putters(2, [&](int) {
        while (!done)
        {
            if (q.qsize() < 8)
            {
                ++put;
                q.put(1);
            }
            std::this_thread::yield();
        }
    });
    auto const alive = std::make_shared<int>(0);
    for (int round = 0; round != 700; ++round)
    {
        asio::io_context io;
        if (round % 2 == 0)
        {
            // The first service of a context ends last.
            q.async_get(asio::bind_executor(
                io, [&, alive](error_code e, int) { got += !e; }));
        }
        auto const strand = asio::make_strand(io);
        auto const handler = [&, alive](error_code e, int) { got += !e; };
        for (int i = 0; i != 6; ++i)
        {
            i % 2 == 0 ? q.async_get(asio::bind_executor(io, handler))
                       : q.async_get(asio::bind_executor(strand, handler));
        }
        round % 3 == 0 ? io.poll() : 0;
    }
    done = true;
    putters.join();
    BOOST_TEST(alive.use_count() == 1);
    BOOST_TEST(put == got + static_cast<int>(q.drain().size()));
    BOOST_TEST(q.empty());
}

// The same for room, and for the end of all tasks.
BOOST_AUTO_TEST_CASE(a_context_may_go_while_others_make_room)
{
    cq::Queue<int> q(1);
    std::atomic<bool> done{false};
    std::atomic<int> got{0};
    std::atomic<int> put{0};
    thread_group getters(2, [&](int) {
        for (;;)
        {
            try
            {
                q.get(true, 0.001);
                ++got;
                q.task_done();
            }
            catch (cq::Empty const&)
            {
                if (done)
                {
                    return;
                }
            }
        }
    });
    auto const alive = std::make_shared<int>(0);
    for (int round = 0; round != 500; ++round)
    {
        asio::io_context io;
        for (int i = 0; i != 4; ++i)
        {
            q.async_put(i, asio::bind_executor(
                               io, [&, alive](error_code e) { put += !e; }));
            q.async_join(asio::bind_executor(io, [alive](error_code, bool) {}));
        }
        round % 3 == 0 ? io.poll() : 0;
    }
    done = true;
    getters.join();
    BOOST_TEST(alive.use_count() == 1);
    BOOST_TEST(put == got);
    BOOST_TEST(q.join());
}

BOOST_AUTO_TEST_SUITE_END()
