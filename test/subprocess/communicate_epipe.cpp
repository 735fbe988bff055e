// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/popen.hpp>

#include <concur/subprocess.hpp>

#include "piped_child.hpp"
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <optional>
#include <string>

// communicate() with a child that does not read, and with signals.

namespace sp = concur::subprocess;
using namespace std::string_literals;
using namespace support;

namespace {

sp::redirect pipe_if(bool yes)
{
    return yes ? sp::redirect(sp::PIPE) : sp::redirect(sp::DEVNULL);
}

int volatile caught = 0;

void count_signal(int)
{
    caught = caught + 1;
}

} // namespace

BOOST_AUTO_TEST_SUITE(communicate_epipe,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(
    communicate_ignores_epipe,
    *boost::unit_test::label("py:subprocess.communicate.ignores_epipe") *
        boost::unit_test::label(
            "py:subprocess.communicate.ignores_epipe_stdin_only"))
{
    CHECK_FORKED([] {
        ::signal(SIGPIPE, SIG_DFL);
        process_state const before;
        std::string const data(1 << 20, 'x');
        {
            auto p = start_piped({"exit:3"});
            EXPECT(text_of(p.communicate(data)) == ", ");
            EXPECT(p.returncode() == 3);
            EXPECT(all_closed(p));
            sp::Popen q(child({"exit:4"}), sp::stdin_ = sp::PIPE);
            EXPECT(q.wait() == 4);
            EXPECT(text_of(q.communicate(data)) == "(absent), (absent)");
            EXPECT(q.stdin_().closed());
        }
        // SIGPIPE has not changed: it is neither blocked nor pending.
        EXPECT(before.changes() == "");
    });
}

// When the child stops reading, buffered data may be unsent, or input, or both;
// with and without other pipes and a timeout.
BOOST_AUTO_TEST_CASE(
    communicate_epipe_on_close,
    *boost::unit_test::label("py:subprocess.communicate.epipe_on_close") *
        boost::unit_test::label("py:subprocess.communicate.epipe_on_write") *
        boost::unit_test::label("py:subprocess.communicate.epipe_on_flush") *
        boost::unit_test::label(
            "py:subprocess.communicate.epipe_on_close_with_timeout"))
{
    for (auto const& pending : {""s, "stuff"s})
    {
        for (auto const& input : {""s, "x"s, std::string(200000, 'x')})
        {
            for (auto t : {std::optional<int>(), std::optional(999)})
            {
                sp::Popen alone(child({"exit:5"}), sp::stdin_ = sp::PIPE);
                alone.wait();
                alone.stdin_().write(pending);
                BOOST_TEST(text_of(alone.communicate(input, t)) ==
                           "(absent), (absent)");
                BOOST_TEST(alone.stdin_().closed());
                BOOST_TEST(alone.returncode().value() == 5);

                // This child writes after it has closed its input.
                sp::Popen with(child({"close:0", "out:ready", "sleep:0.01",
                                      "out:!", "exit:6"}),
                               sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE);
                BOOST_TEST(with.stdout_().read(5) == "ready");
                with.stdin_().write(pending);
                auto const said = with.communicate(input, t);
                BOOST_TEST(text_of(said) == "!, (absent)");
                BOOST_TEST(all_closed(with));
                BOOST_TEST(with.returncode().value() == 6);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(
    communicate_retries_eintr,
    *boost::unit_test::label("py:subprocess.communicate.retries_eintr"))
{
    CHECK_FORKED([] {
        // A handler without SA_RESTART.
        struct sigaction action = {};
        action.sa_handler = count_signal;
        ::sigaction(SIGUSR1, &action, nullptr);
        auto const bother = "tell:" + std::to_string(SIGUSR1);
        auto const pause = "sleep:0.02"s;
        for (bool out : {true, false})
        {
            for (auto t : {std::optional<int>(), std::optional(30)})
            {
                caught = 0;
                auto const say = out ? "out:x"s : "err:x"s;
                sp::Popen p(
                    child({pause, bother, pause, bother, say, pause, bother,
                           say, "close:1", "close:2", pause, bother, pause}),
                    sp::stdout_ = pipe_if(out), sp::stderr_ = pipe_if(!out));
                auto const said = p.communicate({}, t);
                EXPECT(text_of(said) ==
                       (out ? "xx, (absent)" : "(absent), xx"));
                EXPECT(p.returncode() == 0);
                EXPECT(caught > 0);
            }
        }
        auto p = start_piped({pause, bother, pause, "cat"});
        std::string const data(1 << 20, 'x');
        EXPECT(p.communicate(data).stdout_ == data);
    });
}

BOOST_AUTO_TEST_SUITE_END()
