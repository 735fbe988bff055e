// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/popen.hpp>

#include "child_barrier.hpp"
#include "piped_child.hpp"

#include <concur/subprocess.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <limits>
#include <optional>
#include <string>

namespace sp = concur::subprocess;
using concur::ValueError;
using sp::TimeoutExpired;
using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace support;

namespace {

// A child with three pipes that a child_barrier controls.
template<class... Keywords>
sp::Popen start_piped(child_barrier const& g,
                      std::initializer_list<std::string> actions,
                      Keywords const&... keywords)
{
    return sp::Popen(child(actions), sp::stdin_ = sp::PIPE,
                     sp::stdout_ = sp::PIPE, sp::stderr_ = sp::PIPE,
                     sp::pass_fds = {g.descriptor()}, keywords...);
}

// Expect a timeout; return the output in the error as "stdout, stderr".
std::string expire(sp::Popen& p, sp::input_data input = {},
                   concur::timeout t = 0.05)
{
    try
    {
        p.communicate(std::move(input), t);
        return "did not expire";
    }
    catch (TimeoutExpired const& e)
    {
        BOOST_TEST(e.timeout == *t.seconds());
        BOOST_TEST((e.cmd == p.args()));
        BOOST_TEST(e.what() == "Command '" + p.args().str() +
                                   "' timed out after " + t.text() +
                                   " seconds");
        BOOST_TEST((&e.stdout_ == &e.output));
        return text_of(e.output) + ", " + text_of(e.stderr_);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(communicate_timeout,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(
    communicate_timeout_then_retry,
    *boost::unit_test::label("py:subprocess.communicate.timeout_then_retry"))
{
    child_barrier g;
    auto p = start_piped(
        g, {"err:pineapple\\n", g.wait_action(), "err:pear\\n", "cat"});
    BOOST_TEST(has_written(p.stderr_(), 10));
    BOOST_TEST(expire(p, "banana", 0.3) == "(absent), pineapple\n");
    BOOST_TEST(!p.returncode());
    g.release();
    BOOST_TEST(text_of(p.communicate()) == "banana, pineapple\npear\n");
    BOOST_TEST(p.returncode().value() == 0);
}

BOOST_AUTO_TEST_CASE(
    communicate_timeout_large_output,
    *boost::unit_test::label("py:subprocess.communicate.timeout_large_output"))
{
    child_barrier g;
    sp::Popen p(
        child({"blocks:2:65536:0", g.wait_action(), "blocks:2:65536:0.02"}),
        sp::stdout_ = sp::PIPE, sp::pass_fds = {g.descriptor()});
    BOOST_TEST(has_written(p.stdout_(), 65536));
    expire(p, {}, 0.4);
    g.release();
    BOOST_TEST((p.communicate().stdout_ == std::string(262144, 'x')));
}

BOOST_AUTO_TEST_CASE(
    communicate_timeout_does_not_kill,
    *boost::unit_test::label("py:subprocess.communicate.timeout_does_not_kill"))
{
    child_barrier g;
    auto p =
        start_piped(g, {"out:apple", "err:pear", g.wait_action(), "out:never"});
    BOOST_TEST(has_written(p.stderr_(), 4));
    BOOST_TEST(expire(p) == "apple, pear");
    BOOST_TEST(!p.poll());
    p.kill();
    BOOST_TEST(text_of(p.communicate()) == "apple, pear");
    BOOST_TEST(p.returncode().value() == -9);
}

BOOST_AUTO_TEST_CASE(communicate_timeout_output_cumulative,
                     *boost::unit_test::label(
                         "py:subprocess.communicate.timeout_output_cumulative"))
{
    for (bool text : {false, true})
    {
        child_barrier g;
        auto p =
            start_piped(g, {"out:\\r\\n\\xc3", g.wait_action(), "out:\\xa9"},
                        sp::text = text);
        BOOST_TEST(has_written(p.stdout_(), 3));
        // The output in the error is raw, also in text mode.
        BOOST_TEST(expire(p) == "\r\n\xc3, (absent)");
        BOOST_TEST(expire(p) == "\r\n\xc3, (absent)");
        g.release();
        BOOST_TEST(text_of(p.communicate()) == (text ? "\né, " : "\r\né, "));
    }
    // A child with one pipe.
    child_barrier g;
    sp::Popen p(child({"out:\\n", g.wait_action(), "out:x"}),
                sp::stdout_ = sp::PIPE, sp::pass_fds = {g.descriptor()});
    BOOST_TEST(has_written(p.stdout_(), 1));
    BOOST_TEST(expire(p) == "\n, (absent)");
    BOOST_TEST(expire(p) == "\n, (absent)");
    g.release();
    BOOST_TEST(text_of(p.communicate({}, 30)) == "\nx, (absent)");
}

BOOST_AUTO_TEST_CASE(
    communicate_timeout_zero,
    *boost::unit_test::label("py:subprocess.communicate.timeout_zero"))
{
    child_barrier g;
    auto p = start_piped(g, {"out:x", g.wait_action()});
    BOOST_TEST(has_written(p.stdout_(), 1));
    for (auto t : {concur::timeout(0), concur::timeout(-1),
                   concur::timeout(-0.5), concur::timeout(-10ms)})
    {
        BOOST_TEST(expire(p, {}, t) == "x, (absent)");
    }
    g.release();
    BOOST_TEST(text_of(p.communicate()) == "x, ");

    // More input than a pipe holds, and a child that reads nothing.
    child_barrier h;
    auto q = start_piped(h, {h.wait_action(), "count"});
    BOOST_TEST(expire(q, std::string(1 << 20, 'x'), 0) == "(absent), (absent)");
    h.release();
    BOOST_TEST(text_of(q.communicate()) == "1048576, ");

    // A child without pipes.
    child_barrier i;
    sp::Popen r(child({i.wait_action(), "exit:3"}),
                sp::pass_fds = {i.descriptor()});
    BOOST_TEST(expire(r, {}, 0) == "(absent), (absent)");
    i.release();
    BOOST_TEST(text_of(r.communicate()) == "(absent), (absent)");
    BOOST_TEST(r.returncode().value() == 3);
}

BOOST_AUTO_TEST_CASE(communicate_repeat_after_stdout_eof,
                     *boost::unit_test::label(
                         "py:subprocess.communicate.repeat_after_stdout_eof"))
{
    for (bool with_stderr : {false, true})
    {
        child_barrier g;
        sp::Popen p(child({"out:x", "close:1", g.wait_action()}),
                    sp::stdout_ = sp::PIPE,
                    sp::stderr_ = with_stderr ? sp::redirect(sp::PIPE)
                                              : sp::redirect(sp::DEVNULL),
                    sp::pass_fds = {g.descriptor()});
        // Repeat until communicate() has seen the end of the stream, and then
        // twice more.
        BOOST_TEST(eventually([&] {
            return expire(p, {}, 0.02) == "x, (absent)" && p.stdout_().closed();
        }));
        BOOST_TEST(expire(p) == "x, (absent)");
        BOOST_TEST(expire(p) == "x, (absent)");
        g.release();
        BOOST_TEST(text_of(p.communicate({}, 30)) ==
                   (with_stderr ? "x, " : "x, (absent)"));
        BOOST_TEST(p.returncode().value() == 0);
    }
}

BOOST_AUTO_TEST_CASE(
    communicate_input_after_start,
    *boost::unit_test::label("py:subprocess.communicate.input_after_start"))
{
    auto const refused = [](ValueError const& e) {
        return e.what() == "Cannot send input after starting communication"s;
    };
    child_barrier g;
    auto p = start_piped(g, {g.wait_action(), "cat"});
    expire(p, "banana");
    BOOST_CHECK_EXCEPTION(p.communicate("split"), ValueError, refused);
    expire(p, "");
    expire(p, std::nullopt);
    g.release();
    BOOST_TEST(text_of(p.communicate("")) == "banana, ");
    BOOST_CHECK_EXCEPTION(p.communicate("split"), ValueError, refused);
    BOOST_TEST(text_of(p.communicate("")) == "banana, ");
}

BOOST_AUTO_TEST_CASE(
    communicate_input_resumed_after_timeout,
    *boost::unit_test::label(
        "py:subprocess.communicate.input_resumed_after_timeout"))
{
    std::string data;
    for (int i = 0; data.size() < (1 << 20); ++i)
    {
        data += std::to_string(i) + ' ';
    }
    data.resize(1 << 20);
    child_barrier g;
    auto p = start_piped(g, {g.wait_action(), "count"});
    expire(p, data);
    BOOST_TEST(bytes_in_pipe(p.stdin_()) > 0);
    expire(p);
    g.release();
    BOOST_TEST(text_of(p.communicate()) == "1048576, ");
    BOOST_TEST(p.stdin_().closed());

    // Each byte is sent once, with stdin alone and after a write().
    scratch_directory place;
    auto const path = place.path() + "/copy";
    auto const fifo = place.path() + "/fifo";
    sp::Popen q({"sh", "-c", "mkfifo \"$1\" && read x <\"$1\"; cat >\"$0\"",
                 path.c_str(), fifo.c_str()},
                sp::stdin_ = sp::PIPE);
    q.stdin_().write("start ");
    expire(q, data);
    BOOST_TEST(sp::call({"sh", "-c",
                         "while [ ! -p \"$0\" ]; do sleep 0.01; done; "
                         "echo >\"$0\"",
                         fifo.c_str()}) == 0);
    BOOST_TEST(text_of(q.communicate({}, 30)) == "(absent), (absent)");
    BOOST_TEST((read_file(path) == "start " + data));

    // In text mode the input is encoded only once.
    child_barrier h;
    auto r = start_piped(h, {h.wait_action(), "cat"}, sp::encoding = "utf-16");
    expire(r, data + "é");
    h.release();
    BOOST_TEST((r.communicate().stdout_ == data + "é"));
}

BOOST_AUTO_TEST_CASE(
    communicate_huge_timeout,
    *boost::unit_test::label("py:subprocess.communicate.huge_timeout"))
{
    for (auto t : {concur::timeout(1e10), concur::timeout(1e300),
                   concur::timeout(std::numeric_limits<double>::infinity()),
                   concur::timeout(std::numeric_limits<long long>::max()),
                   concur::timeout(std::chrono::hours::max()),
                   concur::timeout(std::nullopt)})
    {
        sp::Popen p(child({"cat", "sleep:0.01", "err:y"}),
                    sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                    sp::stderr_ = sp::PIPE);
        BOOST_TEST(text_of(p.communicate("x", t)) == "x, y");
        sp::Popen q(child({"sleep:0.01", "exit:3"}));
        q.communicate({}, t);
        BOOST_TEST(q.returncode().value() == 3);
    }
}

BOOST_AUTO_TEST_CASE(communicate_stream_closed_after_timeout)
{
    child_barrier g;
    auto p = start_piped(g, {"out:x", g.wait_action(), "err:y"});
    BOOST_TEST(has_written(p.stdout_(), 1));
    expire(p, std::string(1 << 20, 'x'));
    p.stdin_().close();
    p.stdout_().close();
    BOOST_TEST(expire(p) == "x, (absent)");
    g.release();
    BOOST_TEST(text_of(p.communicate({}, 30)) == "x, y");
    BOOST_TEST(p.returncode().value() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
