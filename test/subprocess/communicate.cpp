// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/popen.hpp>

#include <concur/subprocess.hpp>

#include "child_barrier.hpp"
#include "piped_child.hpp"
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <future>
#include <optional>
#include <string>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace sp = concur::subprocess;
using concur::ValueError;
using namespace std::string_literals;
using namespace support;

namespace {

// A text that is longer than four pipes can hold, and never repeats itself.
std::string much()
{
    std::string text;
    for (int i = 0; text.size() < 4400000; ++i)
    {
        text += std::to_string(i) + ' ';
    }
    return text;
}

sp::redirect pipe_if(bool yes)
{
    return yes ? sp::redirect(sp::PIPE) : sp::redirect(sp::DEVNULL);
}

} // namespace

BOOST_AUTO_TEST_SUITE(communicate,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(
    communicate_stdin_only,
    *boost::unit_test::label("py:subprocess.communicate.stdin_only"))
{
    scratch_directory place;
    auto const path = place.path() + "/copy";
    sp::Popen p({"sh", "-c", "cat >\"$0\"; exit 1", path.c_str()},
                sp::stdin_ = sp::PIPE);
    BOOST_TEST(text_of(p.communicate("pear")) == "(absent), (absent)");
    BOOST_TEST(p.returncode().value() == 1);
    BOOST_TEST(p.stdin_().closed());
    BOOST_TEST(read_file(path) == "pear");
}

BOOST_AUTO_TEST_CASE(
    communicate_stdout_only,
    *boost::unit_test::label("py:subprocess.communicate.stdout_only") *
        boost::unit_test::label("py:subprocess.communicate.stderr_only") *
        boost::unit_test::label("py:subprocess.communicate.tuple"))
{
    sp::Popen out(child({"out:pineapple"}), sp::stdout_ = sp::PIPE);
    auto const from_out = out.communicate();
    BOOST_TEST(from_out.stdout_.value() == "pineapple");
    BOOST_TEST(!from_out.stderr_);
    sp::Popen err(child({"err:pineapple"}), sp::stderr_ = sp::PIPE);
    auto const from_err = err.communicate();
    BOOST_TEST(!from_err.stdout_);
    BOOST_TEST(from_err.stderr_.value() == "pineapple");
    sp::Popen both(child({"out:a", "err:b"}), sp::stdout_ = sp::PIPE,
                   sp::stderr_ = sp::STDOUT);
    BOOST_TEST(text_of(both.communicate()) == "ab, (absent)");
}

BOOST_AUTO_TEST_CASE(
    communicate_all_three,
    *boost::unit_test::label("py:subprocess.communicate.all_three"))
{
    auto p = start_piped({"err:pineapple", "cat"});
    BOOST_TEST(text_of(p.communicate("banana")) == "banana, pineapple");
    BOOST_TEST(p.returncode().value() == 0);
    auto q = start_piped({"cat", "err:pineapple"});
    BOOST_TEST(text_of(q.communicate("")) == ", pineapple");
    auto r = start_piped({"cat"});
    BOOST_TEST(text_of(r.communicate(std::nullopt)) == ", ");
}

BOOST_AUTO_TEST_CASE(
    communicate_closes_pipes,
    *boost::unit_test::label("py:subprocess.communicate.closes_pipes"))
{
    for (int which = 1; which < 8; ++which)
    {
        sp::Popen p(
            child({"drain", "out:x", "err:y"}), sp::stdin_ = pipe_if(which & 1),
            sp::stdout_ = pipe_if(which & 2), sp::stderr_ = pipe_if(which & 4));
        auto const said = p.communicate();
        BOOST_TEST_CONTEXT("combination " << which)
        {
            BOOST_TEST(bool(p.stdin_()) == bool(which & 1));
            BOOST_TEST(all_closed(p));
            BOOST_TEST(text_of(said.stdout_) == (which & 2 ? "x" : "(absent)"));
            BOOST_TEST(text_of(said.stderr_) == (which & 4 ? "y" : "(absent)"));
        }
    }
}

BOOST_AUTO_TEST_CASE(
    communicate_no_pipes_returns_none,
    *boost::unit_test::label(
        "py:subprocess.communicate.no_pipes_returns_none") *
        boost::unit_test::label("py:subprocess.communicate.sets_returncode"))
{
    sp::Popen p(child({"exit:47"}));
    BOOST_TEST(!p.returncode());
    BOOST_TEST(text_of(p.communicate()) == "(absent), (absent)");
    BOOST_TEST(p.returncode().value() == 47);
    // The same if the streams end long before the child.
    auto q = start_piped({"close:1", "close:2", "sleep:0.05", "exit:3"});
    q.communicate();
    BOOST_TEST(q.returncode().value() == 3);
}

BOOST_AUTO_TEST_CASE(communicate_larger_than_pipe_buffer,
                     *boost::unit_test::label(
                         "py:subprocess.communicate.larger_than_pipe_buffer"))
{
    auto const data = much();
    auto p = start_piped({"read:47", "errn:4400000", "cat"});
    auto const said = p.communicate(data);
    BOOST_TEST((said.stdout_ == data));
    BOOST_TEST((said.stderr_ == std::string(4400000, 'x')));
}

BOOST_AUTO_TEST_CASE(communicate_partial_write_pipe_buf,
                     *boost::unit_test::label(
                         "py:subprocess.communicate.partial_write_pipe_buf"))
{
    auto const data = much();
    for (auto const& input : {data, data.substr(0, 4097), "x"s})
    {
        // A child that writes all its output before it reads.
        auto p = start_piped({"outn:4400000", "cat"});
        auto const said = p.communicate(input);
        BOOST_TEST((said.stdout_ == std::string(4400000, 'x') + input));
        BOOST_TEST(said.stderr_.value() == "");
    }
}

BOOST_AUTO_TEST_CASE(
    communicate_after_manual_write,
    *boost::unit_test::label("py:subprocess.communicate.after_manual_write"))
{
    auto p = start_piped({"cat"});
    p.stdin_().write("banana");
    BOOST_TEST(text_of(p.communicate("split")) == "bananasplit, ");
    auto q = start_piped({"cat"});
    q.stdin_().write("banana");
    BOOST_TEST(text_of(q.communicate()) == "banana, ");
    auto r = start_piped({"cat"}, sp::text);
    r.stdin_().write("banana\n");
    BOOST_TEST(text_of(r.communicate("split")) == "banana\nsplit, ");
}

BOOST_AUTO_TEST_CASE(
    communicate_twice_same_result,
    *boost::unit_test::label("py:subprocess.communicate.twice_same_result"))
{
    for (bool text : {false, true})
    {
        auto p = start_piped({"cat", "err:y\\r\\n"}, sp::text = text);
        auto const end = text ? "x, y\n"s : "x, y\r\n"s;
        BOOST_TEST(text_of(p.communicate("x")) == end);
        BOOST_TEST(text_of(p.communicate()) == end);
        BOOST_TEST(text_of(p.communicate("", 0)) == end);
        sp::Popen one(child({"out:x"}), sp::stdout_ = sp::PIPE,
                      sp::text = text);
        BOOST_TEST(text_of(one.communicate()) == "x, (absent)");
        BOOST_TEST(text_of(one.communicate()) == "x, (absent)");
    }
    sp::Popen none(child({}));
    none.communicate();
    BOOST_TEST(text_of(none.communicate()) == "(absent), (absent)");
}

BOOST_AUTO_TEST_CASE(communicate_input_without_stdin_pipe,
                     *boost::unit_test::label(
                         "py:subprocess.communicate.input_without_stdin_pipe"))
{
    sp::Popen p(child({"cat", "out:x"}), sp::stdin_ = sp::DEVNULL,
                sp::stdout_ = sp::PIPE, sp::stderr_ = sp::PIPE);
    BOOST_TEST(text_of(p.communicate("ignored")) == "x, ");
    sp::Popen q(child({}));
    BOOST_TEST(text_of(q.communicate("ignored", 30)) == "(absent), (absent)");
}

BOOST_AUTO_TEST_CASE(
    communicate_stdin_closed_by_user,
    *boost::unit_test::label("py:subprocess.communicate.stdin_closed_by_user"))
{
    auto p = start_piped({"cat", "out:!"});
    p.stdin_().write("pear");
    p.stdin_().close();
    BOOST_CHECK_EXCEPTION(p.communicate("more"), ValueError,
                          [](ValueError const& e) {
                              return e.what() == "write to closed file"s;
                          });
    BOOST_TEST(text_of(p.communicate()) == "pear!, ");
    sp::Popen q(child({"drain"}), sp::stdin_ = sp::PIPE);
    q.stdin_().close();
    BOOST_TEST(text_of(q.communicate("")) == "(absent), (absent)");
}

BOOST_AUTO_TEST_CASE(
    communicate_after_partial_read,
    *boost::unit_test::label("py:subprocess.communicate.after_partial_read"))
{
    for (bool text : {false, true})
    {
        for (bool both : {false, true})
        {
            sp::Popen p(child({"out:abcé\\nf", "err:ghé"}),
                        sp::stdout_ = sp::PIPE, sp::stderr_ = pipe_if(both),
                        sp::text = text);
            BOOST_TEST(p.stdout_().read(2) == "ab");
            if (both)
            {
                BOOST_TEST(p.stderr_().read(1) == "g");
            }
            BOOST_TEST(text_of(p.communicate({}, 30)) ==
                       (both ? "cé\nf, hé" : "cé\nf, (absent)"));
        }
    }
    sp::Popen r(child({"out:abc"}), sp::stdout_ = sp::PIPE, sp::bufsize = 0);
    BOOST_TEST(r.stdout_().read(2) == "ab");
    BOOST_TEST(text_of(r.communicate()) == "c, (absent)");
}

BOOST_AUTO_TEST_CASE(
    communicate_many_fds,
    *boost::unit_test::label("py:subprocess.communicate.many_fds"))
{
    rlimit limit;
    ::getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_max < 1200)
    {
        BOOST_TEST_MESSAGE("skipped: 1200 descriptors may not be open");
        return;
    }
    CHECK_FORKED([&] {
        limit.rlim_cur = 1200;
        ::setrlimit(RLIMIT_NOFILE, &limit);
        while (::open("/dev/null", O_RDONLY) < 1100)
        {
        }
        for (auto t : {std::optional<int>(), std::optional(30)})
        {
            auto p = start_piped({"cat", "err:y"});
            EXPECT(p.stdin_().fileno() > 1024);
            EXPECT(p.stdout_().fileno() > 1024);
            EXPECT(p.stderr_().fileno() > 1024);
            std::string const data(1 << 20, 'x');
            auto const said = p.communicate(data, t);
            EXPECT(said.stdout_ == data);
            EXPECT(said.stderr_ == "y");
            EXPECT(p.returncode() == 0);
        }
    });
}

BOOST_AUTO_TEST_CASE(communicate_keywords)
{
    auto p = start_piped({"cat"});
    BOOST_TEST(text_of(p.communicate(sp::timeout = 30, sp::input = "x")) ==
               "x, ");
    auto q = start_piped({"cat"});
    BOOST_TEST(text_of(q.communicate("x", sp::timeout = 30)) == "x, ");
}

// Another child may have the write end as its standard output, with the same
// flags.
BOOST_AUTO_TEST_CASE(communicate_leaves_flags_of_stdin_alone)
{
    child_barrier g;
    sp::Popen p(child({g.wait_action(), "count"}), sp::stdin_ = sp::PIPE,
                sp::stdout_ = sp::PIPE, sp::pass_fds = {g.descriptor()});
    auto const shared = ::dup(p.stdin_().fileno());
    auto const flags = ::fcntl(shared, F_GETFL);
    auto conversation = std::async(std::launch::async, [&] {
        return p.communicate(std::string(300000, 'x'), 60);
    });
    BOOST_TEST(has_written(shared, 4096));
    BOOST_TEST(::fcntl(shared, F_GETFL) == flags);
    sp::Popen other(child({"outn:200000"}), sp::stdout_ = shared);
    ::close(shared);
    g.release();
    BOOST_TEST(other.wait(60) == 0);
    BOOST_TEST(std::stol(conversation.get().stdout_.value()) == 500000);
}

BOOST_AUTO_TEST_SUITE_END()
