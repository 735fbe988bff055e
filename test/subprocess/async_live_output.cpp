// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/async.hpp>

#include "both_drivers.hpp"
#include "checks.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <exception>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace asio = boost::asio;
namespace sp = concur::subprocess;
using namespace support;

namespace {

struct refused : std::exception
{
};

// What the functions of a call received, and how the call ended.
struct delivered
{
    std::vector<std::string> own;
    std::vector<std::string> parts[2]; // of each output
    std::string end;
    std::string captured;
    int returncode = 0;

    bool operator==(delivered const&) const = default;
};

template<class Call>
delivered run_with(sp::options o, Call const& call)
{
    delivered d;
    bool const refuses = o.line_limit == 7;
    o.on_stdout = [&d, refuses](std::string_view text) {
        d.own.emplace_back(text);
        if (refuses && d.own.size() == 20)
        {
            throw refused();
        }
    };
    o.on_output = [&d](sp::output_piece const& p) {
        d.parts[static_cast<int>(p.stream) - 1].push_back(
            std::string(p.text) + (p.partial ? "..." : ""));
    };
    try
    {
        sp::CompletedProcess const done = call(o);
        d.captured = done.stdout_.value_or("absent");
        d.returncode = done.returncode;
    }
    catch (std::exception const& e)
    {
        d.end = e.what();
    }
    return d;
}

} // namespace

BOOST_AUTO_TEST_SUITE(async_live_output,
                      *boost::unit_test::fixture<leaves_no_trace>())

// Lines do not depend on how the output was divided by reads, so they are the
// same each time.
BOOST_AUTO_TEST_CASE(both_drivers_deliver_the_same)
{
    std::string many;
    for (int n = 0; n != 1000; ++n)
    {
        many += std::to_string(n) + "\n";
    }
    struct
    {
        char const* name;
        std::vector<std::string> command;
        std::function<void(sp::options&)> change;
    } const cases[] = {
        {"lines", child({"out:one\\r\\ntwo\\n\\nlast", "err:e\\nf", "exit:3"}),
         [](auto&) {}},
        {"nothing", child({}), [](auto&) {}},
        {"characters",
         child({"out:a\\xc3", "err:x", "out:\\xa9\\r", "out:\\nb"}),
         [](auto&) {}},
        {"beside a captured output", child({"out:one\\ntwo\\n", "err:e"}),
         [](auto& o) { o.capture_output = true; }},
        {"a long line", child({"outn:3000000", "out:\\nlast"}),
         [](auto& o) { o.line_limit = 1000; }},
        {"many lines", child({"cat"}), [&](auto& o) { o.input = many; }},
        {"wrong bytes", child({"out:one\\n\\xff"}), [](auto&) {}},
        {"replaced bytes", child({"out:one\\n\\xfftwo\\xc3"}),
         [](auto& o) { o.errors = "replace"; }},
        {"a failed check", child({"out:one\\n", "exit:3"}),
         [](auto& o) { o.check = true; }},
        {"an exception", child({"cat", "forever"}),
         [&](auto& o) {
             o.input = many;
             o.line_limit = 7;
         }},
        {"merged", child({"out:one\\n", "err:two\\n"}),
         [](auto& o) { o.stderr_ = sp::STDOUT; }},
        {"no pipe", child({"out:one\\n"}),
         [](auto& o) { o.stdout_ = sp::DEVNULL; }},
    };
    for (auto const& c : cases)
    {
        sp::options o;
        o.text = true;
        c.change(o);
        auto const blocking = run_with(
            o, [&](sp::options const& all) { return sp::run(c.command, all); });
        auto const async = run_with(o, [&](sp::options const& all) {
            return run_asynchronously(c.command, all);
        });
        BOOST_TEST((blocking == async), c.name);
        BOOST_TEST(no_children());
    }
}

BOOST_AUTO_TEST_CASE(the_functions_run_on_the_executor_of_the_handler)
{
    asio::thread_pool pool(1);
    std::thread::id worker;
    asio::post(pool, [&] { worker = std::this_thread::get_id(); });
    int lines = 0;
    sp::options o;
    o.text = true;
    o.on_stdout = [&](std::string_view) {
        BOOST_TEST((std::this_thread::get_id() == worker));
        ++lines;
    };
    auto const command = child({"out:one\\ntwo\\n"});
    sp::async_call(
        pool.get_executor(), command, o,
        [&](std::exception_ptr e, int code) { BOOST_TEST((!e && code == 0)); });
    pool.wait();
    // use_future has an executor of its own.
    asio::io_context io;
    auto future = sp::async_call(
        io.get_executor(), command, o,
        asio::bind_executor(io.get_executor(), asio::use_future));
    worker = std::this_thread::get_id();
    io.run();
    BOOST_TEST(future.get() == 0);
    BOOST_TEST(lines == 4);
}

// While a child writes without end, other handlers of the executor run.
BOOST_AUTO_TEST_CASE(a_fast_child_does_not_hold_the_loop)
{
    asio::io_context io;
    int others = 0;
    std::function<void()> other = [&] {
        ++others;
        asio::post(io, other);
    };
    asio::post(io, other);
    std::exception_ptr error;
    sp::async_run(
        io.get_executor(), {"yes"}, sp::text,
        sp::on_stdout =
            [&](std::string_view) {
                if (others >= 100)
                {
                    throw refused();
                }
            },
        [&](std::exception_ptr e, auto const&) { error = e; });
    while (!error)
    {
        io.run_one();
    }
    BOOST_CHECK_THROW(std::rethrow_exception(error), refused);
}

BOOST_AUTO_TEST_SUITE_END()
