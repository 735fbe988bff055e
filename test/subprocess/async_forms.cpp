// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/async.hpp>

#include "checks.hpp"

#include <concur/subprocess/keywords.hpp>
#include <concur/subprocess/launcher.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/system/error_code.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

// Every way to write an asynchronous call, in coroutines, each as one co_await
// expression. None has a braced list: g++ 12 does not compile one there. With
// Boost 1.81 none can await `deferred`.

namespace asio = boost::asio;
namespace sp = concur::subprocess;
using namespace std::chrono_literals;
using asio::use_awaitable;
using support::child;
using support::leaves_no_trace;

namespace {

constexpr auto as_tuple = asio::as_tuple(use_awaitable);

struct bulk : sp::default_policy
{
    using bytes = sp::bytes;
};

// An initializer of Boost.Process: the child starts in the root directory.
struct starts_in_root
{
    template<class Launcher, class Argv>
    boost::system::error_code
    on_exec_setup(Launcher&, boost::process::v2::filesystem::path const&, Argv&)
    {
        return {::chdir("/"), boost::system::generic_category()};
    }
};

/// Run a coroutine to its end.
template<class Make>
void finish(Make const& make)
{
    asio::io_context io;
    auto result = asio::co_spawn(io, make(), asio::use_future);
    io.run();
    result.get();
}

asio::awaitable<void> commands()
{
    auto const ex = co_await asio::this_coro::executor;
    auto const own = child();
    std::string const word = "exit:3";
    std::vector<std::string> const words{own, word};
    sp::command const named{own, word};
    BOOST_TEST(co_await sp::async_call(ex, sp::command(own, "exit:3")) == 3);
    BOOST_TEST(co_await sp::async_call(ex, sp::command(own, word)) == 3);
    BOOST_TEST(co_await sp::async_call(ex, words) == 3);
    BOOST_TEST(co_await sp::async_call(ex, named) == 3);
    BOOST_TEST(co_await sp::async_call(ex, std::filesystem::path("true")) == 0);
    BOOST_TEST(co_await sp::async_call(ex, "true") == 0);
    BOOST_TEST(co_await sp::async_call(ex, std::string("true")) == 0);
    BOOST_TEST(co_await sp::async_call(ex, std::string_view("true")) == 0);
    BOOST_TEST(co_await sp::async_call(ex, "exit 4", sp::shell) == 4);
    // A call that is made first may have braced lists.
    auto later = sp::async_run(ex, {own, "getenv:A"}, sp::capture_output,
                               sp::env = {{"A", "2"}}, use_awaitable);
    BOOST_TEST((co_await std::move(later)).stdout_.value() == "2");
}

asio::awaitable<void> functions()
{
    auto const ex = co_await asio::this_coro::executor;
    auto const out = child({"out:a"});
    sp::CompletedProcess done =
        co_await sp::async_run(ex, out, sp::stdout_ = sp::PIPE);
    BOOST_TEST(done.stdout_.value() == "a");
    done =
        co_await sp::async_run(ex, out, sp::stdout_ = sp::PIPE, use_awaitable);
    BOOST_TEST(done.stdout_.value() == "a");
    auto const quiet = child({});
    BOOST_TEST(co_await sp::async_call(ex, quiet) == 0);
    BOOST_TEST(co_await sp::async_call(ex, quiet, use_awaitable) == 0);
    BOOST_TEST(co_await sp::async_check_call(ex, quiet) == 0);
    BOOST_TEST(co_await sp::async_check_call(ex, quiet, use_awaitable) == 0);
    BOOST_TEST(co_await sp::async_check_output(ex, out) == "a");
    BOOST_TEST(co_await sp::async_check_output(ex, out, use_awaitable) == "a");
}

asio::awaitable<void> policies()
{
    auto const ex = co_await asio::this_coro::executor;
    auto const out = child({"out:a"});
    auto const whole = [](sp::bytes const& b) {
        return std::string(std::string_view(b));
    };
    auto const done = co_await sp::async_run<bulk>(ex, out, sp::capture_output);
    BOOST_TEST(whole(done.stdout_.value()) == "a");
    auto const same = co_await sp::async_run<bulk>(ex, out, sp::capture_output,
                                                   use_awaitable);
    BOOST_TEST(whole(same.stdout_.value()) == "a");
    BOOST_TEST(whole(co_await sp::async_check_output<bulk>(ex, out)) == "a");
    BOOST_TEST(whole(co_await sp::async_check_output<bulk>(
                   ex, out, use_awaitable)) == "a");
    auto const quiet = child({});
    BOOST_TEST(co_await sp::async_call<bulk>(ex, quiet) == 0);
    BOOST_TEST(co_await sp::async_check_call<bulk>(ex, quiet) == 0);
}

asio::awaitable<void> keywords()
{
    auto const ex = co_await asio::this_coro::executor;
    auto const own = child();
    BOOST_TEST(co_await sp::async_check_output(ex, sp::command(own, "upper"),
                                               sp::input = "abc") == "ABC");
    BOOST_TEST(co_await sp::async_check_output(
                   ex, sp::command(own, "getenv:A"),
                   sp::env = sp::variables("A", "1", "B", "2")) == "1");
    BOOST_TEST(co_await sp::async_check_output(
                   ex, sp::command(own, "cwd"), sp::cwd = "/", sp::text,
                   sp::timeout = 60s, sp::stderr_ = sp::STDOUT,
                   sp::encoding = "utf-8", use_awaitable) == "/\n");
    auto const done = co_await sp::async_run(
        ex, sp::command(own, "out:a", "err:b"), sp::capture_output = true,
        sp::text = true, sp::timeout = 60, sp::check = true);
    BOOST_TEST(done.stdout_.value() + done.stderr_.value() == "ab");
    sp::options o;
    o.capture_output = true;
    o.env = sp::variables("A", "1");
    auto const words = child({"getenv:A"});
    BOOST_TEST((co_await sp::async_run(ex, words, o)).stdout_.value() == "1");
    BOOST_TEST(
        (co_await sp::async_run(ex, words, o, use_awaitable)).stdout_.value() ==
        "1");
    BOOST_TEST((co_await sp::async_run(ex, words, o, sp::timeout = 60s))
                   .stdout_.value() == "1");
    auto const where = child({"cwd"});
    BOOST_TEST(co_await sp::async_check_output(ex, where, starts_in_root()) ==
               "/\n");
    BOOST_TEST(co_await sp::async_check_output(ex, where, starts_in_root(),
                                               sp::timeout = 60s,
                                               use_awaitable) == "/\n");
}

asio::awaitable<void> tokens()
{
    auto const ex = co_await asio::this_coro::executor;
    auto const own = child();
    auto [error, failed] =
        co_await sp::async_run(ex, sp::command(own, "out:c", "exit:5"),
                               sp::stdout_ = sp::PIPE, as_tuple);
    BOOST_TEST(!error);
    BOOST_TEST(failed.returncode == 5);
    auto [wrong, none] = co_await sp::async_check_output(
        ex, sp::command(own, "exit:5"), as_tuple);
    BOOST_TEST((wrong != nullptr));
    BOOST_TEST(none == "");
    auto [code_error, code] =
        co_await sp::async_call(ex, sp::command(own, "exit:6"), as_tuple);
    BOOST_TEST(!code_error);
    BOOST_TEST(code == 6);
    BOOST_TEST(
        co_await sp::async_call(ex, sp::command(own, "exit:6"),
                                asio::bind_executor(ex, use_awaitable)) == 6);
}

} // namespace

BOOST_AUTO_TEST_SUITE(async_forms,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(of_commands)
{
    finish(commands);
}

BOOST_AUTO_TEST_CASE(of_functions)
{
    finish(functions);
}

BOOST_AUTO_TEST_CASE(of_policies)
{
    finish(policies);
}

BOOST_AUTO_TEST_CASE(of_keywords)
{
    finish(keywords);
}

BOOST_AUTO_TEST_CASE(of_tokens)
{
    finish(tokens);
}

BOOST_AUTO_TEST_SUITE_END()
