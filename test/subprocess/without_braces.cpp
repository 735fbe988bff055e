// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// g++ 12 refuses a braced list within a co_await expression. The forms without
// braces compile there.

#include <concur/subprocess/command.hpp>

#include <concur/subprocess/environment.hpp>
#include <concur/subprocess/keywords.hpp>

#include <boost/test/unit_test.hpp>

#include <coroutine>
#include <exception>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace sp = concur::subprocess;
using strings = std::vector<std::string>;

namespace {

// A coroutine that ends before its function returns.
struct task
{
    struct promise_type
    {
        task get_return_object() const noexcept
        {
            return {};
        }

        std::suspend_never initial_suspend() const noexcept
        {
            return {};
        }

        std::suspend_never final_suspend() const noexcept
        {
            return {};
        }

        void return_void() const noexcept {}

        [[noreturn]] void unhandled_exception() const noexcept
        {
            std::terminate();
        }
    };
};

// An operation that owns its arguments. Its result is the text of all of them.
class operation
{
public:
    operation(sp::command args, sp::argument<&sp::options::env> env)
        : args_(std::move(args)), env_(std::move(env))
    {
    }

    bool await_ready() const noexcept
    {
        return true;
    }

    void await_suspend(std::coroutine_handle<>) const noexcept {}

    std::string await_resume() const
    {
        auto text = args_.repr();
        for (auto const& entry : env_.value->entries())
        {
            text += ' ' + entry;
        }
        return text;
    }

private:
    sp::command args_;
    sp::argument<&sp::options::env> env_;
};

task await_all(strings& results)
{
    std::filesystem::path const path("a/b");
    results.push_back(co_await operation(
        sp::command("git", "status", path),
        sp::env = sp::variables("A", "1", "B", std::string(40, 'b'))));
    results.push_back(
        co_await operation("ls", sp::env = sp::variables("A", path)));
    results.push_back(co_await operation(
        sp::command(std::string(40, 'x'), "y"),
        sp::env = sp::environment().set("A", "1").set("B", "2")));
}

} // namespace

BOOST_AUTO_TEST_SUITE(without_braces)

BOOST_AUTO_TEST_CASE(within_a_co_await_expression)
{
    strings results;
    await_all(results);
    BOOST_TEST(
        results ==
            (strings{"['git', 'status', 'a/b'] A=1 B=" + std::string(40, 'b'),
                     "'ls' A=a/b",
                     "['" + std::string(40, 'x') + "', 'y'] A=1 B=2"}),
        boost::test_tools::per_element());
}

// These compile everywhere.
BOOST_AUTO_TEST_CASE(braces_elsewhere)
{
    sp::options o;
    o.env = {{"A", "1"}};
    BOOST_TEST(o.env->entries() == strings{"A=1"});
    o.env = {{"A", "1"}, {"B", "2"}};
    BOOST_TEST(o.env->entries() == (strings{"A=1", "B=2"}));
    sp::environment const one{{"A", "1"}};
    BOOST_TEST(one.entries() == strings{"A=1"});
    sp::command const list{"a", "b"};
    BOOST_TEST((list == sp::command("a", "b")));
}

BOOST_AUTO_TEST_SUITE_END()
