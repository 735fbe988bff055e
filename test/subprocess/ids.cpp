// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/run.hpp>

#include "start_modes.hpp"

#include <support/needs_root.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

// User, group and supplementary groups of a child. An ordinary user may do
// little of this; a part of each test always runs as one.

namespace sp = concur::subprocess;
using namespace support;
using boost::unit_test::label;

namespace {

// A field of /proc/self/status in the child, with one blank between words. The
// child runs a program that every user may execute.
template<class... Keywords>
std::string field(std::string const& name, Keywords&&... keywords)
{
    auto const done =
        sp::run({"/bin/cat", "/proc/self/status"}, sp::stdout_ = sp::PIPE,
                sp::timeout = 30, std::forward<Keywords>(keywords)...);
    std::istringstream lines(done.stdout_.value());
    for (std::string line; std::getline(lines, line);)
    {
        std::istringstream text(line);
        std::string word;
        if (text >> word && word == name + ":")
        {
            std::string all;
            while (text >> word)
            {
                all += (all.empty() ? "" : " ") + word;
            }
            return all;
        }
    }
    return "no such field";
}

std::string four_times(unsigned long id)
{
    auto const text = std::to_string(id);
    return text + " " + text + " " + text + " " + text;
}

// Check a change of ids that may or may not be allowed. `body` returns the ids
// that the child prints.
template<class Body>
void check_changed(Body const& body, std::string const& expected, bool allowed)
{
    if (allowed)
    {
        expect(body() == expected, "ids are " + expected);
    }
    else
    {
        expect(failure_of(body) == failure(EPERM), "EPERM without filename");
    }
}

struct account
{
    std::string name;
    unsigned long id;
};

// Names of users on this machine: root and, if it exists, "nobody".
std::vector<account> users()
{
    std::vector<account> all{{::getpwuid(0)->pw_name, 0}};
    if (auto entry = ::getpwnam("nobody"))
    {
        all.push_back({entry->pw_name, entry->pw_uid});
    }
    return all;
}

std::vector<account> groups()
{
    std::vector<account> all{{::getgrgid(0)->gr_name, 0}};
    if (auto entry = ::getgrnam("nogroup"))
    {
        all.push_back({entry->gr_name, entry->gr_gid});
    }
    return all;
}

// Run a body as the user that runs the tests, and as an ordinary user.
template<class Body>
void as_root_and_not(Body const& body)
{
    CHECK_FORKED([&] { body(is_root()); });
    CHECK_FORKED([&] {
        drop_privileges();
        body(false);
    });
}

constexpr unsigned long long too_large =
    std::numeric_limits<unsigned long long>::max();

} // namespace

BOOST_AUTO_TEST_SUITE(ids, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(posix_user_sets_uid,
                     *label("py:subprocess.posix.user.sets_uid"))
{
    as_root_and_not([](bool privileged) {
        for (bool const close_fds : {true, false})
        {
            for (auto const& [name, id] : users())
            {
                for (sp::principal who :
                     {sp::principal(id), sp::principal(name)})
                {
                    check_changed(
                        [&] {
                            return field("Uid", sp::user = who,
                                         sp::close_fds = close_fds);
                        },
                        four_times(id), privileged || id == ::getuid());
                }
            }
            // The present id is always allowed.
            EXPECT(field("Uid", sp::user = ::getuid(),
                         sp::close_fds = close_fds) == four_times(::getuid()));
            EXPECT(error_message<std::invalid_argument>([&] {
                       sp::call("/bin/true", sp::user = -1,
                                sp::close_fds = close_fds);
                   }) == "User ID cannot be negative, got -1");
            EXPECT(error_message<std::overflow_error>([&] {
                       sp::call("/bin/true", sp::user = too_large,
                                sp::close_fds = close_fds);
                   }) == "uid is greater than maximum");
        }
    });
}

BOOST_AUTO_TEST_CASE(posix_group_sets_gid,
                     *label("py:subprocess.posix.group.sets_gid"))
{
    as_root_and_not([](bool privileged) {
        for (bool const close_fds : {true, false})
        {
            for (auto const& [name, id] : groups())
            {
                for (sp::principal who :
                     {sp::principal(id), sp::principal(name)})
                {
                    check_changed(
                        [&] {
                            return field("Gid", sp::group = who,
                                         sp::close_fds = close_fds);
                        },
                        four_times(id), privileged || id == ::getgid());
                }
            }
            EXPECT(field("Gid", sp::group = ::getgid(),
                         sp::close_fds = close_fds) == four_times(::getgid()));
            EXPECT(error_message<std::invalid_argument>([&] {
                       sp::call("/bin/true", sp::group = -1,
                                sp::close_fds = close_fds);
                   }) == "Group ID cannot be negative, got -1");
            EXPECT(error_message<std::overflow_error>([&] {
                       sp::call("/bin/true", sp::group = too_large,
                                sp::close_fds = close_fds);
                   }) == "gid is greater than maximum");
        }
    });
}

BOOST_AUTO_TEST_CASE(
    posix_extra_groups_sets_supplementary,
    *label("py:subprocess.posix.extra_groups.sets_supplementary"))
{
    as_root_and_not([](bool privileged) {
        std::string const name = ::getgrgid(0)->gr_name;
        for (bool const close_fds : {true, false})
        {
            check_changed(
                [&] {
                    return field("Groups", sp::extra_groups = {54321, name},
                                 sp::close_fds = close_fds);
                },
                "0 54321", privileged);
        }
    });
}

BOOST_AUTO_TEST_CASE(
    later_extra_groups_invalid_ids,
    *label("py:subprocess.later.extra_groups_invalid_ids") *
        label("py:subprocess.posix.extra_groups.sets_supplementary"))
{
    as_root_and_not([](bool) {
        EXPECT(error_message<std::invalid_argument>([] {
                   sp::call("/bin/true", sp::extra_groups = {1, -1});
               }) == "Group ID cannot be negative, got -1");
        EXPECT(error_message<std::invalid_argument>([] {
                   sp::call("/bin/true", sp::extra_groups = {too_large});
               }) == "invalid group id");
    });
}

BOOST_AUTO_TEST_CASE(later_extra_groups_empty,
                     *label("py:subprocess.later.extra_groups_empty"))
{
    as_root_and_not([](bool privileged) {
        if (privileged)
        {
            gid_t const some[] = {11, 12};
            EXPECT(::setgroups(2, some) == 0);
            EXPECT(field("Groups") == "11 12");
        }
        check_changed([] { return field("Groups", sp::extra_groups = {}); }, "",
                      privileged);
        check_changed(
            [] {
                return field("Groups",
                             sp::extra_groups = std::vector<std::string>());
            },
            "", privileged);
    });
}

BOOST_AUTO_TEST_CASE(
    later_privilege_error_has_no_filename,
    *label("py:subprocess.later.privilege_error_has_no_filename"))
{
    CHECK_FORKED([] {
        drop_privileges();
        for (auto const& program : {"/bin/true", "/nonexistent"})
        {
            auto const start = [&](auto&&... keywords) {
                return failure_of([&] {
                    sp::call(program, sp::cwd = "/",
                             std::forward<decltype(keywords)>(keywords)...);
                });
            };
            EXPECT(start(sp::user = 0) == failure(EPERM));
            EXPECT(start(sp::group = 0) == failure(EPERM));
            EXPECT(start(sp::extra_groups = {0}) == failure(EPERM));
            EXPECT(start(
                       sp::user = 0, sp::preexec_fn = [] {}) == failure(EPERM));
        }
    });
}

BOOST_AUTO_TEST_CASE(user_by_name, *label("py:subprocess.user.by_name"))
{
    as_root_and_not([](bool privileged) {
        auto const user = users().back();
        check_changed([&] { return field("Uid", sp::user = user.name); },
                      four_times(user.id), privileged || user.id == ::getuid());
    });
}

BOOST_AUTO_TEST_CASE(group_by_name, *label("py:subprocess.group.by_name"))
{
    as_root_and_not([](bool privileged) {
        auto const group = groups().back();
        check_changed([&] { return field("Gid", sp::group = group.name); },
                      four_times(group.id),
                      privileged || group.id == ::getgid());
    });
}

BOOST_AUTO_TEST_CASE(user_unknown_name,
                     *label("py:subprocess.user.unknown_name"))
{
    BOOST_TEST(error_message<std::out_of_range>([] {
                   sp::call("/nonexistent", sp::user = "no such user");
               }) == "getpwnam(): name not found: 'no such user'");
    // A number that is given as text is a name.
    BOOST_CHECK_THROW(sp::call("/nonexistent", sp::user = "987654"),
                      concur::KeyError);
    BOOST_CHECK_THROW(sp::call("/nonexistent", sp::user = ""),
                      concur::KeyError);
    // Of two wrong options, Python reports the user.
    BOOST_CHECK_THROW(
        sp::call("/nonexistent", sp::stdin_ = -7, sp::user = "no such user"),
        concur::KeyError);
}

BOOST_AUTO_TEST_CASE(group_unknown_name,
                     *label("py:subprocess.group.unknown_name"))
{
    BOOST_TEST(error_message<std::out_of_range>([] {
                   sp::call("/nonexistent", sp::group = "no such group");
               }) == "getgrnam(): name not found: 'no such group'");
}

BOOST_AUTO_TEST_CASE(extra_groups_unknown_name,
                     *label("py:subprocess.extra_groups.unknown_name"))
{
    BOOST_TEST(
        error_message<std::out_of_range>([] {
            sp::call("/nonexistent", sp::extra_groups = {0, "no such group"});
        }) == "getgrnam(): name not found: 'no such group'");
}

BOOST_AUTO_TEST_CASE(user_real_and_effective,
                     *label("py:subprocess.user.real_and_effective") *
                         needs_root)
{
    for (bool const forked : {false, true})
    {
        auto const start = [=](std::string const& name) {
            return field(name, sp::user = 65534, sp::group = 65534,
                         sp::extra_groups = {7},
                         sp::preexec_fn =
                             forked ? [] {} : std::function<void()>());
        };
        BOOST_TEST(start("Uid") == four_times(65534));
        BOOST_TEST(start("Gid") == four_times(65534));
        BOOST_TEST(start("Groups") == "7");
    }
    // Only the child has changed its ids.
    BOOST_TEST(::geteuid() == 0u);
}

BOOST_AUTO_TEST_CASE(error_user_change_blocks_exec,
                     *label("py:subprocess.error.user_change_blocks_exec") *
                         needs_root)
{
    scratch_directory const place;
    auto const program = place.file("program", "#!/bin/sh\nexit 4\n", 0700);
    BOOST_TEST(sp::call(program) == 4);
    BOOST_TEST(failure_of([&] { sp::call(program, sp::user = 65534); }) ==
               failure(EACCES, program));
    // The child enters its directory with the ids of the parent.
    auto const closed = place.path() + "/closed";
    BOOST_TEST_REQUIRE(::mkdir(closed.c_str(), 0700) == 0);
    BOOST_TEST(sp::call("/bin/true", sp::cwd = closed, sp::user = 65534) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
