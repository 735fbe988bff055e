// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/popen.hpp>

#include "start_modes.hpp"

#include <concur/subprocess/run.hpp>

#include <support/support.hpp>

#include <boost/filesystem/path.hpp>
#include <boost/test/unit_test.hpp>

#include <cstring>
#include <filesystem>
#include <string>

#include <unistd.h>

namespace fs = std::filesystem;
namespace sp = concur::subprocess;
using namespace support;
using namespace std::string_literals;
using boost::unit_test::label;

namespace {

std::vector<std::string> ask_cwd()
{
    return {absolute_child(), "cwd"};
}

template<class... Keywords>
std::string cwd_of_child(Keywords&&... keywords)
{
    return sp::run(ask_cwd(), sp::stdout_ = sp::PIPE, sp::timeout = 30,
                   std::forward<Keywords>(keywords)...)
        .stdout_.value();
}

std::string line(fs::path const& path)
{
    return fs::canonical(path).string() + "\n";
}

// A directory that contains a program which exits with 6.
class directory_with_program : public scratch_directory
{
public:
    directory_with_program()
    {
        file("prog", "#!/bin/sh\nexit 6\n", 0755);
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(cwd, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(popen_cwd_changes_child_directory,
                     *label("py:subprocess.popen.cwd.changes_child_directory"))
{
    scratch_directory const place;
    auto const here = fs::current_path();
    BOOST_TEST(cwd_of_child() == line(here));
    for (auto const& way : start_modes())
    {
        BOOST_TEST((sp::run(ask_cwd(), way, sp::stdout_ = sp::PIPE,
                            sp::cwd = place.path())
                        .stdout_ == line(place.path())));
        BOOST_TEST(fs::current_path() == here);
    }
}

BOOST_AUTO_TEST_CASE(popen_cwd_bytes, *label("py:subprocess.popen.cwd.bytes"))
{
    scratch_directory const place;
    auto const odd = place.path() + "/\xff\xfe\xe9";
    fs::create_directory(odd);
    BOOST_TEST(cwd_of_child(sp::cwd = std::string(odd)) == line(odd));
    BOOST_TEST(cwd_of_child(sp::cwd = odd.c_str()) == line(odd));
}

BOOST_AUTO_TEST_CASE(popen_cwd_path, *label("py:subprocess.popen.cwd.path"))
{
    scratch_directory const place;
    BOOST_TEST(cwd_of_child(sp::cwd = fs::path(place.path())) ==
               line(place.path()));
    BOOST_TEST(cwd_of_child(sp::cwd = boost::filesystem::path(place.path())) ==
               line(place.path()));
}

BOOST_AUTO_TEST_CASE(cwd_any_path_type,
                     *label("py:subprocess.cwd.any_path_type"))
{
    scratch_directory const place;
    fs::create_directory(place.path() + "/in\u00e9");
    auto const inner = place.path() + "/in\u00e9";
    BOOST_TEST(cwd_of_child(sp::cwd = inner) == line(inner));
    BOOST_TEST(cwd_of_child(sp::cwd = std::string_view(inner)) == line(inner));
    BOOST_TEST(cwd_of_child(sp::cwd = fs::path(inner)) == line(inner));
    BOOST_TEST(cwd_of_child(sp::cwd = std::optional<sp::os_string>(inner)) ==
               line(inner));
    BOOST_TEST(cwd_of_child(sp::cwd = std::nullopt) == line("."));
    BOOST_TEST(cwd_of_child(sp::cwd = ".") == line("."));
    BOOST_TEST(cwd_of_child(sp::cwd = "..") == line(".."));
}

BOOST_AUTO_TEST_CASE(popen_cwd_relative_args0,
                     *label("py:subprocess.popen.cwd.relative_args0"))
{
    directory_with_program const place;
    scratch_directory const wrong;
    for (auto const& way : start_modes())
    {
        BOOST_TEST(failure_of([&] { sp::call({"./prog"}, way); }) ==
                   failure(ENOENT, "./prog"));
        BOOST_TEST(failure_of([&] {
                       sp::call({"./prog"}, way, sp::cwd = wrong.path());
                   }) == failure(ENOENT, "./prog"));
        BOOST_TEST(sp::call({"./prog"}, way, sp::cwd = place.path()) == 6);
    }
}

BOOST_AUTO_TEST_CASE(popen_cwd_relative_executable,
                     *label("py:subprocess.popen.cwd.relative_executable"))
{
    directory_with_program const place;
    scratch_directory const wrong;
    for (auto way : start_modes())
    {
        way.executable = "./prog";
        BOOST_TEST(failure_of([&] { sp::call({"/nonexistent"}, way); }) ==
                   failure(ENOENT, "./prog"));
        BOOST_TEST(failure_of([&] {
                       sp::call({"/nonexistent"}, way, sp::cwd = wrong.path());
                   }) == failure(ENOENT, "./prog"));
        BOOST_TEST(sp::call({"/nonexistent"}, way, sp::cwd = place.path()) ==
                   6);
    }
}

BOOST_AUTO_TEST_CASE(popen_cwd_absolute_args0,
                     *label("py:subprocess.popen.cwd.absolute_args0"))
{
    directory_with_program const place;
    scratch_directory const wrong;
    BOOST_TEST(sp::call({place.path() + "/prog"}, sp::cwd = wrong.path()) == 6);
    BOOST_TEST(sp::call({place.path() + "/prog"}) == 6);
    BOOST_TEST(failure_of([&] {
                   sp::call({"./prog"}, sp::cwd = wrong.path());
               }) == failure(ENOENT, "./prog"));
}

BOOST_AUTO_TEST_CASE(popen_error_bad_cwd_filename,
                     *label("py:subprocess.popen.error.bad_cwd_filename"))
{
    for (auto const& way : start_modes())
    {
        BOOST_TEST(failure_of([&] {
                       sp::Popen p({"exit 0"}, way,
                                   sp::cwd = "/some/nonexistent/directory");
                   }) == failure(ENOENT, "/some/nonexistent/directory"));
    }
}

BOOST_AUTO_TEST_CASE(posix_error_cwd_reported,
                     *label("py:subprocess.posix.error.cwd_reported"))
{
    std::string const nowhere = "/_this/pa.th/does/not/exist";
    BOOST_TEST_REQUIRE(::chdir(nowhere.c_str()) == -1);
    auto const error = errno;
    for (auto const& way : start_modes())
    {
        auto const e = expect_error<concur::OSError>(
            [&] { sp::Popen p(child(), way, sp::cwd = nowhere); });
        BOOST_TEST(e.errno_() == error);
        BOOST_TEST((e.filename() == nowhere));
        BOOST_TEST(e.code().message() == std::strerror(error));
        BOOST_TEST(e.what() == "[Errno " + std::to_string(error) + "] " +
                                   std::strerror(error) + ": '" + nowhere +
                                   "'");
    }
    BOOST_CHECK_THROW(sp::call(child(), sp::cwd = nowhere),
                      concur::FileNotFoundError);
}

BOOST_AUTO_TEST_CASE(cwd_error_precedence,
                     *label("py:subprocess.cwd.error_precedence"))
{
    for (auto const& way : start_modes())
    {
        BOOST_TEST(failure_of([&] {
                       sp::call("/nonexistent/program", way,
                                sp::cwd = "/nonexistent/cwd");
                   }) == failure(ENOENT, "/nonexistent/cwd"));
    }
}

BOOST_AUTO_TEST_CASE(cwd_not_a_directory,
                     *label("py:subprocess.cwd.not_a_directory"))
{
    scratch_directory const place;
    auto const file = place.file("file");
    for (auto const& way : start_modes())
    {
        BOOST_TEST(failure_of([&] {
                       sp::call(child(), way, sp::cwd = file);
                   }) == failure(ENOTDIR, file));
    }
    BOOST_CHECK_THROW(sp::call(child(), sp::cwd = file),
                      concur::NotADirectoryError);
}

BOOST_AUTO_TEST_CASE(cwd_empty_string, *label("py:subprocess.cwd.empty_string"))
{
    for (auto const& way : start_modes())
    {
        BOOST_TEST(failure_of([&] { sp::call(child(), way, sp::cwd = ""); }) ==
                   failure(ENOENT, ""));
    }
}

BOOST_AUTO_TEST_CASE(cwd_nul_rejected, *label("py:subprocess.cwd.nul_rejected"))
{
    check_rejected(
        [](auto const& args) { sp::call(args, sp::cwd = "/\0tmp"s); },
        {"embedded null byte"});
    check_rejected([](auto const& args) { sp::call(args, sp::cwd = "\0"s); },
                   {"embedded null byte"});
    check_rejected(
        [](auto const& args) {
            sp::call(args, sp::executable = child() + "\0"s);
        },
        {"embedded null byte"});
}

BOOST_AUTO_TEST_SUITE_END()
