// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/async_stream.hpp>

#include "async_popen.hpp"

#include <support/may_refuse_calls.hpp>
#include <support/refused_calls.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

using namespace std::chrono_literals;

namespace {

struct kills : sp::default_policy
{
    static constexpr auto on_destroy = sp::destroy::kill;
};

/// The end of a read or a write.
struct moved
{
    auto handler()
    {
        return [this](error_code e, std::size_t n) {
            ++calls;
            error = e;
            size = n;
        };
    }

    bool aborted() const
    {
        return calls == 1 && error == asio::error::operation_aborted &&
               size == 0;
    }

    int calls = 0;
    error_code error = {};
    std::size_t size = 0;
};

/// Write much to a child that has closed its input. Returns the error.
error_code write_to_nobody()
{
    asio::thread_pool pool(1);
    sp::Popen p(pool.get_executor(), child({"close:0", "out:a", "sleep:0.05"}),
                sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE);
    p.stdout_().read1(1); // now the input is closed
    std::string const much(8 << 20, 'x');
    std::promise<error_code> result;
    asio::async_write(p.async_stdin(), asio::buffer(much),
                      [&](error_code e, std::size_t) { result.set_value(e); });
    auto const error = result.get_future().get();
    p.wait();
    return error;
}

/// Refuse the calls that move bytes with flags, as older kernels do.
void refuse_flags()
{
    support::refuse_calls({SYS_preadv2, SYS_pwritev2}, EOPNOTSUPP);
}

} // namespace

BOOST_AUTO_TEST_SUITE(async_popen_stream,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(reads_and_writes)
{
    asio::io_context io;
    sp::Popen p(io.get_executor(), child({"upper"}), sp::stdin_ = sp::PIPE,
                sp::stdout_ = sp::PIPE);
    BOOST_TEST(bool(p.async_stdin()));
    BOOST_TEST(bool(p.async_stdout()));
    BOOST_TEST(!p.async_stderr());
    BOOST_TEST((p.async_stdin().get_executor() == io.get_executor()));
    std::string text(5, '\0');
    moved w, r, end;
    p.async_stdin().async_write_some(asio::buffer("hello", 5), w.handler());
    asio::async_read(p.async_stdout(), asio::buffer(text), r.handler());
    BOOST_TEST(w.calls + r.calls == 0);
    io.run();
    BOOST_TEST(w.size == 5U);
    BOOST_TEST(r.size == 5U);
    BOOST_TEST(text == "HELLO");
    p.async_stdin().close();
    BOOST_TEST(p.stdin_().closed());
    p.async_stdout().async_read_some(asio::buffer(text), end.handler());
    io.restart();
    io.run();
    BOOST_TEST((end.error == asio::error::eof));
    BOOST_TEST(p.wait() == 0);
}

// More than a pipe holds, both ways at once.
BOOST_AUTO_TEST_CASE(much_both_ways, *support::may_refuse_calls)
{
    for (bool const flags : {true, false})
    {
        CHECK_FORKED([&] {
            if (!flags)
            {
                refuse_flags();
            }
            asio::io_context io;
            sp::Popen p(io.get_executor(), child({"cat"}),
                        sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE);
            std::string const data(3'000'000, 'x');
            std::string back;
            moved w, r;
            asio::async_write(p.async_stdin(), asio::buffer(data),
                              [&](error_code e, std::size_t n) {
                                  w.handler()(e, n);
                                  p.async_stdin().close();
                              });
            asio::async_read(p.async_stdout(), asio::dynamic_buffer(back),
                             r.handler());
            io.run();
            EXPECT(!w.error && w.size == data.size());
            EXPECT(r.error == asio::error::eof && back == data);
            EXPECT(p.wait() == 0);
        });
    }
}

// A line of any length; the last one may lack its LF.
BOOST_AUTO_TEST_CASE(lines)
{
    asio::io_context io;
    sp::Popen p(io.get_executor(),
                child({"outn:10000000", "out:\\nshort\\nlast"}),
                sp::stdout_ = sp::PIPE);
    auto read = [&]() -> asio::awaitable<void> {
        std::string data;
        auto line = asio::dynamic_buffer(data);
        auto n = co_await asio::async_read_until(p.async_stdout(), line, '\n',
                                                 asio::use_awaitable);
        BOOST_TEST(n == 10'000'001U);
        line.consume(n);
        n = co_await asio::async_read_until(p.async_stdout(), line, '\n',
                                            asio::use_awaitable);
        BOOST_TEST(data.substr(0, n) == "short\n");
        line.consume(n);
        error_code e;
        co_await asio::async_read_until(
            p.async_stdout(), line, '\n',
            asio::redirect_error(asio::use_awaitable, e));
        BOOST_TEST((e == asio::error::eof));
        BOOST_TEST(data == "last");
        BOOST_TEST((co_await p.async_wait()) == 0);
    };
    auto done = asio::co_spawn(io, read(), asio::use_future);
    io.run();
    done.get();
}

// A write to a pipe that nobody reads raises no SIGPIPE on a thread of a pool,
// and changes no disposition.
BOOST_AUTO_TEST_CASE(input_that_nobody_reads, *support::may_refuse_calls)
{
    for (bool const flags : {true, false})
    {
        CHECK_FORKED([&] {
            ::signal(SIGPIPE, SIG_DFL);
            if (!flags)
            {
                refuse_flags();
            }
            EXPECT(write_to_nobody() == asio::error::broken_pipe);
            struct sigaction now;
            ::sigaction(SIGPIPE, nullptr, &now);
            EXPECT(now.sa_handler == SIG_DFL);
        });
    }
}

// The child may share the open file of the pipe, so O_NONBLOCK is not set.
BOOST_AUTO_TEST_CASE(the_open_file_stays_blocking)
{
    asio::io_context io;
    sp::Popen p(io.get_executor(), child({"cat"}), sp::stdin_ = sp::PIPE,
                sp::stdout_ = sp::PIPE);
    std::array<char, 10> to;
    moved r;
    p.async_stdout().async_read_some(asio::buffer(to), r.handler());
    moved w;
    std::string const much(200'000, 'x');
    asio::async_write(p.async_stdin(), asio::buffer(much), w.handler());
    while (r.calls == 0)
    {
        io.run_one();
    }
    for (auto const* s : {&p.async_stdin(), &p.async_stdout()})
    {
        BOOST_TEST((::fcntl(s->native_handle(), F_GETFL) & O_NONBLOCK) == 0);
    }
    p.kill();
    p.async_stdin().cancel();
    io.run();
    p.wait();
}

// The asynchronous stream continues where the blocking one has stopped, and the
// other way round.
BOOST_AUTO_TEST_CASE(beside_the_blocking_stream)
{
    for (bool const text : {false, true})
    {
        asio::io_context io;
        sp::Popen p(io.get_executor(), child({"cat"}), sp::stdin_ = sp::PIPE,
                    sp::stdout_ = sp::PIPE, sp::text = text);
        p.stdin_().write("one\ntwo\n"); // is buffered
        moved w;
        p.async_stdin().async_write_some(asio::buffer("three\nfour\n", 11),
                                         w.handler());
        io.run();
        BOOST_TEST(w.size == 11U);
        p.stdin_().close();
        BOOST_TEST(p.wait() == 0);
        BOOST_TEST(p.stdout_().readline() == "one\n"); // reads all ahead
        std::string some(5, '\0');
        moved r;
        asio::async_read(p.async_stdout(), asio::buffer(some), r.handler());
        io.restart();
        io.run();
        BOOST_TEST(some == "two\nt");
        BOOST_TEST(p.stdout_().readline() == "hree\n");
        some.resize(2);
        asio::async_read(p.async_stdout(), asio::buffer(some), r.handler());
        io.restart();
        io.run();
        BOOST_TEST(some == "fo");
        auto const [out, err] = p.communicate();
        BOOST_TEST(out.value() == "ur\n");
    }
}

BOOST_AUTO_TEST_CASE(cancelled)
{
    for (auto const type :
         {asio::cancellation_type::total, asio::cancellation_type::partial,
          asio::cancellation_type::terminal})
    {
        for (int steps = 0; steps != 4; ++steps)
        {
            asio::io_context io;
            sp::Popen p(io.get_executor(), child({"cat"}),
                        sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE);
            asio::cancellation_signal signal;
            std::array<char, 10> to;
            moved r;
            p.async_stdout().async_read_some(
                asio::buffer(to),
                asio::bind_cancellation_slot(signal.slot(), r.handler()));
            for (int i = 0; i != steps; ++i)
            {
                io.run_one_for(1ms);
            }
            signal.emit(type);
            io.restart();
            io.run();
            BOOST_TEST(r.aborted());
            auto const done = p.communicate("abc");
            BOOST_TEST(done.stdout_.value() == "abc");
        }
    }
}

// What ends the operations of a stream, at any time. Later ones are not ended.
BOOST_AUTO_TEST_CASE(ended_at_each_step)
{
    for (int way = 0; way != 7; ++way)
    {
        for (int steps = 0; steps != 4; ++steps)
        {
            asio::io_context io;
            std::optional<sp::basic_popen<kills>> p(
                std::in_place, io.get_executor(), child({"forever"}),
                sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE);
            std::array<char, 10> to;
            std::string const much(1 << 20, 'x');
            moved r, w;
            p->async_stdout().async_read_some(asio::buffer(to), r.handler());
            asio::async_write(
                p->async_stdin(), asio::buffer(much),
                [&](error_code e, std::size_t) { w.handler()(e, 0); });
            for (int i = 0; i != steps; ++i)
            {
                io.run_one_for(1ms);
            }
            switch (way)
            {
            case 0:
                p->async_stdout().cancel();
                p->async_stdin().cancel();
                break;
            case 1:
                p->async_stdout().close();
                p->async_stdin().close();
                BOOST_TEST(!p->async_stdin().is_open());
                break;
            case 2:
                p->stdout_().close();
                p->stdin_().close();
                break;
            case 3:
                ::close(p->async_stdout().release());
                ::close(p->async_stdin().release());
                BOOST_TEST(p->async_stdin().native_handle() == -1);
                break;
            case 4:
                p.reset();
                break;
            case 5: {
                auto in = std::move(p->async_stdin());
                auto out = std::move(p->async_stdout());
                BOOST_TEST(!p->async_stdin());
                break;
            }
            case 6: {
                auto const moved_to = std::move(*p);
                break;
            }
            }
            BOOST_TEST(r.calls == 0);
            if (steps == 0 && way == 0)
            {
                // The write goes on.
                BOOST_TEST(eventually([&] {
                    io.restart();
                    io.run_one_for(1ms);
                    return r.calls == 1;
                }));
            }
            else
            {
                io.restart();
                io.run_for(30s);
            }
            BOOST_TEST(r.aborted());
            if (way == 0)
            {
                // The child reads nothing: the write waited, or goes on.
                p->kill();
                p->async_stdin().cancel();
                io.restart();
                io.run();
            }
            BOOST_TEST(w.calls == 1);
            // A composed write begins again after what ended it has returned.
            BOOST_TEST((way == 0 || w.error == asio::error::operation_aborted ||
                        w.error == asio::error::bad_descriptor));
            p.reset();
            io.restart();
            io.run();
            BOOST_TEST(no_children());
        }
    }
}

BOOST_AUTO_TEST_CASE(wrong_streams)
{
    asio::io_context io;
    sp::Popen p(io.get_executor(), child({"drain"}), sp::stdin_ = sp::PIPE);
    std::array<char, 10> to;
    moved closed, none, backwards, empty;
    p.async_stdout().async_read_some(asio::buffer(to), none.handler());
    p.async_stdin().async_read_some(asio::buffer(to), backwards.handler());
    p.async_stdin().async_write_some(asio::buffer(to, 0), empty.handler());
    io.run();
    BOOST_TEST((none.error == asio::error::bad_descriptor));
    BOOST_TEST((backwards.error == asio::error::bad_descriptor));
    BOOST_TEST(!empty.error);
    p.async_stdin().close();
    p.async_stdin().async_write_some(asio::buffer(to), closed.handler());
    io.restart();
    io.run();
    BOOST_TEST((closed.error == asio::error::bad_descriptor));
    BOOST_TEST(p.wait() == 0);
}

// Reads of nothing end at once, also where nothing can be read.
BOOST_AUTO_TEST_CASE(empty_buffers)
{
    asio::io_context io;
    sp::Popen p(io.get_executor(), child({"drain"}), sp::stdin_ = sp::PIPE,
                sp::stdout_ = sp::PIPE);
    moved r, w;
    p.async_stdout().async_read_some(asio::mutable_buffer(), r.handler());
    std::array<asio::const_buffer, 2> const two{asio::const_buffer(),
                                                asio::buffer("ab", 2)};
    p.async_stdin().async_write_some(two, w.handler());
    io.run();
    BOOST_TEST(r.calls == 1);
    BOOST_TEST(!r.error);
    BOOST_TEST(w.size == 2U);
    p.stdin_().close();
    p.wait();
}

// A pool of threads destroys objects while their streams are used.
BOOST_AUTO_TEST_CASE(destroyed_on_a_pool)
{
    asio::thread_pool pool(4);
    std::vector<std::future<std::size_t>> all;
    std::string const data(1 << 20, 'x');
    std::vector<std::string> buffers(60, std::string(5000, '\0'));
    for (auto& to : buffers)
    {
        auto p = std::make_unique<sp::basic_popen<kills>>(
            pool.get_executor(), child({"cat"}), sp::stdin_ = sp::PIPE,
            sp::stdout_ = sp::PIPE);
        for (int n = 0; n != 3; ++n)
        {
            all.push_back(p->async_stdin().async_write_some(asio::buffer(data),
                                                            asio::use_future));
        }
        all.push_back(p->async_stdout().async_read_some(asio::buffer(to),
                                                        asio::use_future));
        asio::post(pool, [p = std::move(p)]() mutable { p.reset(); });
    }
    for (auto& each : all)
    {
        try
        {
            BOOST_TEST(each.get() > 0U);
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
