// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Prints each line of a command with the time at which it came, and keeps the
// bytes in a file. Meanwhile, the thread does other work.

#include <concur/subprocess.hpp>
#include <concur/subprocess/async.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <string>

#include <unistd.h>

namespace asio = boost::asio;
namespace sp = concur::subprocess;
using namespace std::chrono_literals;

namespace {

// The expected output has no real times.
double shown(std::chrono::nanoseconds)
{
    return 0.125;
}

// tag::run[]
void print(sp::output_piece const& line)
{
    std::cout << std::fixed << std::setprecision(3) << shown(line.time)
              << (line.stream == sp::output_stream::stderr_ ? " ! " : "   ")
              << line.text << '\n';
}

asio::awaitable<int> build(std::string script)
{
    auto const executor = co_await asio::this_coro::executor;
    auto const done = co_await sp::async_run(
        executor, script, sp::shell, sp::text, sp::on_output = print,
        sp::tee = "nightly.log", asio::use_awaitable);
    co_return done.returncode;
}
// end::run[]

// Counts the turns of other work of the thread.
asio::awaitable<void> work(int& turns, bool const& done)
{
    asio::steady_timer timer(co_await asio::this_coro::executor);
    while (!done)
    {
        timer.expires_after(1ms);
        co_await timer.async_wait(asio::use_awaitable);
        ++turns;
    }
}

void rethrow(std::exception_ptr error)
{
    if (error)
    {
        std::rethrow_exception(error);
    }
}

} // namespace

int main()
{
    // Another build of this program may run at the same time.
    namespace fs = std::filesystem;
    auto const folder = fs::temp_directory_path() /
                        ("concur_live_" + std::to_string(::getpid()));
    fs::create_directory(folder);
    fs::current_path(folder);

    asio::io_context io;
    bool done = false;
    int turns = 0;
    asio::co_spawn(io, work(turns, done), rethrow);
    asio::co_spawn(
        io,
        build("echo compiling; sleep 0.5; echo 'a warning' >&2; sleep 0.5; "
              "echo linking >&2"),
        [&](std::exception_ptr error, int code) {
            done = true;
            rethrow(error);
            std::cout << "exit status " << code << '\n';
        });
    io.run();

    std::ostringstream log;
    log << std::ifstream("nightly.log").rdbuf();
    fs::current_path("/");
    fs::remove_all(folder);
    bool const whole = log.str() == "compiling\na warning\nlinking\n";
    std::cout << (whole ? "the log is complete\n" : "the log is wrong\n");
    std::cout << (turns > 10 ? "other work went on\n"
                             : "the thread was held\n");
}
