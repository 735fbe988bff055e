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

#include <filesystem>
#include <optional>
#include <sstream>
#include <string>
#include <type_traits>
#include <utility>

#include <sys/wait.h>
#include <unistd.h>

namespace sp = concur::subprocess;
using namespace support;

namespace {

// The mode, encoding and errors of the object, then encoding and errors of its
// streams.
std::string settings(sp::Popen const& p)
{
    BOOST_TEST(p.text_mode() == p.universal_newlines());
    for (auto const& s : {p.stdin_(), p.stdout_(), p.stderr_()})
    {
        BOOST_TEST(s.text() == p.text_mode());
        BOOST_TEST(text_of(s.encoding()) == text_of(p.stdin_().encoding()));
        BOOST_TEST(text_of(s.errors()) == text_of(p.stdin_().errors()));
    }
    return (p.text_mode() ? "text " : "binary ") + text_of(p.encoding()) + " " +
           text_of(p.errors()) + ", " + text_of(p.stdin_().encoding()) + " " +
           text_of(p.stdin_().errors());
}

} // namespace

BOOST_AUTO_TEST_SUITE(attributes, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(
    popen_attributes_pid,
    *boost::unit_test::label("py:subprocess.popen.attributes.pid"))
{
    sp::Popen p(child({"pid", "ppid", "exit:3"}), sp::stdout_ = sp::PIPE);
    auto const pid = p.pid();
    BOOST_TEST(p.stdout_().read() ==
               std::to_string(pid) + "\n" + std::to_string(::getpid()) + "\n");
    BOOST_TEST(p.wait() == 3);
    BOOST_TEST(p.pid() == pid);
}

BOOST_AUTO_TEST_CASE(popen_attributes_returncode_absent,
                     *boost::unit_test::label(
                         "py:subprocess.popen.attributes.returncode_absent"))
{
    child_barrier g;
    auto const start = [&] {
        return sp::Popen(child({g.wait_action(), "exit:3"}),
                         sp::pass_fds = {g.descriptor()});
    };
    auto polled = start();
    auto waited = start();
    auto talked = start();
    auto const all_absent = [&] {
        return !polled.returncode() && !waited.returncode() &&
               !talked.returncode();
    };
    BOOST_TEST(all_absent());
    BOOST_TEST(!polled.poll());
    BOOST_TEST(all_absent());
    g.release();
    for (auto pid : {polled.pid(), waited.pid(), talked.pid()})
    {
        siginfo_t info{};
        BOOST_TEST(::waitid(P_PID, static_cast<id_t>(pid), &info,
                            WEXITED | WNOWAIT) == 0);
    }
    // The return code is absent until poll() or wait() has been called, even
    // when the child has ended.
    BOOST_TEST(all_absent());
    polled.poll();
    waited.wait();
    talked.communicate();
    BOOST_TEST(polled.returncode().value() == 3);
    BOOST_TEST(waited.returncode().value() == 3);
    BOOST_TEST(talked.returncode().value() == 3);
}

BOOST_AUTO_TEST_CASE(
    popen_attributes_streams,
    *boost::unit_test::label("py:subprocess.popen.attributes.streams"))
{
    for (bool text : {false, true})
    {
        auto p = start_piped({}, sp::text = text);
        BOOST_TEST(p.stdin_().writable());
        BOOST_TEST(!p.stdin_().readable());
        for (auto const& s : {p.stdout_(), p.stderr_()})
        {
            BOOST_TEST(s.readable());
            BOOST_TEST(!s.writable());
        }
        BOOST_TEST((p.stdin_().text() && p.stdout_().text() &&
                    p.stderr_().text()) == text);
        BOOST_TEST((p.stdout_() == p.stdout_()));
        BOOST_TEST((p.stdout_() != p.stderr_()));
    }
    // PIPE makes a stream for one of the three; other values make none.
    sp::Popen in(child({}), sp::stdin_ = sp::PIPE, sp::stdout_ = sp::DEVNULL,
                 sp::stderr_ = sp::STDOUT);
    BOOST_TEST((in.stdin_() && !in.stdout_() && !in.stderr_()));
    sp::Popen out(child({}), sp::stdin_ = 0, sp::stdout_ = sp::PIPE,
                  sp::stderr_ = sp::STDOUT);
    BOOST_TEST((!out.stdin_() && out.stdout_() && !out.stderr_()));
    sp::Popen err(child({}), sp::stdout_ = 1, sp::stderr_ = sp::PIPE);
    BOOST_TEST((!err.stdin_() && !err.stdout_() && err.stderr_()));
    sp::Popen none(child({}), sp::stdin_ = sp::DEVNULL, sp::stdout_ = 1,
                   sp::stderr_ = sp::DEVNULL);
    BOOST_TEST((!none.stdin_() && !none.stdout_() && !none.stderr_()));
}

BOOST_AUTO_TEST_CASE(
    popen_attributes_text_settings,
    *boost::unit_test::label("py:subprocess.popen.attributes.text_settings"))
{
    BOOST_TEST(settings(start_piped({})) ==
               "binary (absent) (absent), (absent) (absent)");
    BOOST_TEST(settings(start_piped({}, sp::text)) ==
               "text locale (absent), utf-8 strict");
    BOOST_TEST(settings(start_piped({}, sp::universal_newlines)) ==
               "text locale (absent), utf-8 strict");
    BOOST_TEST(settings(start_piped({}, sp::encoding = "Latin-1")) ==
               "text Latin-1 (absent), iso8859-1 strict");
    BOOST_TEST(settings(start_piped({}, sp::errors = "replace")) ==
               "text locale replace, utf-8 replace");
    BOOST_TEST(settings(start_piped({}, sp::encoding = "utf-16",
                                    sp::errors = "ignore")) ==
               "text utf-16 ignore, utf-16 ignore");
    BOOST_TEST(start_piped({}).pipesize() == -1);
    BOOST_TEST(start_piped({}, sp::pipesize = 8192).pipesize() == 8192);
    BOOST_TEST(start_piped({}, sp::pipesize = std::nullopt).pipesize() == -1);
}

BOOST_AUTO_TEST_CASE(popen_attributes_args)
{
    sp::Popen list({"sh", "-c", "exit 3"});
    BOOST_TEST((list.args() == sp::command({"sh", "-c", "exit 3"})));
    BOOST_TEST((list.args().kind() == sp::command::form::sequence));
    sp::Popen text("exit 3", sp::shell);
    BOOST_TEST((text.args() == sp::command("exit 3")));
    BOOST_TEST((text.args().kind() == sp::command::form::string));
    BOOST_TEST(list.wait() == 3);
    BOOST_TEST(text.wait() == 3);
}

BOOST_AUTO_TEST_CASE(popen_repr,
                     *boost::unit_test::label("py:subprocess.popen.repr"))
{
    sp::Popen p({"sh", "-c", "read x; exit 3"}, sp::stdin_ = sp::PIPE);
    BOOST_TEST(to_string(p) == "<Popen: returncode: None args: "
                               "['sh', '-c', 'read x; exit 3']>");
    p.close_and_wait();
    std::ostringstream out;
    out << p;
    BOOST_TEST(out.str() == "<Popen: returncode: 3 args: "
                            "['sh', '-c', 'read x; exit 3']>");
    sp::Popen text("it's=1", sp::shell, sp::executable = "/bin/true");
    text.wait();
    BOOST_TEST(to_string(text) == "<Popen: returncode: 0 args: \"it's=1\">");
    sp::Popen path(std::filesystem::path("/bin/true"));
    path.wait();
    BOOST_TEST(to_string(path) == "<Popen: returncode: 0 args: '/bin/true'>");

    // 80 characters: 39 of the argument, and "<Popen: returncode: 0 args:
    // ['true', '" with "']>".
    auto const repr = [](std::size_t size) {
        sp::Popen q({"true", std::string(size, 'x').c_str()});
        q.wait();
        return to_string(q);
    };
    auto const start = "<Popen: returncode: 0 args: ['true', '";
    BOOST_TEST(repr(39) == start + std::string(39, 'x') + "']>");
    BOOST_TEST(repr(39).size() == 80u);
    BOOST_TEST(repr(40) == start + std::string(38, 'x') + "...>");
    BOOST_TEST(repr(40).size() == 80u);
    BOOST_TEST(repr(200) == start + std::string(38, 'x') + "...>");
}

BOOST_AUTO_TEST_CASE(
    popen_not_copyable,
    *boost::unit_test::label("py:subprocess.popen.not_copyable"))
{
    static_assert(!std::is_copy_constructible_v<sp::Popen>);
    static_assert(!std::is_copy_assignable_v<sp::Popen>);
    static_assert(std::is_nothrow_move_constructible_v<sp::Popen>);
    static_assert(std::is_nothrow_move_assignable_v<sp::Popen>);
    sp::Popen p(child({"cat", "exit:3"}), sp::stdin_ = sp::PIPE,
                sp::stdout_ = sp::PIPE);
    auto const pid = p.pid();
    auto const in = p.stdin_();
    p.stdin_().write("pear");
    sp::Popen q(std::move(p));
    BOOST_TEST(q.pid() == pid);
    BOOST_TEST((q.stdin_() == in));
    p = std::move(q);
    BOOST_TEST(p.pid() == pid);
    BOOST_TEST((p.stdin_() == in));
    BOOST_TEST(p.communicate("!").stdout_.value() == "pear!");
    BOOST_TEST(p.returncode().value() == 3);
}

BOOST_AUTO_TEST_SUITE_END()
