// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/popen.hpp>

#include "start_modes.hpp"

#include <concur/hooks.hpp>
#include <concur/subprocess/run.hpp>

#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <climits>
#include <cstdio>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <type_traits>
#include <vector>

#include <sys/resource.h>
#include <sys/types.h>
#include <unistd.h>

// Wrong arguments are an error with a clear message, before a call has any
// effect.

namespace sp = concur::subprocess;
using namespace support;
using namespace std::string_literals;
using boost::unit_test::label;

namespace {

// While it exists, the process can open a pipe, but not the other descriptors
// of a start. The pipe is for the undefined behaviour sanitizer, which reads
// objects through one.
class few_descriptors
{
public:
    few_descriptors()
    {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        null_descriptors const pair(2);
        rlimit const few{static_cast<rlim_t>(pair[1]) + 1, before_.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &few);
    }

    ~few_descriptors()
    {
        ::setrlimit(RLIMIT_NOFILE, &before_);
    }

    few_descriptors(few_descriptors const&) = delete;
    few_descriptors& operator=(few_descriptors const&) = delete;

private:
    rlimit before_;
};

// Check that a start throws an error with this type and message, and opens no
// pipe and starts no child.
template<class Error, class Start>
void check_error(Start const& start, std::string const& message)
{
    scratch_directory const place;
    auto const trace = place.path() + "/trace";
    process_state const before;
    BOOST_TEST(error_message<Error>([&] {
                   few_descriptors const few;
                   start(child({"create:" + trace}));
               }) == message);
    BOOST_TEST(before.changes() == "");
    BOOST_TEST(!std::filesystem::exists(trace));
}

template<class Start>
void check_value_error(Start const& start, std::string const& message)
{
    check_error<concur::ValueError>(start, message);
}

// The same for each call, with options that `set` changes.
template<class Error, class Set>
void check_option(Set const& set, std::string const& message)
{
    check_error<Error>(
        [&](auto const& args) {
            sp::options o;
            o.stdin_ = o.stdout_ = o.stderr_ = sp::PIPE;
            set(o);
            sp::Popen p(args, o);
        },
        message);
}

std::string const nul = "embedded null byte";
std::string const too_great = "signed integer is greater than maximum";
std::string const too_small = "signed integer is less than minimum";

} // namespace

BOOST_AUTO_TEST_SUITE(bad_input, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(posix_rejects_windows_options,
                     *label("py:subprocess.posix.rejects_windows_options"))
{
    check_option<std::invalid_argument>(
        [](auto& o) { o.startupinfo.emplace(); },
        "startupinfo is only supported on Windows platforms");
    check_option<std::invalid_argument>(
        [](auto& o) { o.creationflags = 47; },
        "creationflags is only supported on Windows platforms");
    BOOST_TEST(sp::call(child(), sp::startupinfo = std::nullopt,
                        sp::creationflags = 0) == 0);
}

BOOST_AUTO_TEST_CASE(error_invalid_argument,
                     *label("py:subprocess.error.invalid_argument"))
{
    for (auto given :
         {sp::redirect(sp::PIPE), sp::redirect(sp::DEVNULL), sp::redirect(1)})
    {
        check_value_error(
            [&](auto const& args) {
                sp::run(args, sp::input = "x", sp::stdin_ = given);
            },
            "stdin and input arguments may not both be used.");
        check_value_error(
            [&](auto const& args) {
                sp::run(args, sp::capture_output, sp::stdout_ = given);
            },
            "stdout and stderr arguments may not be used with capture_output.");
        check_value_error(
            [&](auto const& args) {
                sp::run(args, sp::capture_output, sp::stderr_ = given);
            },
            "stdout and stderr arguments may not be used with capture_output.");
        check_value_error(
            [&](auto const& args) {
                sp::check_output(args, sp::stdout_ = given);
            },
            "stdout argument not allowed, it will be overridden.");
    }
    check_value_error(
        [](auto const& args) { sp::check_output(args, sp::check = true); },
        "check argument not allowed, it will be overridden.");
    for (bool const text : {true, false})
    {
        check_error<sp::SubprocessError>(
            [=](auto const& args) {
                sp::run(args, sp::text = text, sp::universal_newlines = !text);
            },
            "Cannot disambiguate when both text and universal_newlines are "
            "supplied but different. Pass one or the other.");
    }
    check_value_error(
        [](auto const&) {
            sp::call(std::filesystem::path("/bin/true"), sp::shell);
        },
        "path-like args is not allowed when shell is true");
    // Options that only run() accepts are an error for a process object.
    for (auto set : {+[](sp::options& o) { o.input = "x"; },
                     +[](sp::options& o) { o.capture_output = true; },
                     +[](sp::options& o) { o.check = false; },
                     +[](sp::options& o) { o.timeout = 1; }})
    {
        scratch_directory const place;
        sp::options o;
        set(o);
        BOOST_CHECK_THROW(
            sp::Popen(child({"create:" + place.path() + "/trace"}), o),
            concur::ValueError);
        BOOST_TEST(!std::filesystem::exists(place.path() + "/trace"));
    }
}

BOOST_AUTO_TEST_CASE(bad_input_nul)
{
    auto const zero = "a\0b"s;
    for (sp::command const& args :
         {sp::command{zero}, sp::command{"true", zero, "c"},
          sp::command{"true", "\0"s}, sp::command(zero),
          sp::command(std::filesystem::path(zero))})
    {
        check_value_error([&](auto const&) { sp::call(args); }, nul);
    }
    check_value_error([&](auto const&) { sp::call("true " + zero, sp::shell); },
                      nul);
    check_option<concur::ValueError>([&](auto& o) { o.executable = zero; },
                                     nul);
    check_option<concur::ValueError>([&](auto& o) { o.cwd = zero; }, nul);
    check_option<concur::ValueError>(
        [&](auto& o) {
            o.env = sp::environment{{zero, "x"}};
        },
        nul);
    check_option<concur::ValueError>(
        [&](auto& o) {
            o.env = sp::environment{{"x", zero}};
        },
        nul);
    check_option<concur::ValueError>([&](auto& o) { o.user = zero; }, nul);
    check_option<concur::ValueError>([&](auto& o) { o.group = zero; }, nul);
    check_option<concur::ValueError>(
        [&](auto& o) {
            o.extra_groups = {0, zero};
        },
        nul);
}

BOOST_AUTO_TEST_CASE(bad_input_empty_arguments)
{
    check_value_error([](auto const&) { sp::call(sp::command()); },
                      "args is empty");
    check_value_error([](auto const&) { sp::call(std::vector<std::string>()); },
                      "args is empty");
    check_value_error([](auto const&) { sp::run({}, sp::capture_output); },
                      "args is empty");
}

BOOST_AUTO_TEST_CASE(bad_input_environment_name)
{
    auto const illegal = "illegal environment variable name"s;
    for (auto name : {"", "=", "A=", "=A", "A=B"})
    {
        check_option<concur::ValueError>(
            [&](auto& o) {
                o.env = sp::environment{{name, "x"}};
            },
            illegal);
        sp::environment env{{"A", "1"}};
        BOOST_TEST(error_message<concur::ValueError>(
                       [&] { env.set(name, ""); }) == illegal);
        BOOST_TEST(env.entries() == std::vector<std::string>{"A=1"});
    }
}

BOOST_AUTO_TEST_CASE(bad_input_descriptors)
{
    using member = sp::redirect sp::options::*;
    for (member stream :
         {&sp::options::stdin_, &sp::options::stdout_, &sp::options::stderr_})
    {
        for (long long number : {-1LL, -2LL, -3LL, LLONG_MIN})
        {
            check_option<concur::ValueError>(
                [&](auto& o) { o.*stream = number; },
                "file descriptor cannot be a negative integer (" +
                    std::to_string(number) + ")");
        }
        for (long long number : {INT_MAX + 1LL, LLONG_MAX})
        {
            check_option<concur::OverflowError>(
                [&](auto& o) { o.*stream = number; }, too_great);
        }
        check_option<concur::ValueError>(
            [&](auto& o) { o.*stream = static_cast<std::FILE*>(nullptr); },
            "I/O operation on closed file");
        // A number that may be a descriptor, but is not open, is an error of
        // the system.
        for (auto way : start_modes())
        {
            for (int number : {999, INT_MAX})
            {
                way.*stream = number;
                BOOST_TEST(failure_of([&] { sp::Popen p(child(), way); }) ==
                           failure(EBADF));
            }
        }
    }
    for (member stream : {&sp::options::stdin_, &sp::options::stdout_})
    {
        check_option<concur::ValueError>(
            [&](auto& o) { o.*stream = sp::STDOUT; },
            "STDOUT can only be used for stderr");
    }
}

BOOST_AUTO_TEST_CASE(bad_input_closed_stream)
{
    sp::Popen p(child({"out:x"}), sp::stdout_ = sp::PIPE);
    p.communicate();
    BOOST_CHECK_THROW(sp::call(child(), sp::stdin_ = p.stdout_()),
                      concur::ValueError);
    BOOST_CHECK_THROW(sp::call(child(), sp::stdin_ = p.stderr_()),
                      concur::ValueError);
}

BOOST_AUTO_TEST_CASE(bad_input_ids)
{
    // -1 of the system's type would mean "do not change" to the system.
    auto const no_user = static_cast<long long>(static_cast<uid_t>(-1));
    auto const no_group = static_cast<long long>(static_cast<gid_t>(-1));
    for (long long number : {-1LL, -2LL, LLONG_MIN})
    {
        auto const text = std::to_string(number);
        check_option<concur::ValueError>([&](auto& o) { o.user = number; },
                                         "User ID cannot be negative, got " +
                                             text);
        check_option<concur::ValueError>([&](auto& o) { o.group = number; },
                                         "Group ID cannot be negative, got " +
                                             text);
        check_option<concur::ValueError>(
            [&](auto& o) {
                o.extra_groups = {0, number};
            },
            "Group ID cannot be negative, got " + text);
    }
    for (long long number : {no_user, no_user + 1, LLONG_MAX})
    {
        check_option<concur::OverflowError>([&](auto& o) { o.user = number; },
                                            "uid is greater than maximum");
    }
    for (long long number : {no_group, no_group + 1, LLONG_MAX})
    {
        check_option<concur::OverflowError>([&](auto& o) { o.group = number; },
                                            "gid is greater than maximum");
        check_option<concur::ValueError>(
            [&](auto& o) { o.extra_groups = {number}; }, "invalid group id");
    }
    check_option<concur::OverflowError>([](auto& o) { o.user = ULLONG_MAX; },
                                        "uid is greater than maximum");
}

BOOST_AUTO_TEST_CASE(bad_input_unknown_names)
{
    // To look up a name needs a descriptor.
    auto const check = [](auto const& error, auto set,
                          std::string const& text) {
        using error_type = std::remove_cvref_t<decltype(error)>;
        process_state const before;
        sp::options o;
        o.stdin_ = o.stdout_ = o.stderr_ = sp::PIPE;
        set(o);
        BOOST_TEST(error_message<error_type>(
                       [&] { sp::Popen p("/nonexistent", o); }) == text);
        BOOST_TEST(before.changes() == "");
    };
    concur::KeyError const key("");
    check(
        key, [](auto& o) { o.user = "nobody of that name"; },
        "getpwnam(): name not found: 'nobody of that name'");
    check(
        key, [](auto& o) { o.group = "no such group"; },
        "getgrnam(): name not found: 'no such group'");
    check(
        key, [](auto& o) { o.extra_groups = {"no such group"}; },
        "getgrnam(): name not found: 'no such group'");
    concur::LookupError const lookup("");
    check(
        lookup, [](auto& o) { o.encoding = "no-such-charset"; },
        "unknown encoding: no-such-charset");
    check(
        lookup, [](auto& o) { o.errors = "no such handler"; },
        "unknown error handler name 'no such handler'");
}

BOOST_AUTO_TEST_CASE(bad_input_numbers)
{
    check_option<concur::OverflowError>(
        [](auto& o) { o.umask = INT_MAX + 1LL; }, too_great);
    check_option<concur::OverflowError>(
        [](auto& o) { o.umask = INT_MIN - 1LL; }, too_small);
    check_option<concur::OverflowError>(
        [](auto& o) { o.process_group = INT_MAX + 1LL; }, too_great);
    check_option<concur::OverflowError>(
        [](auto& o) { o.process_group = LLONG_MIN; }, too_small);
    // A negative size is not an error: it means the default.
    auto const done =
        sp::run(child({"out:x"}), sp::capture_output, sp::bufsize = LLONG_MIN,
                sp::pipesize = LLONG_MIN, sp::timeout = 30);
    BOOST_TEST((done.stdout_ == "x"));
}

BOOST_AUTO_TEST_CASE(bad_numbers_of_fds)
{
    auto const rejects = [](auto fds, std::initializer_list<std::string> words,
                            auto... others) {
        check_rejected([&](auto const& args) { sp::run(args, fds, others...); },
                       words);
    };
    for (int number : {-1, 0, 1, 2})
    {
        rejects(sp::fds = {{number, 0}},
                {"fds takes numbers from 3 on, not " + std::to_string(number) +
                 "; 0, 1 and 2 are stdin_, stdout_ and stderr_"});
    }
    rejects(sp::fds = {{5, 0}, {6, 0}, {5, 1}}, {"fds has the number 5 twice"});
    rejects(sp::fds = {{5, -1}}, {"negative integer (-1)"});
    rejects(sp::fds = {{5, 0}}, {"pass_fds and fds", "number 5"},
            sp::pass_fds = {5});
    BOOST_CHECK_THROW(sp::run(child(), sp::fds = {{INT_MAX + 1LL, 0}}),
                      concur::OverflowError);
    BOOST_CHECK_THROW(sp::run(child(), sp::fds = {{5, LLONG_MAX}}),
                      concur::OverflowError);
}

// A call that throws for its arguments gives no warning.
BOOST_AUTO_TEST_CASE(bad_input_before_warnings)
{
    int heard = 0;
    auto const before = concur::set_warning_hook([&](auto, auto) { ++heard; });
    BOOST_CHECK_THROW(
        sp::call(child(), sp::pass_fds = {-1}, sp::close_fds = false),
        concur::ValueError);
    BOOST_CHECK_THROW(sp::call(child(), sp::fds = {{2, 0}}, sp::pass_fds = {0},
                               sp::close_fds = false),
                      concur::ValueError);
    concur::set_warning_hook(before);
    BOOST_TEST(heard == 0);
}

BOOST_AUTO_TEST_SUITE_END()
