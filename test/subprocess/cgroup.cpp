// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/keywords.hpp>

#include "both_drivers.hpp"
#include "start_modes.hpp"

#include <concur/subprocess/pipeline.hpp>
#include <concur/subprocess/run.hpp>

#include <support/may_refuse_calls.hpp>
#include <support/refused_calls.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// The cgroup in which a child starts.

namespace sp = concur::subprocess;
using namespace support;

namespace {

// The directory where cgroup v2 is mounted; empty if there is none.
std::string mounted()
{
    std::istringstream lines(read_file("/proc/self/mounts"));
    std::string device, place, type, rest;
    while (lines >> device >> place >> type && std::getline(lines, rest))
    {
        if (type == "cgroup2")
        {
            return place;
        }
    }
    return {};
}

// A new cgroup, which the destructor removes. If the system refuses to make
// one, the path is empty and a message says why.
class new_cgroup
{
public:
    new_cgroup()
    {
        auto const root = mounted();
        if (portable_kernel() || root.empty())
        {
            BOOST_TEST_MESSAGE("skipped: there is no cgroup v2");
            return;
        }
        auto const path = root + "/concur-test-" + std::to_string(::getpid());
        if (::mkdir(path.c_str(), 0755) != 0)
        {
            auto const error = std::generic_category().message(errno);
            BOOST_TEST_MESSAGE("skipped: cannot make " << path << ": "
                                                       << error);
            return;
        }
        path_ = path;
    }

    ~new_cgroup()
    {
        if (!path_.empty())
        {
            BOOST_TEST(eventually([&] { return ::rmdir(path_.c_str()) == 0; }));
        }
    }

    new_cgroup(new_cgroup const&) = delete;
    new_cgroup& operator=(new_cgroup const&) = delete;

    explicit operator bool() const noexcept
    {
        return !path_.empty();
    }

    std::string const& path() const noexcept
    {
        return path_;
    }

private:
    std::string path_;
};

// Prints the path of the child's cgroup, which begins where cgroup v2 is
// mounted or at the root of a namespace.
std::vector<std::string> const look{"sed", "-n", "s/^0:://p",
                                    "/proc/self/cgroup"};

std::string member_of(std::string const& path)
{
    return path.substr(path.rfind('/')) + "\n";
}

sp::options in(std::string const& path, sp::options o = {})
{
    o.cgroup = path;
    o.stdout_ = sp::PIPE;
    return o;
}

void every_mode_joins(std::string const& path)
{
    for (auto way : start_modes())
    {
        EXPECT(
            sp::run(look, in(path, way)).stdout_->ends_with(member_of(path)));
    }
    // The rights are those of the parent.
    EXPECT(sp::run(look, in(path), sp::user = 65534, sp::cwd = "/")
               .stdout_->ends_with(member_of(path)));
    EXPECT(!sp::check_output(look).ends_with(member_of(path)));
    EXPECT(read_file(path + "/cgroup.procs").empty());
}

os_failure refused(std::string const& path)
{
    return failure_of([&] { sp::run(child({"exit:0"}), in(path)); });
}

} // namespace

BOOST_AUTO_TEST_SUITE(cgroup, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(no_directory_of_a_cgroup)
{
    scratch_directory const place;
    auto const file = place.file("x");
    if (portable_kernel())
    {
        BOOST_TEST(refused(place.path()) == failure(ENOSYS, "cgroup"));
        return;
    }
    auto const missing = place.path() + "/missing";
    BOOST_TEST(refused(missing) == failure(ENOENT, missing));
    BOOST_TEST(refused(file) == failure(ENOTDIR, file));
    // It looks like one.
    place.file("cgroup.procs");
    BOOST_TEST(refused(place.path()) == failure(EINVAL, place.path()));
    BOOST_TEST(read_file(place.path() + "/cgroup.procs") == "");
    BOOST_TEST(error_message<concur::ValueError>([] {
                   sp::run(child(), in(std::string("/a\0b", 4)));
               }) == "embedded null byte");
    auto const wrong =
        sp::command("cat") | sp::stage("cat", sp::cgroup = missing);
    BOOST_TEST(failure_of([&] {
                   sp::run_pipeline(wrong, sp::stdin_ = sp::DEVNULL);
               }) == failure(ENOENT, missing));
}

BOOST_AUTO_TEST_CASE(a_child_starts_there)
{
    if (new_cgroup const made; made)
    {
        CHECK_FORKED([&] { every_mode_joins(made.path()); });
        // A relative path begins at the directory of the parent.
        CHECK_FORKED([&] {
            EXPECT(::chdir(made.path().c_str()) == 0);
            EXPECT(sp::run(look, in("."), sp::cwd = "/")
                       .stdout_->ends_with(member_of(made.path())));
        });
        with_both_drivers([&](auto run) {
            BOOST_TEST(run(look, in(made.path()))
                           .stdout_->ends_with(member_of(made.path())));
        });
        auto const r = sp::run_pipeline(
            sp::command("true") | sp::stage(look, sp::cgroup = made.path()),
            sp::capture_output);
        BOOST_TEST(r.stdout_->ends_with(member_of(made.path())));
    }
}

BOOST_AUTO_TEST_CASE(a_tree_gets_a_cgroup_below)
{
    if (new_cgroup const made; made)
    {
        auto const place = member_of(made.path());
        auto const r =
            sp::run(look, in(made.path()), sp::scope = sp::stop_scope::tree);
        BOOST_TEST((r.stdout_->find(place.substr(0, place.size() - 1) +
                                    "/concur-") != r.stdout_->npos),
                   *r.stdout_);
        BOOST_TEST((r.ended->mechanism == sp::containment_mechanism::cgroup));
    }
}

BOOST_AUTO_TEST_CASE(a_child_joins_on_an_older_kernel,
                     *support::may_refuse_calls)
{
    if (new_cgroup const made; made)
    {
        for (auto const& call : {calls::clone_pidfd, calls::clone_sharing})
        {
            CHECK_FORKED([&] {
                refuse_calls({calls::clone3, call}, ENOSYS);
                every_mode_joins(made.path());
            });
        }
    }
}

// With clone3(), the child opens no file to join: it is a member from its first
// moment. The file is opened relative to the directory, whose number here has
// the lowest bit set, while AT_FDCWD has not.
BOOST_AUTO_TEST_CASE(no_moment_outside, *support::may_refuse_calls)
{
    if (new_cgroup const made; made)
    {
        CHECK_FORKED([&] {
            int const next = ::dup(0);
            if (next % 2 != 0)
            {
                ::close(next);
            }
            refuse_calls({system_call(SYS_openat, 1)}, EACCES);
            refuse_calls({SYS_clone}, EPERM);
            std::string const member = member_of(made.path());
            EXPECT(sp::run(look, in(made.path())).stdout_->ends_with(member));
        });
        CHECK_FORKED([&] {
            int const next = ::dup(0);
            if (next % 2 != 0)
            {
                ::close(next);
            }
            refuse_calls({system_call(SYS_openat, 1), calls::clone3}, EACCES);
            EXPECT(refused(made.path()) == failure(EACCES, made.path()));
        });
    }
}

BOOST_AUTO_TEST_CASE(refused_by_the_system, *support::may_refuse_calls)
{
    if (new_cgroup const made; made)
    {
        for (bool const older : {false, true})
        {
            CHECK_FORKED([&] {
                drop_privileges();
                process_state const before;
                if (older)
                {
                    refuse_calls({calls::clone3}, ENOSYS);
                }
                EXPECT(refused(made.path()) == failure(EACCES, made.path()));
                EXPECT(no_children());
                expect(before.changes().empty(), before.changes());
            });
        }
        // Beside a cgroup of threads, a new one is not valid.
        auto const threads = made.path() + "/threads";
        auto const invalid = made.path() + "/invalid";
        BOOST_TEST(::mkdir(threads.c_str(), 0755) == 0);
        std::ofstream(threads + "/cgroup.type") << "threaded";
        BOOST_TEST(::mkdir(invalid.c_str(), 0755) == 0);
        BOOST_TEST(refused(invalid) == failure(EOPNOTSUPP, invalid));
        CHECK_FORKED([&] {
            refuse_calls({calls::clone3}, ENOSYS);
            EXPECT(refused(invalid) == failure(EOPNOTSUPP, invalid));
            EXPECT(no_children());
        });
        ::rmdir(threads.c_str());
        ::rmdir(invalid.c_str());

        // A controller for its children, if it has one.
        std::string controller;
        std::ifstream(made.path() + "/cgroup.controllers") >> controller;
        if (!controller.empty())
        {
            std::ofstream(made.path() + "/cgroup.subtree_control")
                << "+" << controller;
            BOOST_TEST(refused(made.path()) == failure(EBUSY, made.path()));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
