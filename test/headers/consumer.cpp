// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A program that is compiled with all warnings that a user may have enabled,
// see
// ./Jamfile. It is not run; its calls instantiate the templates.

#include <concur/contextvars.hpp>
#include <concur/queue.hpp>
#include <concur/sched.hpp>
#include <concur/shlex.hpp>
#include <concur/shutil.hpp>
#include <concur/subprocess.hpp>
#include <concur/subprocess/async.hpp>
#include <concur/subprocess/async_pipeline.hpp>
#include <concur/thread.hpp>
#include <concur/version.hpp>

#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>

namespace contextvars = concur::contextvars;
namespace queue = concur::queue;
namespace sched = concur::sched;
namespace sp = concur::subprocess;
namespace thread = concur::thread;
using namespace std::chrono_literals;

namespace {

template<class Queue>
void use(Queue& q)
{
    q.put(1, true, 0.5);
    q.put_nowait(2);
    q.get(queue::timeout = 1s);
    q.get(false);
    q.get_many(3, 1ms);
    q.async_get(boost::asio::detached);
    queue::select(1s, q);
    queue::async_select(q, q, boost::asio::detached);
}

template<class Time, class Delay>
void use(sched::simulated_policy<Time> policy, Delay delay)
{
    sched::scheduler<sched::simulated_policy<Time>> s(policy);
    s.enter(delay, 1, [] {});
    auto const event = s.enter_every(
        delay, sched::late_runs::skipped, 1, [](int) {}, 5);
    s.cancel(event);
    s.run(false);
    s.run();
    s.async_run(boost::asio::detached);
}

template<class Duration>
void use(thread::LockType& lock)
{
    lock.acquire(true, Duration(1));
    lock.try_lock_for(Duration(1));
    lock.try_lock_until(
        std::chrono::time_point<std::chrono::system_clock, Duration>());
}

void changes(int& n)
{
    ++n;
}

} // namespace

int main()
{
    queue::Queue<int> fifo(3);
    queue::LifoQueue<int> lifo;
    queue::PriorityQueue<int> lowest;
    queue::SimpleQueue<int> simple;
    use(fifo);
    use(lifo);
    use(lowest);
    use(simple);
    fifo.async_put(1, boost::asio::detached);
    int item = 1;
    fifo.async_put(std::ref(item), boost::asio::detached);
    queue::task(fifo).done();

    use(sched::simulated_policy<double>(), 1.5);
    use(sched::simulated_policy<float>(), 5ms);
    use(sched::simulated_policy<short>(), 1);
    use(sched::simulated_policy<unsigned>(), 1U);
    use(sched::simulated_policy<std::int64_t>(), 1);
    use(sched::simulated_policy<std::chrono::nanoseconds>(), 1h);
    sched::scheduler<> seconds;
    seconds.enter(1min, 1, [] {});

    thread::LockType lock;
    use<std::chrono::duration<signed char, std::ratio<1, 256>>>(lock);
    use<std::chrono::duration<std::uint64_t, std::nano>>(lock);
    use<std::chrono::duration<double>>(lock);
    use<std::chrono::hours>(lock);
    int n = 0;
    thread::start_new_thread(changes, std::ref(n));
    thread::start_joinable_thread(changes, std::ref(n)).join();

    contextvars::ContextVar<int> var("var", 1);
    {
        contextvars::scoped_token token = var.set(2);
        contextvars::copy_context().run([&] { return var.get(); });
        static_cast<void>(token.token().var().get());
    }

    auto const done =
        sp::run({"true"}, sp::capture_output = true, sp::text = true,
                sp::timeout = 5s, sp::check = true);
    sp::Popen child({"cat"}, sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE);
    child.communicate("text", 1s);
    boost::asio::io_context io;
    auto const executor = io.get_executor();
    sp::async_run(executor, {"true"}, sp::timeout = 5s, boost::asio::detached);
    sp::async_call(executor, "exit 3", sp::shell, boost::asio::detached);
    sp::async_check_call(executor, {"true"}, boost::asio::detached);
    sp::async_check_output(executor, {"true"}, boost::asio::detached);
    sp::command const part("cat");
    sp::run_pipeline({{"true"}, {"cat"}}, sp::check).check_returncode();
    sp::async_run_pipeline(executor, part | sp::stage(part, sp::ok_codes = {1}),
                           sp::check, boost::asio::detached);
    return sp::call("exit 3", sp::shell = true);
}
