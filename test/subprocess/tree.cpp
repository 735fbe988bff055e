// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/stop.hpp>

#include "both_drivers.hpp"
#include "start_modes.hpp"

#include <concur/subprocess/popen.hpp>
#include <concur/subprocess/run.hpp>

#include <support/refused_calls.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

// The mechanisms of stop_scope::tree.

namespace sp = concur::subprocess;
using namespace support;
using mechanism = sp::containment_mechanism;

namespace {

// PR_SET_CHILD_SUBREAPER is 36; PR_SET_PDEATHSIG and PR_SET_NAME have not this
// bit.
system_call const become_subreaper(SYS_prctl, 32);

std::vector<system_call> const make_directory = {
#ifdef SYS_mkdir
    SYS_mkdir,
#endif
    SYS_mkdirat};

// The cgroups of this process that were not removed.
int cgroups_left()
{
    int left = 0;
    auto const prefix = "concur-" + std::to_string(::getpid()) + "-";
    std::error_code ignored;
    for (auto const* root : {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"})
    {
        for (std::filesystem::directory_iterator at(root, ignored), end;
             at != end; at.increment(ignored))
        {
            left += at->path().filename().string().starts_with(prefix);
        }
    }
    return left;
}

// Calls a body with each mechanism that the system has, in a process in which
// the better ones are refused.
void with_each_mechanism(std::function<void(mechanism)> const& body,
                         std::vector<mechanism> const& which = {
                             mechanism::cgroup, mechanism::subreaper})
{
    for (auto what : which)
    {
        BOOST_TEST_CONTEXT(static_cast<int>(what))
        CHECK_FORKED([&] {
            if (what != mechanism::cgroup)
            {
                refuse_calls(make_directory, EACCES);
            }
            if (what == mechanism::group)
            {
                refuse_calls({become_subreaper}, EINVAL);
            }
            if (portable_kernel() ||
                (what == mechanism::cgroup &&
                 sp::containment(sp::stop_scope::tree) != what))
            {
                // No BOOST_TEST_MESSAGE in a forked process.
                return;
            }
            process_state const before;
            body(what);
            EXPECT(no_children());
            expect(before.changes().empty(), before.changes());
            EXPECT(cgroups_left() == 0);
        });
    }
}

// Tells whether a process has inherited a pipe and lives.
class life_line
{
public:
    life_line()
    {
        EXPECT(::pipe2(ends_, O_CLOEXEC) == 0);
    }

    ~life_line()
    {
        cut();
        ::close(ends_[0]);
    }

    life_line(life_line const&) = delete;
    life_line& operator=(life_line const&) = delete;

    int number() const
    {
        return ends_[1];
    }

    // Close this process' end.
    void cut()
    {
        ::close(ends_[1]);
        ends_[1] = -1;
    }

    bool held()
    {
        cut();
        pollfd end{ends_[0], POLLIN, 0};
        return ::poll(&end, 1, 0) == 0;
    }

private:
    int ends_[2];
};

sp::options tree(life_line const& line, sp::options o = {})
{
    o.scope = sp::stop_scope::tree;
    o.pass_fds = {line.number()};
    return o;
}

struct enough
{
};

// A command whose descendants resist. The last one that is ready says so.
std::vector<std::string> stubborn(std::string const& last = "forever")
{
    return {"sh", "-c",
            "\"$0\" setsid ignore:15 ignore:1 out:up " + last +
                " & exec \"$0\" ignore:15 forever",
            child()};
}

} // namespace

BOOST_AUTO_TEST_SUITE(tree_scope, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(all_descendants_are_killed)
{
    with_each_mechanism([](mechanism m) {
        EXPECT(sp::containment(sp::stop_scope::tree) == m);
        for (auto o : start_modes())
        {
            for (auto run : {run_asynchronously,
                             +[](sp::command const& c, sp::options const& o) {
                                 return sp::run(c, o);
                             }})
            {
                life_line line;
                o.on_stdout = [](std::string_view) { throw enough(); };
                bool thrown = false;
                try
                {
                    run(stubborn(), tree(line, o));
                }
                catch (enough)
                {
                    thrown = true;
                }
                EXPECT(thrown);
                EXPECT(!line.held());
            }
        }
    });
}

BOOST_AUTO_TEST_SUITE_END()
