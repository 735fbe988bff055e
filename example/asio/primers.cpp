// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Five lines for what is new to a reader: of C++, of Asio, or of Python.

#include <concur/contextvars.hpp>
#include <concur/queue.hpp>
#include <concur/subprocess.hpp>
#include <concur/subprocess/async.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/core/lightweight_test.hpp>

#include <exception>
#include <iostream>
#include <string>
#include <thread>

namespace asio = boost::asio;
namespace contextvars = concur::contextvars;
namespace queue = concur::queue;
namespace sp = concur::subprocess;

namespace {

void optional()
{
    // tag::optional[]
    auto done = sp::run({"echo", "hello"}); // not captured
    if (!done.stdout_)                      // if done.stdout is None:
    {
        std::cout << "None\n";
    }
    done = sp::run({"echo", "hello"}, sp::capture_output = true);
    std::cout << *done.stdout_; // the value: "hello\n"
    // end::optional[]
}

void executor()
{
    // tag::executor[]
    asio::io_context loop;
    auto executor = loop.get_executor();
    sp::async_call(executor, sp::command("true"), asio::detached);
    std::cout << "started\n";
    loop.run(); // this thread runs the handlers; it returns when none is left
    // end::executor[]
}

// tag::awaitable[]
asio::awaitable<void> wait_for_it(asio::any_io_executor executor)
{
    int status = co_await sp::async_call(executor, sp::command("true"),
                                         asio::use_awaitable);
    std::cout << "coroutine: " << status << '\n';
}
// end::awaitable[]

void token()
{
    // tag::token[]
    asio::io_context loop;
    auto executor = loop.get_executor();

    // A function is called with the result.
    sp::async_call(executor, sp::command("true"),
                   [](std::exception_ptr error, int status) {
                       std::cout << "handler: " << status << (error ? "!" : "")
                                 << '\n';
                   });
    loop.run();
    loop.restart();

    // use_future makes a std::future, for which a thread can wait.
    auto future =
        sp::async_call(executor, sp::command("true"), asio::use_future);
    loop.run();
    loop.restart();
    std::cout << "future: " << future.get() << '\n';

    // use_awaitable makes what a coroutine can wait for.
    asio::co_spawn(loop, wait_for_it(executor), asio::detached);
    loop.run();
    // end::token[]
}

void pipe()
{
    // tag::pipe[]
    sp::Popen p({"tr", "a-z", "A-Z"}, sp::stdin_ = sp::PIPE,
                sp::stdout_ = sp::PIPE, sp::text = true);
    p.stdin_().write("a pipe\n"); // into the pipe that the child reads
    p.stdin_().close();           // the child reads the end of its input
    std::cout << p.stdout_().read();
    // end::pipe[]
}

void with()
{
    // tag::with[]
    // with Popen(["echo", "in a block"]) as p:
    //     ...
    {
        sp::Popen p({"echo", "in a block"});
        // ...
    } // here the destructor closes the streams and waits for the child
    std::cout << "after the block\n";
    // end::with[]
}

void task_done()
{
    // tag::task_done[]
    queue::Queue<std::string> jobs;
    std::jthread worker([&jobs] {
        std::string job = jobs.get(); // the queue is empty from here on,
        std::cout << job << '\n';     // and the work is not done yet
        jobs.task_done();             // now it is
    });
    jobs.put("a job");
    jobs.join(); // waits for task_done(), not for an empty queue
    std::cout << "done\n";
    // end::task_done[]
}

// tag::context[]
contextvars::ContextVar<int> const depth("depth", 0);

void context()
{
    depth.set(1);
    contextvars::Context copy = contextvars::copy_context();
    copy.run([] { depth.set(2); }); // changes the copy
    std::cout << depth.get() << ' ' << copy[depth] << '\n';
}
// end::context[]

} // namespace

int main()
{
    std::cout << std::unitbuf; // children write to the same output
    optional();
    executor();
    token();
    pipe();
    with();
    task_done();
    context();
    return boost::report_errors();
}
