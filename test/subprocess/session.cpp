// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/popen.hpp>

#include "start_modes.hpp"

#include <concur/subprocess/run.hpp>

#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <climits>
#include <filesystem>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

// Session, process group and file mode creation mask.

namespace sp = concur::subprocess;
using namespace support;
using boost::unit_test::label;

namespace {

template<class... Keywords>
std::string said(std::string const& what, sp::options const& way,
                 Keywords&&... keywords)
{
    return sp::run(child({what}), way, sp::stdout_ = sp::PIPE, sp::timeout = 30,
                   std::forward<Keywords>(keywords)...)
        .stdout_.value();
}

std::string line(long number)
{
    return std::to_string(number) + "\n";
}

} // namespace

BOOST_AUTO_TEST_SUITE(session, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(posix_start_new_session,
                     *label("py:subprocess.posix.start_new_session"))
{
    for (auto const& way : start_modes())
    {
        auto const sid = said("sid", way, sp::start_new_session);
        BOOST_TEST(std::stol(sid) > 0);
        BOOST_TEST(sid != line(::getsid(0)));
    }
}

BOOST_AUTO_TEST_CASE(start_new_session_leader,
                     *label("py:subprocess.start_new_session.leader"))
{
    for (auto const& way : start_modes())
    {
        sp::Popen p(child({"sid", "pgid", "pid"}), way, sp::stdout_ = sp::PIPE,
                    sp::start_new_session = true);
        BOOST_TEST((p.communicate({}, 30).stdout_ ==
                    line(p.pid()) + line(p.pid()) + line(p.pid())));
    }
}

BOOST_AUTO_TEST_CASE(start_new_session_default_false,
                     *label("py:subprocess.start_new_session.default_false"))
{
    for (auto const& way : start_modes())
    {
        BOOST_TEST(said("sid", way) == line(::getsid(0)));
        BOOST_TEST(said("pgid", way) == line(::getpgrp()));
        BOOST_TEST(said("ppid", way) == line(::getpid()));
    }
}

BOOST_AUTO_TEST_CASE(process_group_new)
{
    for (auto const& way : start_modes())
    {
        sp::Popen p(child({"pgid", "sid"}), way, sp::stdout_ = sp::PIPE,
                    sp::process_group = 0);
        BOOST_TEST((p.communicate({}, 30).stdout_ ==
                    line(p.pid()) + line(::getsid(0))));
    }
}

BOOST_AUTO_TEST_CASE(process_group_joined)
{
    for (auto const& way : start_modes())
    {
        sp::Popen leader(child({"forever"}), sp::process_group = 0);
        BOOST_TEST(said("pgid", way, sp::process_group = leader.pid()) ==
                   line(leader.pid()));
        leader.kill();
        BOOST_TEST(leader.wait(30) == -SIGKILL);
    }
}

BOOST_AUTO_TEST_CASE(process_group_kept)
{
    for (auto const& way : start_modes())
    {
        // In Python 3.11 the default is -1.
        for (std::optional<long long> none :
             {std::optional<long long>(), std::optional<long long>(-1)})
        {
            BOOST_TEST(said("pgid", way, sp::process_group = none) ==
                       line(::getpgrp()));
        }
    }
}

BOOST_AUTO_TEST_CASE(process_group_bad)
{
    for (auto const& way : start_modes())
    {
        // A group that does not exist, and a group of another session.
        BOOST_TEST(failure_of([&] {
                       sp::call(child(), way, sp::cwd = "/",
                                sp::process_group = INT_MAX);
                   }) == failure(EPERM));
        sp::Popen other(child({"forever"}), sp::start_new_session);
        BOOST_TEST(failure_of([&] {
                       sp::call(child(), way, sp::process_group = other.pid());
                   }) == failure(EPERM));
        other.kill();
        // The leader of a session cannot change its group.
        BOOST_TEST(failure_of([&] {
                       sp::call(child(), way, sp::start_new_session,
                                sp::process_group = 0);
                   }) == failure(EPERM));
    }
}

BOOST_AUTO_TEST_CASE(posix_umask_applied,
                     *label("py:subprocess.posix.umask.applied"))
{
    for (auto const& way : start_modes())
    {
        scratch_directory const place;
        auto const file = place.path() + "/new";
        BOOST_TEST(sp::call(child({"create:" + file}), way, sp::umask = 053,
                            sp::timeout = 30) == 0);
        struct stat found;
        BOOST_TEST_REQUIRE(::stat(file.c_str(), &found) == 0);
        BOOST_TEST((found.st_mode & 0666) == 0624u);
    }
}

BOOST_AUTO_TEST_CASE(umask_default_keeps,
                     *label("py:subprocess.umask.default_keeps"))
{
    CHECK_FORKED([] {
        ::umask(027);
        for (auto const& way : start_modes())
        {
            EXPECT(said("umask", way) == line(027));
            EXPECT(said("umask", way, sp::umask = -1) == line(027));
            EXPECT(said("umask", way, sp::umask = -1000) == line(027));
            EXPECT(said("umask", way, sp::umask = 0) == line(0));
            EXPECT(said("umask", way, sp::umask = 0777) == line(0777));
            EXPECT(said("umask", way, sp::umask = 01000 + 053) == line(053));
            EXPECT(said("umask", way, sp::umask = 0x7ffff000) == line(0));
            EXPECT(::umask(027) == 027);
        }
    });
}

BOOST_AUTO_TEST_SUITE_END()
