// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What asyncio does, with concur and Asio.

#include <concur/contextvars.hpp>
#include <concur/queue.hpp>
#include <concur/subprocess.hpp>
#include <concur/subprocess/async.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <chrono>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;
namespace cv = concur::contextvars;
namespace queue = concur::queue;
namespace sp = concur::subprocess;
using namespace asio::experimental::awaitable_operators;
using namespace std::chrono_literals;

namespace {

// tag::exec[]
asio::awaitable<void> exec()
{
    auto const ex = co_await asio::this_coro::executor;

    // proc = await asyncio.create_subprocess_exec(
    //     "tr", "a-z", "A-Z", stdin=PIPE, stdout=PIPE)
    // out, err = await proc.communicate(b"hello\n")
    auto done =
        co_await sp::async_run(ex, sp::command("tr", "a-z", "A-Z"),
                               sp::input = "hello\n", sp::stdout_ = sp::PIPE);
    std::cout << *done.stdout_ << done.returncode << '\n';

    // proc = await asyncio.create_subprocess_shell("exit 3")
    // code = await proc.wait()
    int const code = co_await sp::async_call(ex, "exit 3", sp::shell);
    std::cout << code << '\n';
}
// end::exec[]

// tag::wait_for[]
asio::awaitable<void> wait_for()
{
    auto const ex = co_await asio::this_coro::executor;

    // try:
    //     out, err = await asyncio.wait_for(proc.communicate(), 3)
    // except asyncio.TimeoutError:
    //     proc.kill()
    //     await proc.wait()   # what was read is lost
    try
    {
        co_await sp::async_run(ex, "echo first; exec sleep 60", sp::shell,
                               sp::capture_output, sp::timeout = 3s);
    }
    catch (sp::TimeoutExpired const& e)
    {
        std::cout << *e.output; // the child was killed and reaped
    }
}
// end::wait_for[]

// tag::gather[]
asio::awaitable<void> gather()
{
    auto const ex = co_await asio::this_coro::executor;

    // a, b = await asyncio.gather(output("echo", "a"), output("echo", "b"))
    auto [a, b] =
        co_await (sp::async_check_output(ex, sp::command("echo", "a")) &&
                  sp::async_check_output(ex, sp::command("echo", "b")));
    std::cout << a << b;
}
// end::gather[]

// tag::task_group[]
asio::awaitable<void> show(std::string text)
{
    auto const ex = co_await asio::this_coro::executor;
    std::cout << co_await sp::async_check_output(ex, sp::command("echo", text));
}

asio::awaitable<void> task_group()
{
    // async with asyncio.TaskGroup() as group:
    //     for text in ["x", "x"]:
    //         group.create_task(show(text))
    auto create_task = [](std::string text) {
        return cv::spawn(show(std::move(text)), asio::deferred);
    };
    std::vector<decltype(create_task(""))> group;
    for (auto const* text : {"x", "x"})
    {
        group.push_back(create_task(text));
    }
    auto [order, errors] =
        co_await asio::experimental::make_parallel_group(std::move(group))
            .async_wait(asio::experimental::wait_for_one_error(),
                        asio::use_awaitable);
    std::cout << errors.size() << " tasks\n";
}
// end::task_group[]

// tag::queue[]
asio::awaitable<void> worker(queue::Queue<int>& q)
{
    for (;;) // while True:
    {
        // item = await q.get()
        auto [error, item] =
            co_await q.async_get(asio::as_tuple(asio::use_awaitable));
        if (error) // asyncio.QueueShutDown
        {
            co_return;
        }
        std::cout << item << '\n';
        q.task_done();
    }
}

asio::awaitable<void> queues()
{
    queue::Queue<int> q(queue::maxsize = 2); // q = asyncio.Queue(maxsize=2)

    // task = asyncio.create_task(worker(q))
    auto task = cv::spawn(worker(q), asio::use_future);

    for (int i = 0; i != 4; ++i)
    {
        co_await q.async_put(i, asio::use_awaitable); // await q.put(i)
    }
    co_await q.async_join(asio::use_awaitable); // await q.join()
    q.shutdown();
}
// end::queue[]

// tag::semaphore[]
// A queue with a bound is a semaphore: an item is a permit in use.
asio::awaitable<void> limited(queue::Queue<int>& semaphore)
{
    // async with semaphore:   # semaphore = asyncio.Semaphore(2)
    //     await asyncio.sleep(0.001)
    co_await semaphore.async_put(1, asio::use_awaitable);
    asio::steady_timer timer(co_await asio::this_coro::executor, 1ms);
    co_await timer.async_wait(asio::use_awaitable);
    semaphore.get_nowait();
}
// end::semaphore[]

// tag::to_thread[]
int slow_sum(int a, int b)
{
    return a + b; // this may block
}

asio::awaitable<void> to_thread(asio::thread_pool& pool)
{
    // total = await asyncio.to_thread(slow_sum, 1, 2)
    int const total = co_await cv::spawn(
        pool, []() -> asio::awaitable<int> { co_return slow_sum(1, 2); },
        asio::use_awaitable);
    std::cout << total << '\n';
}
// end::to_thread[]

asio::awaitable<void> semaphores()
{
    queue::Queue<int> semaphore(2);
    co_await (limited(semaphore) && limited(semaphore) && limited(semaphore));
    std::cout << semaphore.qsize() << " in use\n";
}

asio::awaitable<void> everything()
{
    asio::thread_pool pool(1);
    co_await exec();
    co_await wait_for();
    co_await gather();
    co_await task_group();
    co_await queues();
    co_await semaphores();
    co_await to_thread(pool);
}

} // namespace

int main()
{
    // tag::main[]
    // asyncio.run(everything())
    asio::io_context loop;
    auto result = cv::spawn(loop, everything(), asio::use_future);
    loop.run();
    result.get(); // throws the exception of the coroutine
    // end::main[]
}
