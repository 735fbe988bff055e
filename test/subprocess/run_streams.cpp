// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/run.hpp>

#include "checks.hpp"

#include <concur/subprocess/keywords.hpp>
#include <concur/subprocess/popen.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace sp = concur::subprocess;
using namespace support;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(run_streams,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(run_stdout_pipe,
                     *boost::unit_test::label("py:subprocess.run.stdout_pipe"))
{
    auto const done =
        sp::run(child({"out:BDFL", "exit:2"}), sp::stdout_ = sp::PIPE);
    BOOST_TEST(done.stdout_.value() == "BDFL");
    BOOST_TEST(!done.stderr_);
    BOOST_TEST(done.returncode == 2);
}

BOOST_AUTO_TEST_CASE(run_stderr_pipe,
                     *boost::unit_test::label("py:subprocess.run.stderr_pipe"))
{
    auto const done = sp::run(child({"err:FLUFL"}), sp::stderr_ = sp::PIPE);
    BOOST_TEST(done.stderr_.value() == "FLUFL");
    BOOST_TEST(!done.stdout_);
}

BOOST_AUTO_TEST_CASE(run_stdin_file,
                     *boost::unit_test::label("py:subprocess.run.stdin_file"))
{
    scratch_directory const place;
    file_descriptor const file(place.file("fruit", "pear"));
    auto const done =
        sp::run(child({"upper"}), sp::stdin_ = file, sp::stdout_ = sp::PIPE);
    BOOST_TEST(done.stdout_.value() == "PEAR");
}

BOOST_AUTO_TEST_CASE(run_input_bytes,
                     *boost::unit_test::label("py:subprocess.run.input_bytes"))
{
    auto const done =
        sp::run(child({"upper"}), sp::input = "pear", sp::stdout_ = sp::PIPE);
    BOOST_TEST(done.stdout_.value() == "PEAR");

    auto const all = "p\0\xff\r\n"s;
    BOOST_TEST(sp::run(child({"cat"}), sp::input = all, sp::capture_output)
                   .stdout_.value() == all);
}

BOOST_AUTO_TEST_CASE(
    run_input_creates_stdin_pipe,
    *boost::unit_test::label("py:subprocess.run.input_creates_stdin_pipe"))
{
    scratch_directory const place;
    auto const file = place.file("stdin", "the parent's");
    auto const upper = [&] {
        return sp::run(child({"upper"}), sp::input = "pear",
                       sp::capture_output);
    };
    CHECK_FORKED([&] {
        redirect_stream(0, file, O_RDONLY);
        EXPECT(upper().stdout_.value() == "PEAR");
        EXPECT(::lseek(0, 0, SEEK_CUR) == 0);
    });
    CHECK_FORKED([&] {
        ::close(0);
        EXPECT(upper().stdout_.value() == "PEAR");
    });
}

BOOST_AUTO_TEST_CASE(
    run_input_empty_is_eof,
    *boost::unit_test::label("py:subprocess.run.input_empty_is_eof"))
{
    scratch_directory const place;
    auto const file = place.file("stdin", "the parent's");
    CHECK_FORKED([&] {
        redirect_stream(0, file, O_RDONLY);
        auto const done =
            sp::run(child({"cat"}), sp::input = "", sp::capture_output);
        EXPECT(done.stdout_.has_value());
        EXPECT(done.stdout_->empty());
        EXPECT(done.stderr_.has_value());
        EXPECT(done.returncode == 0);
        EXPECT(::lseek(0, 0, SEEK_CUR) == 0);
    });
}

BOOST_AUTO_TEST_CASE(
    run_input_none_inherits_stdin,
    *boost::unit_test::label("py:subprocess.run.input_none_inherits_stdin"))
{
    scratch_directory const place;
    auto const parents = place.file("stdin", "apple");
    auto const other = place.file("other", "pear");
    CHECK_FORKED([&] {
        redirect_stream(0, parents, O_RDONLY);
        auto const done = sp::run(child({"upper"}), sp::input = std::nullopt,
                                  sp::capture_output);
        EXPECT(done.stdout_.value() == "APPLE");
    });
    file_descriptor const file(other);
    auto const done = sp::run(child({"upper"}), sp::input = std::nullopt,
                              sp::stdin_ = file, sp::capture_output);
    BOOST_TEST(done.stdout_.value() == "PEAR");
}

BOOST_AUTO_TEST_CASE(
    run_rejects_stdin_with_input,
    *boost::unit_test::label("py:subprocess.run.rejects_stdin_with_input"))
{
    scratch_directory const place;
    file_descriptor const file(place.file("fruit", "pear"));
    check_rejected(
        [&](sp::command const& c) {
            sp::run(c, sp::input = "pear", sp::stdin_ = file);
        },
        {"stdin and input arguments may not both be used."});
    check_rejected(
        [&](sp::command const& c) {
            sp::run(c, sp::stdin_ = sp::DEVNULL, sp::input = "");
        },
        {"stdin", "input"});
}

BOOST_AUTO_TEST_CASE(
    run_input_rejects_stdin_pipe_too,
    *boost::unit_test::label("py:subprocess.run.input_rejects_stdin_pipe_too"))
{
    check_rejected(
        [](sp::command const& c) {
            sp::run(c, sp::input = "pear", sp::stdin_ = sp::PIPE);
        },
        {"stdin", "input"});
    auto const done =
        sp::run(child({"upper"}), sp::input = "pear", sp::stdin_ = std::nullopt,
                sp::stdout_ = sp::PIPE);
    BOOST_TEST(done.stdout_.value() == "PEAR");
}

BOOST_AUTO_TEST_CASE(
    run_capture_output,
    *boost::unit_test::label("py:subprocess.run.capture_output"))
{
    auto const done =
        sp::run(child({"out:BDFL", "err:FLUFL"}), sp::capture_output = true);
    BOOST_TEST(done.stdout_.value() == "BDFL");
    BOOST_TEST(done.stderr_.value() == "FLUFL");
}

BOOST_AUTO_TEST_CASE(
    run_capture_output_example,
    *boost::unit_test::label("py:subprocess.run.capture_output_example"))
{
    auto const done =
        sp::run({"ls", "-l", "/dev/null"}, sp::capture_output = true);
    BOOST_TEST(done.returncode == 0);
    BOOST_TEST(done.stdout_.value().starts_with("c"));
    BOOST_TEST(done.stdout_.value().ends_with(" /dev/null\n"));
    BOOST_TEST(done.stderr_.value() == "");
}

BOOST_AUTO_TEST_CASE(
    run_capture_and_combine,
    *boost::unit_test::label("py:subprocess.run.capture_and_combine"))
{
    auto const done = sp::run(child({"out:a", "err:b", "out:c", "err:d"}),
                              sp::stdout_ = sp::PIPE, sp::stderr_ = sp::STDOUT);
    BOOST_TEST(done.stdout_.value() == "abcd");
    BOOST_TEST(!done.stderr_);
}

BOOST_AUTO_TEST_CASE(run_capture_output_with_explicit_none,
                     *boost::unit_test::label(
                         "py:subprocess.run.capture_output.with_explicit_none"))
{
    auto const done =
        sp::run(child({"out:BDFL", "err:FLUFL"}), sp::capture_output = true,
                sp::stdout_ = std::nullopt, sp::stderr_ = std::nullopt);
    BOOST_TEST(done.stdout_.value() == "BDFL");
    BOOST_TEST(done.stderr_.value() == "FLUFL");
}

BOOST_AUTO_TEST_CASE(run_capture_output_excludes_stdout,
                     *boost::unit_test::label(
                         "py:subprocess.run.capture_output.excludes_stdout"))
{
    scratch_directory const place;
    file_descriptor const file(place.file("out"), O_WRONLY);
    check_rejected(
        [&](sp::command const& c) {
            sp::run(c, sp::capture_output, sp::stdout_ = file);
        },
        {"stdout", "capture_output"});
    check_rejected(
        [&](sp::command const& c) {
            sp::run(c, sp::capture_output, sp::stdout_ = sp::PIPE);
        },
        {"stdout", "capture_output"});
}

BOOST_AUTO_TEST_CASE(run_capture_output_excludes_stderr,
                     *boost::unit_test::label(
                         "py:subprocess.run.capture_output.excludes_stderr"))
{
    scratch_directory const place;
    file_descriptor const file(place.file("err"), O_WRONLY);
    check_rejected(
        [&](sp::command const& c) {
            sp::run(c, sp::capture_output, sp::stderr_ = file);
        },
        {"stderr", "capture_output"});
}

BOOST_AUTO_TEST_CASE(
    run_capture_output_excludes_stderr_stdout_marker,
    *boost::unit_test::label(
        "py:subprocess.run.capture_output.excludes_stderr_stdout_marker"))
{
    check_rejected(
        [](sp::command const& c) {
            sp::run(c, sp::capture_output, sp::stderr_ = sp::STDOUT);
        },
        {"stderr", "capture_output"});
}

// Keywords are checked at compile time, see compile_fail; options are checked
// at run time.
BOOST_AUTO_TEST_CASE(
    run_capture_output_not_passed_to_popen,
    *boost::unit_test::label(
        "py:subprocess.run.capture_output.not_passed_to_popen"))
{
    auto const refuse = [](sp::options const& o, std::string const& name) {
        check_rejected([&](sp::command const& c) { sp::Popen p(c, o); },
                       {"unexpected keyword argument '" + name + "'"});
    };
    refuse({.input = "pear"}, "input");
    refuse({.input = std::nullopt}, "input");
    refuse({.capture_output = true}, "capture_output");
    refuse({.timeout = 30}, "timeout");
    refuse({.check = true}, "check");
    refuse({.check = false}, "check");

    sp::options const all{
        .input = "pear", .capture_output = true, .timeout = 30, .check = true};
    BOOST_TEST(sp::run(child({"upper"}), all).stdout_.value() == "PEAR");
}

BOOST_AUTO_TEST_CASE(
    run_binary_by_default,
    *boost::unit_test::label("py:subprocess.run.binary_by_default"))
{
    auto const done =
        sp::run(child({"out:a\\0\\xff\\r\\n\\r\\xc3", "err:\\r\\n\\xfe"}),
                sp::capture_output = true);
    BOOST_TEST(done.stdout_.value() == "a\0\xff\r\n\r\xc3"s);
    BOOST_TEST(done.stderr_.value() == "\r\n\xfe");
}

BOOST_AUTO_TEST_CASE(
    run_encoding_triggers_text,
    *boost::unit_test::label("py:subprocess.run.encoding_triggers_text"))
{
    auto const command = child({"out:a\\r\\nb\\r", "err:c\\r\\n"});
    auto const check_text = [&](auto&&... keywords) {
        auto const done = sp::run(command, sp::capture_output, keywords...);
        BOOST_TEST(done.stdout_.value() == "a\nb\n");
        BOOST_TEST(done.stderr_.value() == "c\n");
    };
    check_text(sp::encoding = "utf-8");
    check_text(sp::errors = "strict");
    check_text(sp::text = true);
    check_text(sp::universal_newlines = true);
    check_text(sp::text, sp::universal_newlines);

    auto const check_binary = [&](auto&&... keywords) {
        auto const done = sp::run(command, sp::capture_output, keywords...);
        BOOST_TEST(done.stdout_.value() == "a\r\nb\r");
        BOOST_TEST(done.stderr_.value() == "c\r\n");
    };
    check_binary();
    check_binary(sp::text = false);
    check_binary(sp::universal_newlines = false, sp::text = std::nullopt);
}

BOOST_AUTO_TEST_SUITE_END()
