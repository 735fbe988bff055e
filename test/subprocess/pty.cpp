// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/terminal.hpp>

#include "blocking_calls.hpp"
#include "both_drivers.hpp"
#include "child_barrier.hpp"
#include "start_modes.hpp"

#include <concur/subprocess/popen.hpp>

#include <support/expect_error.hpp>
#include <support/may_refuse_calls.hpp>
#include <support/refused_calls.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// Terminals as streams of a child.

namespace sp = concur::subprocess;
using namespace support;

namespace {

constexpr auto bound = std::chrono::seconds(20);

sp::options with_terminal(sp::redirect const& r = sp::PTY)
{
    sp::options o;
    o.stdin_ = o.stdout_ = o.stderr_ = r;
    o.timeout = bound;
    return o;
}

// For a process object, and in text mode.
sp::options for_talk(sp::redirect const& r = sp::PTY)
{
    auto o = with_terminal(r);
    o.timeout = {};
    o.text = true;
    return o;
}

sp::command shell(std::string const& line)
{
    return {"/bin/sh", "-c", line};
}

void say(sp::Popen& p, std::string const& text)
{
    p.stdin_().write(text);
    p.stdin_().flush();
}

std::string lines_of(int count)
{
    std::string all;
    for (int i = 0; i != count; ++i)
    {
        all += "line " + std::to_string(i) + "\n";
    }
    return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(pty, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(all_streams_are_one_controlling_terminal)
{
    auto const line = "test -t 0 && test -t 1 && test -t 2 && echo all;"
                      "stty size; echo error >&2; echo session >/dev/tty";
    with_both_drivers([&](auto const& run) {
        auto o = with_terminal();
        auto const raw = run(shell(line), o);
        BOOST_TEST(*raw.stdout_ == "all\r\n24 80\r\nerror\r\nsession\r\n");
        BOOST_TEST(!raw.stderr_);
        BOOST_TEST(raw.returncode == 0);
        o.text = true;
        o.stderr_ = sp::STDOUT;
        BOOST_TEST(*run(shell(line), o).stdout_ ==
                   "all\n24 80\nerror\nsession\n");
    });
}

BOOST_AUTO_TEST_CASE(each_way_to_start_a_child_has_it)
{
    for (auto o : start_modes())
    {
        o.stdout_ = sp::pty{.rows = 7, .columns = 9};
        o.timeout = bound;
        BOOST_TEST(
            *sp::run(shell("stty size <&1; echo >/dev/tty"), o).stdout_ ==
            "7 9\r\n\r\n");
    }
}

BOOST_AUTO_TEST_CASE(large_data_passes_a_raw_terminal_whole)
{
    std::string data(1024 * 1024, '\0');
    unsigned next = 1;
    for (auto& c : data)
    {
        next = next * 1103515245 + 12345;
        c = static_cast<char>(next >> 16);
    }
    with_both_drivers([&](auto const& run) {
        auto o = with_terminal(sp::pty{.raw = true});
        o.input = data;
        auto const done = run({"head", "-c", "1048576"}, o);
        BOOST_TEST((*done.stdout_ == data));
        BOOST_TEST(done.returncode == 0);
    });
}

BOOST_AUTO_TEST_CASE(the_end_of_the_input_is_sent)
{
    with_both_drivers([](auto const& run) {
        auto o = with_terminal();
        o.text = true;
        BOOST_TEST(*run({"cat"}, o).stdout_ == "");
        for (auto const& data : {std::string("part"), lines_of(20000)})
        {
            o.input = data;
            auto const done = run({"cat"}, o);
            BOOST_TEST((*done.stdout_ == data));
            BOOST_TEST(done.returncode == 0);
        }
    });
}

BOOST_AUTO_TEST_CASE(a_child_need_not_read_its_input)
{
    with_both_drivers([](auto const& run) {
        auto o = with_terminal();
        o.input = lines_of(50000);
        BOOST_TEST(run({"true"}, o).returncode == 0);
    });
}

BOOST_AUTO_TEST_CASE(nothing_that_was_written_before_the_end_is_lost)
{
    with_both_drivers([](auto const& run) {
        auto const o = with_terminal(sp::pty{.raw = true});
        for (int i = 0; i != 30; ++i)
        {
            auto const done = run({"head", "-c", "30000", "/dev/zero"}, o);
            BOOST_TEST(done.stdout_->size() == 30000u);
        }
    });
    auto o = with_terminal(sp::pty{.raw = true});
    o.timeout = {};
    for (int i = 0; i != 10; ++i)
    {
        sp::Popen p({"head", "-c", "3000", "/dev/zero"}, o);
        BOOST_TEST(p.wait(bound) == 0);
        BOOST_TEST(p.stdout_().read().size() == 3000u);
    }
}

BOOST_AUTO_TEST_CASE(an_output_of_its_own)
{
    with_both_drivers([](auto const& run) {
        auto o = with_terminal();
        o.stderr_ = sp::PIPE;
        auto const split = run(shell("echo out; echo err >&2"), o);
        BOOST_TEST(*split.stdout_ == "out\r\n");
        BOOST_TEST(*split.stderr_ == "err\n");
        o.stderr_ = sp::PTY;
        o.stdout_ = sp::PIPE;
        auto const other = run(shell("echo out; echo err >&2"), o);
        BOOST_TEST(*other.stdout_ == "out\n");
        BOOST_TEST(*other.stderr_ == "err\r\n");
        o.on_stdout = [](std::string_view) {};
        o.stdout_ = sp::PTY;
        BOOST_TEST(*run(shell("echo out; echo err >&2"), o).stdout_ ==
                   "out\r\nerr\r\n");
    });
}

BOOST_AUTO_TEST_CASE(a_timeout_kills)
{
    with_both_drivers([](auto const& run) {
        auto o = with_terminal();
        o.timeout = 0.3;
        auto const e = expect_error<sp::TimeoutExpired>(
            [&] { run(shell("echo begun; exec sleep 60"), o); });
        BOOST_TEST(e.cmd.items().size() == 3u);
    });
}

BOOST_AUTO_TEST_CASE(a_prompt_for_a_password)
{
    sp::Popen p(shell("stty -echo; printf 'Password: '; read word;"
                      "stty echo; echo; echo \"$word it is\"; read word"),
                for_talk(sp::pty{.echo = true}));
    auto const terminal = p.terminal();
    BOOST_TEST(p.stdout_().read_until("word: ", bound) == "Password: ");
    BOOST_TEST(!terminal.echo());
    say(p, "secret\n");
    BOOST_TEST(p.stdout_().read_until(" is\n", bound) == "\nsecret it is\n");
    BOOST_TEST(terminal.echo());
    say(p, "open\n");
    BOOST_TEST(p.stdout_().read() == "open\n");
    BOOST_TEST(p.wait(bound) == 0);
}

BOOST_AUTO_TEST_CASE(an_interactive_shell)
{
    sp::Popen p({"/bin/sh", "-i"}, for_talk(),
                sp::env = {{"PS1", "now> "}, {"PATH", "/usr/bin:/bin"}});
    auto const out = p.stdout_();
    BOOST_TEST(out.text());
    auto answer = [&](std::string const& line) {
        say(p, line);
        return p.stdout_().read_until("now> ", bound);
    };
    BOOST_TEST(answer("") == "now> ");
    BOOST_TEST(answer("x=4\n") == "now> ");
    BOOST_TEST(answer("echo $((x + 1))\n") == "5\nnow> ");
    p.terminal().send_eof();
    BOOST_TEST(p.wait(bound) == 0);
}

BOOST_AUTO_TEST_CASE(a_new_size_is_seen)
{
    sp::Popen p(shell("trap 'stty size; exit 5' WINCH; echo ready;"
                      "for i in $(seq 400); do sleep 0.05; done"),
                for_talk());
    auto terminal = p.terminal();
    BOOST_TEST((terminal.size() == sp::terminal_size{24, 80}));
    BOOST_TEST(p.stdout_().readline() == "ready\n");
    terminal.resize(40, 120);
    BOOST_TEST((terminal.size() == sp::terminal_size{40, 120}));
    BOOST_TEST(p.stdout_().read_until("120\n", bound) == "40 120\n");
    BOOST_TEST(p.wait(bound) == 5);
    expect_error<concur::ValueError>([&] { terminal.resize(-1, 2); });
    expect_error<concur::ValueError>([&] { terminal.resize(1, 65536); });
}

BOOST_AUTO_TEST_CASE(echo_can_be_turned_on)
{
    sp::Popen p({"cat"}, for_talk());
    auto terminal = p.terminal();
    BOOST_TEST(!terminal.echo());
    terminal.echo(true);
    say(p, "twice\n");
    BOOST_TEST(p.stdout_().readline() == "twice\n");
    BOOST_TEST(p.stdout_().readline() == "twice\n");
    terminal.echo(false);
    say(p, "once\n");
    p.stdin_().close();
    BOOST_TEST(p.stdout_().read() == "once\n");
    BOOST_TEST(p.wait(bound) == 0);
}

BOOST_AUTO_TEST_CASE(the_input_can_be_ended)
{
    for (std::string const text : {"", "line\n", "part"})
    {
        sp::Popen sent({"cat"}, for_talk());
        sent.stdin_().write(text);
        sent.terminal().send_eof();
        BOOST_TEST(sent.stdout_().read() == text);
        BOOST_TEST(sent.wait(bound) == 0);
        sp::Popen closed({"cat"}, for_talk());
        closed.stdin_().write(text);
        closed.stdin_().close();
        BOOST_TEST(closed.stdout_().read() == text);
        BOOST_TEST(closed.wait(bound) == 0);
        sp::Popen communicated({"cat"}, for_talk());
        communicated.stdin_().write(text);
        BOOST_TEST(*communicated.communicate({}, bound).stdout_ == text);
        BOOST_TEST(*communicated.returncode() == 0);
    }
    sp::options o;
    o.stdout_ = sp::PTY;
    sp::Popen without(shell("cat <&1"), o);
    without.terminal().send_eof();
    BOOST_TEST(without.wait(bound) == 0);
}

// The child may choose the character.
BOOST_AUTO_TEST_CASE(the_input_is_ended_as_the_terminal_has_it)
{
    auto const ready = [](sp::Popen& p) {
        BOOST_TEST(p.stdout_().readline() == "ready\n");
        p.stdin_().write("line\npart");
    };
    auto const command = shell("stty eof ^X; echo ready; exec cat");
    sp::Popen sent(command, for_talk());
    ready(sent);
    sent.terminal().send_eof();
    BOOST_TEST(sent.wait(bound) == 0);
    BOOST_TEST(sent.stdout_().read() == "line\npart");
    sp::Popen closed(command, for_talk());
    ready(closed);
    closed.stdin_().close();
    BOOST_TEST(closed.wait(bound) == 0);
    BOOST_TEST(closed.stdout_().read() == "line\npart");
}

BOOST_AUTO_TEST_CASE(the_input_of_a_raw_terminal_has_no_end)
{
    child_barrier g;
    sp::Popen p(
        {"/bin/sh", "-c",
         "\"$0\" " + g.wait_action() + " && dd bs=100 count=1 2>/dev/null",
         child()},
        for_talk(sp::pty{.raw = true}), sp::pass_fds = {g.descriptor()});
    p.stdin_().write("abc");
    p.stdin_().close();
    g.release();
    BOOST_TEST(p.wait(bound) == 0);
    BOOST_TEST(p.stdout_().read() == "abc");
}

BOOST_AUTO_TEST_CASE(a_read_sleeps_until_there_is_data)
{
    sp::Popen p(shell("sleep 1; echo late"), for_talk());
    auto const before = cpu_seconds();
    BOOST_TEST(p.stdout_().readline() == "late\n");
    BOOST_TEST(cpu_seconds() - before < 0.25);
    BOOST_TEST(p.wait(bound) == 0);
}

BOOST_AUTO_TEST_CASE(hanging_up_ends_the_child)
{
    sp::Popen p({"cat"}, for_talk());
    auto terminal = p.terminal();
    terminal.hang_up();
    BOOST_TEST(terminal.closed());
    BOOST_TEST(p.stdin_().closed());
    BOOST_TEST(p.stdout_().closed());
    BOOST_TEST(p.wait(bound) == -SIGHUP);
    terminal.hang_up();
    expect_error<concur::ValueError>([&] { terminal.size(); });
    expect_error<concur::ValueError>([&] { terminal.send_eof(); });
    BOOST_TEST(!p.communicate().stdout_->size());
}

BOOST_AUTO_TEST_CASE(the_end_of_the_process_object_hangs_up)
{
    sp::Popen p({"cat"}, for_talk());
    auto const terminal = p.terminal();
    BOOST_TEST(p.close_and_wait() == -SIGHUP);
    BOOST_TEST(terminal.closed());
    sp::terminal kept;
    {
        sp::Popen other({"cat"}, for_talk());
        kept = other.terminal();
    }
    BOOST_TEST(kept.closed());
}

BOOST_AUTO_TEST_CASE(a_child_without_terminal)
{
    sp::Popen p({"true"}, sp::stdout_ = sp::PIPE);
    BOOST_TEST(!p.terminal());
    expect_error<concur::ValueError>([&] { p.terminal().send_eof(); });
    sp::Popen written({"true"}, for_talk());
    written.wait(bound);
    written.stdin_().write("nobody reads this\n");
    expect_error<concur::BrokenPipeError>([&] { written.stdin_().flush(); });
}

BOOST_AUTO_TEST_CASE(descriptors_are_not_leaked)
{
    CHECK_FORKED([] {
        auto const before = open_descriptors();
        int failures = 0;
        for (rlim_t most = 0; most != 64; ++most)
        {
            rlimit limit;
            EXPECT(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
            auto const old = limit.rlim_cur;
            limit.rlim_cur = most;
            EXPECT(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
            bool failed = false;
            try
            {
                killed_popen p({"cat"}, for_talk());
            }
            catch (concur::OSError const& e)
            {
                failed = true;
                EXPECT(e.errno_() == EMFILE);
            }
            limit.rlim_cur = old;
            EXPECT(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
            EXPECT(open_descriptors() == before);
            failures += failed ? 1 : 0;
        }
        EXPECT(failures > 5);
        EXPECT(failures < 64);
    });
}

BOOST_AUTO_TEST_CASE(descriptors_are_not_inherited)
{
    auto o = with_terminal();
    o.close_fds = false;
    sp::Popen holder({"cat"}, for_talk());
    auto const names =
        *sp::run({"ls", "-l", "/proc/self/fd/"}, o, sp::text = true).stdout_;
    BOOST_TEST((names.find("ptmx") == names.npos), names);
    BOOST_TEST((names.find("/dev/pts") != names.npos), names);
}

BOOST_AUTO_TEST_CASE(a_refused_terminal, *support::may_refuse_calls)
{
    CHECK_FORKED([] {
        auto const before = open_descriptors();
        refuse_calls({SYS_ioctl}, EPERM);
        auto const e = expect_error<concur::OSError>(
            [] { sp::run({"true"}, with_terminal()); });
        EXPECT(e.errno_() == EPERM);
        EXPECT(open_descriptors() == before);
        EXPECT(no_children());
    });
}

BOOST_AUTO_TEST_CASE(what_makes_no_sense_is_an_error)
{
    auto rejected = [](sp::options const& o) {
        expect_error<concur::ValueError>([&] { sp::run({"true"}, o); });
    };
    rejected(with_terminal(sp::pty{.rows = -1}));
    rejected(with_terminal(sp::pty{.columns = 65536}));
    auto o = with_terminal();
    o.stdout_ = sp::pty{.rows = 5};
    BOOST_TEST(*sp::run(shell("stty size"), o).stdout_ == "5 80\r\n");
    o.stdin_ = sp::pty{.rows = 6};
    rejected(o);
    o = with_terminal();
    o.process_group = 0;
    rejected(o);
    o = with_terminal();
    o.on_stderr = [](std::string_view) {};
    rejected(o);
}

BOOST_AUTO_TEST_CASE(read_until_a_text)
{
    for (long long const size : {-1, 0, 3})
    {
        for (bool const text : {false, true})
        {
            sp::Popen p(shell("printf abc; read x; printf 'def\\nrest'"),
                        sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                        sp::bufsize = size, sp::text = text);
            auto out = p.stdout_();
            BOOST_TEST(out.read_until("a", bound) == "a");
            auto const e = expect_error<concur::OSError>(
                [&] { out.read_until("d", 0.05); });
            BOOST_TEST(e.errno_() == ETIMEDOUT);
            p.stdin_().write("\n");
            p.stdin_().close();
            BOOST_TEST(out.read_until("cd", bound) == "bcd");
            BOOST_TEST(out.read_until("\n") == "ef\n");
            BOOST_TEST(out.read_until("no such text", bound) == "rest");
            BOOST_TEST(out.read_until("no such text") == "");
            expect_error<concur::ValueError>([&] { out.read_until(""); });
        }
    }
    sp::Popen p(shell("printf abc; exec sleep 60"), sp::stdout_ = sp::PIPE,
                sp::bufsize = 0);
    BOOST_TEST(has_written(p.stdout_(), 3));
    expect_error<concur::OSError>([&] { p.stdout_().read_until("d", 0.2); });
    p.kill();
    BOOST_TEST(p.stdout_().read() == "abc");
}

BOOST_AUTO_TEST_SUITE_END()
