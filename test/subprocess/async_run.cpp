// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/async.hpp>

#include "checks.hpp"

#include <concur/subprocess/keywords.hpp>
#include <concur/subprocess/run.hpp>

#include <support/reaped_later.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <exception>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <ostream>
#include <stop_token>
#include <string>
#include <typeinfo>
#include <vector>

namespace asio = boost::asio;
namespace sp = concur::subprocess;
using support::child;
using support::leaves_no_trace;
using support::no_children;
using support::reaped_later;

namespace {

/// The end of a call, for a comparison: the result, or the exception with its
/// type and text.
struct outcome
{
    friend std::ostream& operator<<(std::ostream& s, outcome const& o)
    {
        auto const text = [](std::optional<std::string> const& t) {
            return t ? std::to_string(t->size()) + ' ' + t->substr(0, 50)
                     : "absent";
        };
        return s << o.returncode << " | " << text(o.out) << " | " << text(o.err)
                 << " | " << o.error << " | " << text(o.error_output);
    }

    bool operator==(outcome const&) const = default;

    int returncode = 0;
    std::optional<std::string> out = std::nullopt;
    std::optional<std::string> err = std::nullopt;
    std::string error = {};
    std::optional<std::string> error_output = std::nullopt;
};

std::optional<std::string> copied(concur::subprocess::captured_output const& o)
{
    return o ? std::optional(std::string(*o)) : std::nullopt;
}

template<class Call>
outcome outcome_of(Call const& call)
{
    try
    {
        sp::CompletedProcess const done = call();
        return {done.returncode, done.stdout_, done.stderr_};
    }
    catch (sp::TimeoutExpired const& e)
    {
        return {.error = std::string("timeout ") + e.what(),
                .error_output = copied(e.output)};
    }
    catch (sp::CalledProcessError const& e)
    {
        return {.returncode = e.returncode,
                .error = std::string("status ") + e.what(),
                .error_output = copied(e.output)};
    }
    catch (std::exception const& e)
    {
        return {.error = typeid(e).name() + std::string(" ") + e.what()};
    }
}

/// A call of async_run() with options that are chosen at run time.
auto run_on(asio::io_context& io, sp::command c, sp::options o)
{
    return sp::async_run(io.get_executor(), std::move(c), std::move(o),
                         asio::use_future);
}

outcome async_outcome(sp::command const& c, sp::options const& o)
{
    asio::io_context io;
    auto future = run_on(io, c, o);
    io.run();
    return outcome_of([&] { return future.get(); });
}

bool aborted(std::exception_ptr const& e)
{
    try
    {
        std::rethrow_exception(e);
    }
    catch (boost::system::system_error const& error)
    {
        return error.code() == asio::error::operation_aborted;
    }
    catch (...)
    {
        return false;
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(async_run, *boost::unit_test::fixture<leaves_no_trace>())

// Both drivers perform the same machine: each call has the same end.
BOOST_AUTO_TEST_CASE(ends_as_run_does)
{
    using change = std::function<void(sp::options&)>;
    auto const captured = [](sp::options& o) { o.capture_output = true; };
    auto const text = [](sp::options& o) {
        o.capture_output = true;
        o.text = true;
    };
    auto const feeds = [](std::string const& input) {
        return [input](sp::options& o) {
            o.input = input;
            o.stdout_ = sp::PIPE;
        };
    };
    std::string const much(3'000'000, 'x');
    struct
    {
        sp::command args;
        change set;
    } const cases[] = {
        {child({}), [](auto&) {}},
        {child({"exit:3"}), [](auto&) {}},
        {child({"raise:9"}), [](auto&) {}},
        {child({"out:a\\nb", "err:c", "exit:1"}), captured},
        {child({"out:a\\r\\nb", "err:\\xc3\\xa9"}), text},
        {child({"out:\\xff"}), text},
        {child({"out:\\xff"}),
         [&](auto& o) {
             captured(o);
             o.errors = "replace";
         }},
        {child({"out:a\\r\\nb\\rc\\n"}), text},
        {child({"out:\\xff"}),
         [&](auto& o) {
             captured(o);
             o.encoding = "ascii";
             o.errors = "backslashreplace";
         }},
        {child({"out:\\xe9"}),
         [&](auto& o) {
             captured(o);
             o.encoding = "latin-1";
         }},
        {child({"out:a", "err:\\xff", "exit:1"}),
         [&](auto& o) {
             text(o);
             o.check = true;
         }},
        {child({"upper"}), feeds("abc")},
        {child({"upper"}), feeds("")},
        {child({"cat"}),
         [&](auto& o) {
             feeds("a\n\xc3\xa9")(o);
             o.encoding = "utf-16";
         }},
        {child({"cat"}),
         [&](auto& o) {
             feeds("\xff")(o);
             o.text = true;
         }},
        {child({"cat"}),
         [&](auto& o) {
             feeds(much)(o);
             o.pipesize = 4096;
             o.bufsize = 1;
         }},
        {child({"blocks:20:5000:0", "close:1", "close:2", "exit:3"}), captured},
        {child({"grandchild:0.1", "out:a"}), captured},
        {child({"cat"}), feeds(much)},
        {child({"close:0", "out:x"}), feeds(much)},
        {child({"outn:3000000", "errn:2000000"}), captured},
        {child({"outn:3000000"}), text},
        {child({"out:a", "err:b"}),
         [](auto& o) {
             o.stdout_ = sp::PIPE;
             o.stderr_ = sp::STDOUT;
         }},
        {child({"out:a"}), [](auto& o) { o.stdout_ = sp::DEVNULL; }},
        {child({"out:said", "exit:2"}),
         [&](auto& o) {
             captured(o);
             o.check = true;
         }},
        {child({"exit:2"}), [](auto& o) { o.check = true; }},
        {child({"sleep:0"}), [](auto& o) { o.timeout = 60; }},
        {child({"forever"}), [](auto& o) { o.timeout = 0.05; }},
        {child({"forever"}),
         [&](auto& o) {
             captured(o);
             o.timeout = 0.05;
         }},
        {child({"forever"}),
         [&](auto& o) {
             o.input = much;
             o.timeout = 0.05;
         }},
        {{"/nonexistent/program"}, [](auto&) {}},
        {child({}), [](auto& o) { o.cwd = "/nonexistent"; }},
        {child({}),
         [&](auto& o) {
             captured(o);
             o.stdout_ = sp::PIPE;
         }},
        {child({}),
         [&](auto& o) {
             captured(o);
             o.encoding = "nosuch";
         }},
        {"exit 4", [](auto& o) { o.shell = true; }},
    };
    for (auto const& c : cases)
    {
        sp::options o;
        c.set(o);
        auto const expected = outcome_of([&] { return sp::run(c.args, o); });
        BOOST_TEST(async_outcome(c.args, o) == expected);
        BOOST_TEST(no_children());
    }
}

// After a timeout, the errors of both drivers have the same output.
BOOST_AUTO_TEST_CASE(partial_output_as_of_run)
{
    for (bool const text : {false, true})
    {
        sp::options o;
        o.capture_output = true;
        o.text = text;
        auto const words = child({"out:a\\r\\n\\xc3", "err:b", "forever"});
        auto const errors = [&](auto const& start) {
            auto const e = support::expect_timeout(
                [&](double seconds) {
                    o.timeout = seconds;
                    start();
                },
                [](auto const& e) { return e.output && e.stderr_; });
            return std::string(*e.output) + '|' + std::string(*e.stderr_);
        };
        auto const expected = errors([&] { sp::run(words, o); });
        BOOST_TEST(expected == "a\r\n\xc3|b");
        BOOST_TEST(errors([&] {
                       asio::io_context io;
                       auto future = run_on(io, words, o);
                       io.run();
                       future.get();
                   }) == expected);
    }
}

BOOST_AUTO_TEST_CASE(a_deadline_is_a_timeout)
{
    sp::options o;
    o.timeout =
        std::chrono::system_clock::now() + std::chrono::milliseconds(50);
    for (auto const& most : {0.05, 0.0}) // again, when the moment has passed
    {
        asio::io_context io;
        auto future = run_on(io, child({"forever"}), o);
        io.run();
        auto const e =
            support::expect_error<sp::TimeoutExpired>([&] { future.get(); });
        BOOST_TEST(e.timeout <= most);
        BOOST_TEST(e.timeout >= 0.0);
    }
}

// The operation has a cancellation slot in place of the token.
BOOST_AUTO_TEST_CASE(no_stop_token_is_taken)
{
    std::stop_source source;
    sp::options o;
    o.stop_token = source.get_token();
    support::check_rejected(
        [&](auto const& command) {
            asio::io_context io;
            auto future = run_on(io, command, o);
            io.run();
            future.get();
        },
        {"stop_token"});
}

// Each case also runs in many steps, and on a pool with and without a strand.
BOOST_DATA_TEST_CASE(on_executors, boost::unit_test::data::make({1, 3}),
                     threads)
{
    asio::thread_pool pool(static_cast<std::size_t>(threads));
    auto const strand = asio::make_strand(pool);
    std::vector<std::future<sp::CompletedProcess>> all;
    for (int i = 0; i != 20; ++i)
    {
        auto const input = std::string(300'000, char('a' + i));
        all.push_back(sp::async_run(pool.get_executor(), child({"cat"}),
                                    sp::input = input, sp::capture_output,
                                    asio::use_future));
        all.push_back(sp::async_run(
            pool.get_executor(), child({"cat"}), sp::input = input,
            sp::capture_output, asio::bind_executor(strand, asio::use_future)));
    }
    for (std::size_t i = 0; i != all.size(); ++i)
    {
        auto const done = all[i].get();
        auto const expected = std::string(300'000, char('a' + i / 2));
        BOOST_TEST((done.stdout_ == expected));
    }
    pool.join();
}

BOOST_AUTO_TEST_CASE(never_calls_the_handler_at_once)
{
    asio::io_context io;
    int called = 0;
    auto const note = [&](std::exception_ptr, sp::CompletedProcess const&) {
        ++called;
    };
    sp::async_run(io.get_executor(), child({}), note);
    sp::async_run(io.get_executor(), {"/nonexistent/program"}, note);
    sp::async_run(io.get_executor(), child({}), sp::capture_output,
                  sp::stdout_ = sp::PIPE, note);
    BOOST_TEST(called == 0);
    io.run();
    BOOST_TEST(called == 3);
}

// Nothing happens before the token starts the operation.
BOOST_AUTO_TEST_CASE(does_nothing_before_it_is_awaited)
{
    asio::io_context io;
    support::scratch_directory const place;
    auto const file = place.path() + "/file";
    {
        [[maybe_unused]] auto const never = sp::async_run(
            io.get_executor(), child({"create:" + file}), asio::use_awaitable);
    }
    io.run();
    BOOST_TEST(!std::filesystem::exists(file));
}

BOOST_AUTO_TEST_CASE(call_and_its_like)
{
    asio::io_context io;
    auto const ex = io.get_executor();
    auto seven = sp::async_call(ex, child({"exit:7"}), asio::use_future);
    auto bad = sp::async_check_call(ex, child({"exit:7"}), asio::use_future);
    auto good = sp::async_check_call(ex, child({}), asio::use_future);
    auto out = sp::async_check_output(ex, child({"out:x"}), asio::use_future);
    auto none = sp::async_check_output(ex, child({"out:x", "exit:1"}),
                                       asio::use_future);
    auto late = sp::async_call(ex, child({"forever"}), sp::timeout = 0.05,
                               asio::use_future);
    io.run();
    BOOST_TEST(seven.get() == 7);
    BOOST_CHECK_THROW(bad.get(), sp::CalledProcessError);
    BOOST_TEST(good.get() == 0);
    BOOST_TEST(out.get() == "x");
    BOOST_CHECK_THROW(none.get(), sp::CalledProcessError);
    BOOST_CHECK_THROW(late.get(), sp::TimeoutExpired);
}

// A cancellation after any number of handlers leaves no child.
BOOST_AUTO_TEST_CASE(cancelled_at_each_step)
{
    for (auto const type :
         {asio::cancellation_type::total, asio::cancellation_type::partial,
          asio::cancellation_type::terminal})
    {
        for (int steps = 0, more = 1; more != 0; ++steps)
        {
            asio::io_context io;
            asio::cancellation_signal signal;
            std::exception_ptr error;
            bool done = false;
            std::optional<std::string> out;
            sp::async_run(
                io.get_executor(), child({"out:first", "cat", "out:last"}),
                sp::input = std::string(200'000, 'x'), sp::stdout_ = sp::PIPE,
                asio::bind_cancellation_slot(
                    signal.slot(),
                    [&](std::exception_ptr e, sp::CompletedProcess const& p) {
                        done = true;
                        error = e;
                        out = p.stdout_;
                        BOOST_TEST(no_children());
                    }));
            for (int i = 0; i != steps && !done; ++i)
            {
                io.run_one();
            }
            more = !done;
            signal.emit(type);
            io.run();
            BOOST_TEST(done);
            BOOST_TEST((more == 0 || aborted(error)));
            BOOST_TEST(
                (out && std::string("first").starts_with(out->substr(0, 5))));
        }
    }
}

// If the execution context ends, the child is killed. A later start reaps it.
BOOST_AUTO_TEST_CASE(destroyed_at_each_step)
{
    for (int steps = 0, more = 1; more != 0; ++steps)
    {
        auto const alive = std::make_shared<int>(0);
        {
            asio::io_context io;
            sp::async_run(
                io.get_executor(), child({"out:x", "cat"}),
                sp::input = std::string(200'000, 'x'), sp::stdout_ = sp::PIPE,
                [&more, alive](std::exception_ptr,
                               sp::CompletedProcess const&) { more = 0; });
            for (int i = 0; i != steps && more != 0; ++i)
            {
                io.run_one();
            }
        }
        BOOST_TEST(alive.use_count() == 1);
        BOOST_TEST(reaped_later());
    }
}

// The wait for a child blocks no thread: another handler kills it.
BOOST_AUTO_TEST_CASE(waits_beside_other_handlers)
{
    asio::io_context io;
    std::vector<int> codes;
    for (int i = 0; i != 50; ++i)
    {
        sp::async_run(io.get_executor(), child({"forever"}), sp::timeout = 0.2,
                      [&](std::exception_ptr, sp::CompletedProcess const& p) {
                          codes.push_back(p.returncode);
                      });
    }
    io.run();
    BOOST_TEST(codes == std::vector<int>(50, -SIGKILL),
               boost::test_tools::per_element());
}

// Other handlers run between the portions of a long text that is decoded.
BOOST_AUTO_TEST_CASE(decodes_in_portions)
{
    asio::io_context io;
    bool done = false;
    int between = 0;
    std::function<void()> const other = [&] {
        // The child was reaped, and its output is being decoded.
        between += no_children();
        if (!done)
        {
            asio::post(io, other);
        }
    };
    sp::async_run(io.get_executor(), child({"outn:8000000"}),
                  sp::capture_output, sp::text,
                  [&](std::exception_ptr, sp::CompletedProcess const& p) {
                      done = true;
                      BOOST_TEST(p.stdout_->size() == 8'000'000U);
                  });
    other();
    io.run();
    BOOST_TEST(between >= 20);
}

BOOST_AUTO_TEST_SUITE_END()
