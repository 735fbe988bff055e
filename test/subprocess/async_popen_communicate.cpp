// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/async_popen.hpp>

#include "async_popen.hpp"
#include "checks.hpp"
#include "pidfd_modes.hpp"

#include <support/expect_error.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <csignal>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

using namespace std::chrono_literals;
using support::check_with_and_without_pidfds;

namespace {

struct kills : sp::default_policy
{
    static constexpr auto on_destroy = sp::destroy::kill;
};

struct bulk : sp::default_policy
{
    using bytes = sp::bytes;
};

/// Run until a condition is true.
template<class Condition>
bool run_until(asio::io_context& io, Condition const& condition)
{
    return eventually([&] {
        io.restart();
        io.run_one_for(1ms);
        return condition();
    });
}

} // namespace

BOOST_AUTO_TEST_SUITE(async_popen_communicate,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(communicates)
{
    check_with_and_without_pidfds([] {
        asio::io_context io;
        std::string const data(300'000, 'x');
        sp::Popen p(io.get_executor(), child({"cat", "err:e", "exit:3"}),
                    sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                    sp::stderr_ = sp::PIPE);
        spoken<> s;
        p.async_communicate(data, s.handler());
        EXPECT(s.calls == 0);
        io.run();
        EXPECT(s.calls == 1 && !s.error);
        EXPECT(s.outputs.stdout_ == data && s.outputs.stderr_ == "e");
        EXPECT(p.returncode() == 3);
        // The same again, asynchronous and blocking.
        spoken<> again;
        p.async_communicate(again.handler());
        io.restart();
        io.run();
        EXPECT(again.outputs == s.outputs);
        EXPECT(p.communicate() == s.outputs);
    });
}

BOOST_AUTO_TEST_CASE(forms)
{
    asio::io_context io;
    auto const ex = io.get_executor();
    auto const start = [&] {
        return sp::Popen(ex, child({"cat"}), sp::stdin_ = sp::PIPE,
                         sp::stdout_ = sp::PIPE, sp::text);
    };
    auto a = start();
    auto b = start();
    auto c = start();
    auto d = start();
    auto e = start();
    auto fa = a.async_communicate("a", asio::use_future);
    auto fb = b.async_communicate("b", sp::timeout = 60, asio::use_future);
    auto fc = c.async_communicate(sp::timeout = 60s, sp::input = "c",
                                  asio::use_future);
    auto fd = d.async_communicate(asio::use_future);
    auto fe =
        e.async_communicate(sp::input = std::string("e"), asio::use_future);
    sp::basic_popen<bulk> f(ex, {child(), "out:f"}, sp::stdout_ = sp::PIPE);
    auto ff = f.async_communicate(asio::use_future);
    io.run();
    BOOST_TEST(fa.get().stdout_.value() == "a");
    BOOST_TEST(fb.get().stdout_.value() == "b");
    BOOST_TEST(fc.get().stdout_.value() == "c");
    BOOST_TEST(fd.get().stdout_.value() == "");
    BOOST_TEST(fe.get().stdout_.value() == "e");
    BOOST_TEST(std::string_view(*ff.get().stdout_) == "f");
}

// The error has the output, the child goes on, and no byte is lost.
BOOST_AUTO_TEST_CASE(timeout)
{
    asio::io_context io;
    sp::Popen p(io.get_executor(), child({"out:first", "drain", "out:last"}),
                sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE);
    // The input is a second handle of the pipe: the child waits for its end.
    auto const extra = ::dup(p.stdin_().fileno());
    auto const e = support::expect_timeout(
        [&](double seconds) {
            auto result =
                p.async_communicate(sp::timeout = seconds, asio::use_future);
            io.restart();
            io.run();
            result.get();
        },
        [](auto const& error) { return bool(error.output); });
    BOOST_TEST(std::string(*e.output) == "first");
    BOOST_TEST(!p.poll());
    ::close(extra);
    spoken<> s;
    p.async_communicate(s.handler());
    io.restart();
    io.run();
    BOOST_TEST(s.outputs.stdout_.value() == "firstlast");
}

// Errors go to the handler.
BOOST_AUTO_TEST_CASE(errors)
{
    asio::io_context io;
    sp::Popen p(io.get_executor(), child({"out:\\xff"}), sp::stdin_ = sp::PIPE,
                sp::stdout_ = sp::PIPE, sp::text);
    p.stdin_().close();
    spoken<> input, text;
    p.async_communicate("x", input.handler());
    BOOST_TEST(input.calls == 0);
    io.run();
    auto const any = [](auto const&) { return true; };
    BOOST_TEST(input.throws<concur::ValueError>(any));
    p.async_communicate(text.handler());
    io.restart();
    io.run();
    BOOST_TEST(text.throws<concur::UnicodeDecodeError>(any));
}

// Only one may use the streams at a time.
BOOST_AUTO_TEST_CASE(two_at_once)
{
    asio::io_context io;
    sp::Popen p(io.get_executor(), child({"cat"}), sp::stdin_ = sp::PIPE,
                sp::stdout_ = sp::PIPE);
    std::array<char, 10> to;
    error_code read_error;
    p.async_stdout().async_read_some(
        asio::buffer(to), [&](error_code e, std::size_t) { read_error = e; });
    spoken<> first, second;
    p.async_communicate("a", first.handler());
    p.async_communicate("b", second.handler());
    BOOST_CHECK_THROW(p.communicate(), concur::ValueError);
    io.run();
    BOOST_TEST((read_error == asio::error::operation_aborted));
    BOOST_TEST(first.outputs.stdout_.value() == "a");
    BOOST_TEST(second.throws<concur::ValueError>([](auto const& e) {
        return e.what() ==
               std::string_view("async_communicate() has not ended yet");
    }));
}

// A partial cancellation at any step: the next call continues.
BOOST_AUTO_TEST_CASE(partial_cancellation)
{
    std::string const data(200'000, 'x');
    for (bool const blocking : {false, true})
    {
        for (int steps = 0, more = 1; more != 0; ++steps)
        {
            asio::io_context io;
            sp::Popen p(io.get_executor(), child({"out:first", "cat"}),
                        sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE);
            asio::cancellation_signal signal;
            spoken<> s;
            p.async_communicate(
                data, asio::bind_cancellation_slot(signal.slot(), s.handler()));
            for (int i = 0; i != steps && s.calls == 0; ++i)
            {
                io.run_one();
            }
            more = s.calls == 0;
            signal.emit(asio::cancellation_type::partial);
            io.run();
            BOOST_TEST(s.calls == 1);
            if (more == 0)
            {
                BOOST_TEST(!s.error);
                continue;
            }
            BOOST_TEST(s.aborted());
            // Nothing has begun if the first step has not run.
            auto const input = steps == 0 ? data : std::string();
            std::optional<std::string> out;
            if (blocking)
            {
                out = p.communicate(input).stdout_;
            }
            else
            {
                spoken<> rest;
                p.async_communicate(input, rest.handler());
                io.restart();
                io.run();
                BOOST_TEST(!rest.error);
                out = rest.outputs.stdout_;
            }
            BOOST_TEST((out == "first" + data));
            BOOST_TEST(p.returncode().value() == 0);
        }
    }
}

// A total cancellation ends the operation only while nothing has happened.
BOOST_AUTO_TEST_CASE(total_cancellation)
{
    std::string const data(200'000, 'x');
    for (int steps = 0; steps != 5; ++steps)
    {
        asio::io_context io;
        sp::Popen p(io.get_executor(), child({"cat"}), sp::stdin_ = sp::PIPE,
                    sp::stdout_ = sp::PIPE);
        asio::cancellation_signal signal;
        spoken<> s;
        p.async_communicate(
            data, asio::bind_cancellation_slot(signal.slot(), s.handler()));
        for (int i = 0; i != steps; ++i)
        {
            io.run_one();
        }
        signal.emit(asio::cancellation_type::total);
        io.run();
        BOOST_TEST(s.calls == 1);
        if (steps == 0)
        {
            BOOST_TEST(s.aborted());
            // It had no effect: the input may be given again.
            BOOST_TEST(!p.stdin_().closed());
            BOOST_TEST((p.communicate(data).stdout_ == data));
        }
        else
        {
            BOOST_TEST(!s.error);
            BOOST_TEST((s.outputs.stdout_ == data));
        }
    }
}

// Without input, the operation may wait long before a byte has moved.
BOOST_AUTO_TEST_CASE(total_cancellation_without_input)
{
    for (bool const moved : {false, true})
    {
        asio::io_context io;
        int ends[2];
        BOOST_TEST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
        std::string seen;
        sp::Popen p(
            io.get_executor(), child({"read:1", "drain", "out:b"}),
            sp::stdin_ = ends[0], sp::stdout_ = sp::PIPE,
            sp::on_stdout = [&](std::string_view s) { seen += s; });
        ::close(ends[0]);
        asio::cancellation_signal signal;
        spoken<> s;
        p.async_communicate(
            asio::bind_cancellation_slot(signal.slot(), s.handler()));
        io.run_for(10ms);
        if (moved)
        {
            BOOST_TEST(::write(ends[1], "a", 1) == 1);
            BOOST_TEST(run_until(io, [&] { return !seen.empty(); }));
        }
        signal.emit(asio::cancellation_type::total);
        if (moved)
        {
            io.restart();
            io.run_for(10ms);
            BOOST_TEST(s.calls == 0);
        }
        else
        {
            BOOST_TEST(run_until(io, [&] { return s.calls == 1; }));
            BOOST_TEST(s.aborted());
        }
        ::close(ends[1]);
        io.restart();
        io.run();
        BOOST_TEST(p.communicate().stdout_.value() == (moved ? "ab" : "b"));
        BOOST_TEST((!moved || !s.error));
    }
}

// A terminal cancellation at any step kills the child. The handler is called
// when it was reaped, with the output until then.
BOOST_AUTO_TEST_CASE(terminal_cancellation)
{
    check_with_and_without_pidfds([] {
        for (int steps = 0; steps != 6; ++steps)
        {
            asio::io_context io;
            sp::Popen p(io.get_executor(), child({"out:first", "forever"}),
                        sp::stdout_ = sp::PIPE);
            asio::cancellation_signal signal;
            spoken<> s;
            bool reaped = false;
            p.async_communicate(asio::bind_cancellation_slot(
                signal.slot(),
                [&](std::exception_ptr e, sp::Popen::outputs const& o) {
                    reaped = no_children();
                    s.handler()(e, o);
                }));
            for (int i = 0; i != steps; ++i)
            {
                io.run_one_for(5ms);
            }
            signal.emit(asio::cancellation_type::terminal);
            EXPECT(s.calls == 0);
            io.restart();
            io.run();
            EXPECT(s.aborted() && reaped);
            EXPECT(p.returncode() == -SIGKILL);
            EXPECT(std::string("first").starts_with(s.outputs.stdout_.value()));
            // The rest of the output can still be collected.
            auto const all = p.communicate().stdout_.value();
            EXPECT(all.starts_with(*s.outputs.stdout_));
        }
    });
}

// A function that receives output cancels the operation, and no other event
// comes.
BOOST_AUTO_TEST_CASE(a_function_cancels)
{
    using type = asio::cancellation_type;
    for (auto const t : {type::partial, type::terminal})
    {
        asio::io_context io;
        asio::cancellation_signal signal;
        sp::Popen p(
            io.get_executor(), child({"out:a", "forever"}),
            sp::stdout_ = sp::PIPE,
            sp::on_stdout = [&](std::string_view) { signal.emit(t); });
        spoken<> s;
        p.async_communicate(
            asio::bind_cancellation_slot(signal.slot(), s.handler()));
        io.run_for(30s);
        BOOST_TEST(s.aborted());
        BOOST_TEST(p.poll().has_value() == (t == type::terminal));
        p.kill();
        p.wait();
    }
}

// The object is destroyed, moved to or released at any step.
BOOST_AUTO_TEST_CASE(gone_at_each_step)
{
    for (int way = 0; way != 2; ++way)
    {
        for (int steps = 0; steps != 6; ++steps)
        {
            asio::io_context io;
            using Popen = sp::basic_popen<kills>;
            auto p = std::make_unique<Popen>(
                io.get_executor(), child({"out:a", "cat", "forever"}),
                sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE);
            auto const input = p->stdin_();
            auto const output = p->stdout_();
            spoken<Popen> s;
            p->async_communicate(std::string(200'000, 'x'), s.handler());
            for (int i = 0; i != steps; ++i)
            {
                io.run_one_for(1ms);
            }
            if (way == 1)
            {
                *p = Popen(io.get_executor(), child({}));
            }
            p.reset();
            BOOST_TEST(s.calls == 0);
            io.restart();
            io.run();
            BOOST_TEST(s.aborted());
            BOOST_TEST(input.closed());
            BOOST_TEST(output.closed());
            BOOST_TEST(no_children());
        }
    }
}

// The handler is destroyed with its context, and the streams with the object.
BOOST_AUTO_TEST_CASE(destroyed_at_each_step)
{
    std::string const data(200'000, 'x');
    for (int steps = 0, more = 1; more != 0; ++steps)
    {
        auto const alive = std::make_shared<int>(0);
        auto io = std::make_unique<asio::io_context>();
        sp::Popen p(io->get_executor(), child({"cat"}), sp::stdin_ = sp::PIPE,
                    sp::stdout_ = sp::PIPE);
        p.async_communicate(
            data, [&more, alive](std::exception_ptr,
                                 sp::Popen::outputs const&) { more = 0; });
        for (int i = 0; i != steps && more != 0; ++i)
        {
            io->run_one();
        }
        io.reset();
        BOOST_TEST(alive.use_count() == 1);
        // Another call continues.
        auto const input = steps == 0 ? data : std::string();
        BOOST_TEST((p.communicate(input).stdout_ == data));
    }
}

// A function of the caller may destroy the object that calls it, and move it.
BOOST_AUTO_TEST_CASE(a_function_destroys_the_object)
{
    for (bool const moves : {false, true})
    {
        asio::io_context io;
        std::unique_ptr<sp::Popen> p;
        std::unique_ptr<sp::Popen> other;
        int calls = 0;
        p = std::make_unique<sp::Popen>(
            io.get_executor(), child({"out:a\\nb\\n"}),
            sp::on_stdout =
                [&](std::string_view) {
                    ++calls;
                    if (p && moves)
                    {
                        other = std::make_unique<sp::Popen>(std::move(*p));
                    }
                    p.reset();
                },
            sp::text);
        spoken<> s;
        p->async_communicate(s.handler());
        io.run();
        BOOST_TEST(s.calls == 1);
        if (moves)
        {
            BOOST_TEST(!s.error);
            BOOST_TEST(calls == 2);
        }
        else
        {
            BOOST_TEST(s.aborted());
            BOOST_TEST(calls == 1);
        }
        BOOST_TEST(no_children());
    }
}

// A function of the caller throws: the next call continues with the next line.
BOOST_AUTO_TEST_CASE(a_function_throws)
{
    asio::io_context io;
    std::string lines;
    sp::Popen p(
        io.get_executor(), child({"out:a\\nb\\n"}),
        sp::on_stdout =
            [&](std::string_view line) {
                lines += line;
                if (lines.size() == 2)
                {
                    throw std::runtime_error("stop");
                }
            },
        sp::text);
    spoken<> first, second;
    p.async_communicate(first.handler());
    io.run();
    BOOST_TEST(first.throws<std::runtime_error>(
        [](auto const& e) { return e.what() == std::string_view("stop"); }));
    p.async_communicate(second.handler());
    io.restart();
    io.run();
    BOOST_TEST(!second.error);
    BOOST_TEST(lines == "ab");
}

// A pool of threads destroys objects while they communicate.
BOOST_AUTO_TEST_CASE(destroyed_on_a_pool)
{
    asio::thread_pool pool(4);
    std::vector<std::future<sp::basic_popen<kills>::outputs>> all;
    std::string const data(1 << 18, 'x');
    for (int i = 0; i != 100; ++i)
    {
        auto p = std::make_unique<sp::basic_popen<kills>>(
            pool.get_executor(), child({"cat"}), sp::stdin_ = sp::PIPE,
            sp::stdout_ = sp::PIPE);
        all.push_back(p->async_communicate(data, asio::use_future));
        asio::post(pool, [p = std::move(p)]() mutable { p.reset(); });
    }
    for (auto& each : all)
    {
        try
        {
            BOOST_TEST((each.get().stdout_ == data));
        }
        catch (boost::system::system_error const& e)
        {
            BOOST_TEST((e.code() == asio::error::operation_aborted));
        }
    }
    pool.join();
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_SUITE_END()
