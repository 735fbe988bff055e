// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/run.hpp>

#include "checks.hpp"

#include <concur/subprocess/keywords.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace sp = concur::subprocess;
using namespace support;
using namespace std::string_literals;

namespace {

// Check that a child with input = none reads nothing, while the standard input
// of the parent is a file. `keywords` choose the mode.
void check_empty_input(auto&&... keywords)
{
    scratch_directory const place;
    auto const parents = place.file("stdin", "the parent's");
    CHECK_FORKED([&] {
        redirect_stream(0, parents, O_RDONLY);
        EXPECT(sp::check_output(child({"upper", "out:end\\r\\n"}),
                                sp::input = std::nullopt, keywords...) ==
               (sizeof...(keywords) == 0 ? "end\r\n" : "end\n"));
        EXPECT(::lseek(0, 0, SEEK_CUR) == 0);
    });
}

} // namespace

BOOST_AUTO_TEST_SUITE(check_output,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(
    check_output_returns_stdout,
    *boost::unit_test::label("py:subprocess.check_output.returns_stdout"))
{
    BOOST_TEST(sp::check_output(child({"out:BDFL\\n"})) == "BDFL\n");
    BOOST_TEST(sp::check_output(child({"out:\\r\\n\\0\\xff\\n\\n"})) ==
               "\r\n\0\xff\n\n"s);
    BOOST_TEST(sp::check_output(child({"exit:0"})) == "");
}

BOOST_AUTO_TEST_CASE(
    check_output_nonzero_raises,
    *boost::unit_test::label("py:subprocess.check_output.nonzero_raises"))
{
    auto const e = expect_error<sp::CalledProcessError>(
        [] { sp::check_output(child({"exit:5"})); });
    BOOST_TEST(e.returncode == 5);
    BOOST_TEST(e.output.value() == "");
    BOOST_TEST(!e.stderr_);
}

BOOST_AUTO_TEST_CASE(
    check_output_error_fields,
    *boost::unit_test::label("py:subprocess.check_output.error_fields"))
{
    auto const command = child({"out:o\\n", "err:e\\n", "exit:5"});
    auto const e = expect_error<sp::CalledProcessError>(
        [&] { sp::check_output(command, sp::stderr_ = sp::DEVNULL); });
    BOOST_TEST(e.returncode == 5);
    BOOST_TEST(e.cmd == sp::command(command));
    BOOST_TEST(e.output.value() == "o\n");
    BOOST_TEST(e.stdout_.value() == "o\n");
    BOOST_TEST(!e.stderr_);

    auto const both = expect_error<sp::CalledProcessError>(
        [&] { sp::check_output(command, sp::stderr_ = sp::PIPE); });
    BOOST_TEST(both.output.value() == "o\n");
    BOOST_TEST(both.stderr_.value() == "e\n");
}

BOOST_AUTO_TEST_CASE(
    check_output_stderr_to_stdout,
    *boost::unit_test::label("py:subprocess.check_output.stderr_to_stdout"))
{
    BOOST_TEST(sp::check_output(child({"err:BD", "out:F", "err:L"}),
                                sp::stderr_ = sp::STDOUT) == "BDFL");
}

BOOST_AUTO_TEST_CASE(
    check_output_shell_stderr_example,
    *boost::unit_test::label("py:subprocess.check_output.shell_stderr_example"))
{
    scratch_directory const place;
    auto const said = sp::check_output(
        "LC_ALL=C ls non_existent_file; exit 0", sp::stderr_ = sp::STDOUT,
        sp::shell = true, sp::cwd = place.path());
    BOOST_TEST(said.starts_with("ls: "));
    BOOST_TEST((said.find("non_existent_file") != said.npos));
    BOOST_TEST(said.ends_with(": No such file or directory\n"));
}

BOOST_AUTO_TEST_CASE(
    check_output_stdin_file,
    *boost::unit_test::label("py:subprocess.check_output.stdin_file"))
{
    scratch_directory const place;
    file_descriptor const file(place.file("fruit", "pear"));
    BOOST_TEST(sp::check_output(child({"upper"}), sp::stdin_ = file) == "PEAR");
}

BOOST_AUTO_TEST_CASE(
    check_output_input_bytes,
    *boost::unit_test::label("py:subprocess.check_output.input_bytes"))
{
    BOOST_TEST(sp::check_output(child({"upper"}), sp::input = "pear") ==
               "PEAR");
}

BOOST_AUTO_TEST_CASE(
    check_output_input_none_is_empty,
    *boost::unit_test::label("py:subprocess.check_output.input_none_is_empty"))
{
    check_empty_input();
}

BOOST_AUTO_TEST_CASE(check_output_input_none_is_empty_text,
                     *boost::unit_test::label(
                         "py:subprocess.check_output.input_none_is_empty_text"))
{
    check_empty_input(sp::text = true);
}

BOOST_AUTO_TEST_CASE(
    check_output_input_none_is_empty_universal_newlines,
    *boost::unit_test::label(
        "py:subprocess.check_output.input_none_is_empty_universal_newlines"))
{
    check_empty_input(sp::universal_newlines = true);
}

BOOST_AUTO_TEST_CASE(
    check_output_input_none_is_empty_encoding_errors,
    *boost::unit_test::label(
        "py:subprocess.check_output.input_none_is_empty_encoding_errors"))
{
    check_empty_input(sp::encoding = "utf-8", sp::errors = "ignore");
    BOOST_TEST(sp::check_output(child({"upper", "out:a\\xff\\r\\n\\xc3\\xa9"}),
                                sp::input = std::nullopt,
                                sp::encoding = "utf-8",
                                sp::errors = "ignore") == "a\n\xc3\xa9");
}

BOOST_AUTO_TEST_CASE(check_output_stdin_with_input_none,
                     *boost::unit_test::label(
                         "py:subprocess.check_output.stdin_with_input_none"))
{
    check_rejected(
        [](sp::command const& c) {
            sp::check_output(c, sp::stdin_ = sp::DEVNULL,
                             sp::input = std::nullopt);
        },
        {"stdin", "input"});
}

BOOST_AUTO_TEST_CASE(check_output_rejects_stdin_with_input,
                     *boost::unit_test::label(
                         "py:subprocess.check_output.rejects_stdin_with_input"))
{
    scratch_directory const place;
    file_descriptor const file(place.file("fruit", "pear"));
    check_rejected(
        [&](sp::command const& c) {
            sp::check_output(c, sp::stdin_ = file, sp::input = "pear");
        },
        {"stdin and input arguments may not both be used."});
}

BOOST_AUTO_TEST_CASE(
    check_output_rejects_stdout,
    *boost::unit_test::label("py:subprocess.check_output.rejects_stdout"))
{
    scratch_directory const place;
    file_descriptor const file(place.file("out"), O_WRONLY);
    check_rejected(
        [&](sp::command const& c) { sp::check_output(c, sp::stdout_ = file); },
        {"stdout argument not allowed, it will be overridden."});
    check_rejected(
        [&](sp::command const& c) {
            sp::check_output(c, sp::stdout_ = sp::PIPE);
        },
        {"stdout"});
}

BOOST_AUTO_TEST_CASE(check_output_rejects_stdout_even_none,
                     *boost::unit_test::label(
                         "py:subprocess.check_output.rejects_stdout_even_none"))
{
    check_rejected(
        [&](sp::command const& c) {
            sp::check_output(c, sp::stdout_ = std::nullopt);
        },
        {"stdout argument not allowed, it will be overridden."});
}

BOOST_AUTO_TEST_CASE(
    later_check_output_rejects_check,
    *boost::unit_test::label("py:subprocess.later.check_output_rejects_check"))
{
    check_rejected(
        [&](sp::command const& c) { sp::check_output(c, sp::check = false); },
        {"check argument not allowed, it will be overridden."});
    check_rejected(
        [&](sp::command const& c) { sp::check_output(c, sp::check = true); },
        {"check"});
}

BOOST_AUTO_TEST_CASE(check_output_timeout_carries_output,
                     *boost::unit_test::label(
                         "py:subprocess.check_output.timeout_carries_output"))
{
    auto const e = expect_timeout([](double seconds) {
        sp::check_output(child({"out:BDFL", "sleep:3600"}),
                         sp::timeout = seconds);
    });
    BOOST_TEST(e.output.value() == "BDFL");
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_CASE(
    check_output_equivalent_to_run,
    *boost::unit_test::label("py:subprocess.check_output.equivalent_to_run"))
{
    auto const same = [](sp::command const& c, auto const&... keywords) {
        auto const done =
            sp::run(c, sp::check = true, sp::stdout_ = sp::PIPE, keywords...);
        BOOST_TEST(sp::check_output(c, keywords...) == done.stdout_.value());
        return done.stdout_.value();
    };
    BOOST_TEST(same(child({"upper", "outn:100000"}), sp::input = "a\r\n") ==
               "A\r\n" + std::string(100000, 'x'));
    BOOST_TEST(same("echo $0; echo e >&2", sp::shell = true, sp::text = true,
                    sp::stderr_ = sp::STDOUT) == "/bin/sh\ne\n");
}

BOOST_AUTO_TEST_CASE(
    check_output_text_options,
    *boost::unit_test::label("py:subprocess.check_output.text_options"))
{
    auto const command = child({"out:a\\r\\n\\xe9\\r"});
    BOOST_TEST(sp::check_output(command) == "a\r\n\xe9\r");
    BOOST_TEST(sp::check_output(command, sp::encoding = "latin-1") ==
               "a\n\xc3\xa9\n");
    BOOST_TEST(sp::check_output(command, sp::encoding = "ascii",
                                sp::errors = "replace") == "a\n\xef\xbf\xbd\n");
    auto const plain = child({"out:a\\r\\nb\\r"});
    BOOST_TEST(sp::check_output(plain, sp::errors = "ignore") == "a\nb\n");
    BOOST_TEST(sp::check_output(plain, sp::text = true) == "a\nb\n");
    BOOST_TEST(sp::check_output(plain, sp::universal_newlines = true) ==
               "a\nb\n");
}

BOOST_AUTO_TEST_SUITE_END()
