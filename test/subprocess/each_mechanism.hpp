// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUBPROCESS_EACH_MECHANISM_HPP
#define CONCUR_TEST_SUBPROCESS_EACH_MECHANISM_HPP

#include "start_modes.hpp"

#include <concur/subprocess/stop.hpp>

#include <support/refused_calls.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

// What the tests of stop_scope::tree share.

namespace support {

using mechanism = concur::subprocess::containment_mechanism;

inline constexpr auto whole = concur::subprocess::stop_scope::tree;

/// PR_SET_CHILD_SUBREAPER is 36; PR_SET_PDEATHSIG and PR_SET_NAME have not this
/// bit.
inline system_call const become_subreaper(SYS_prctl, 32);

inline std::vector<system_call> const make_directory = {
#ifdef SYS_mkdir
    SYS_mkdir,
#endif
    SYS_mkdirat};

/// The cgroups that this process has made and not removed.
inline std::vector<std::filesystem::path> own_cgroups()
{
    std::vector<std::filesystem::path> all;
    auto const prefix = "concur-" + std::to_string(::getpid()) + "-";
    std::error_code ignored;
    for (auto const* root : {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"})
    {
        for (std::filesystem::directory_iterator at(root, ignored), end;
             at != end; at.increment(ignored))
        {
            if (at->path().filename().string().starts_with(prefix))
            {
                all.push_back(at->path());
            }
        }
    }
    return all;
}

inline std::size_t cgroups_left()
{
    return own_cgroups().size();
}

/// True if they have no processes. A process leaves its cgroup some time after
/// it has closed its descriptors.
inline bool cgroups_are_empty()
{
    return std::ranges::all_of(own_cgroups(), [](auto const& each) {
        return read_file((each / "cgroup.procs").native()).empty();
    });
}

/// Leaves a mechanism as the best that this process has.
inline void refuse_better_than(mechanism what)
{
    if (what != mechanism::cgroup)
    {
        refuse_calls(make_directory, EACCES);
    }
    expect(concur::subprocess::containment(whole) == what, "the mechanism");
}

/// Calls a body with each of the mechanisms that the system has, in a process
/// in which better ones are refused.
inline void with_each_mechanism(std::function<void(mechanism)> const& body)
{
    for (auto what : {mechanism::cgroup, mechanism::subreaper})
    {
        auto const name =
            what == mechanism::cgroup ? "writable cgroup" : "helper process";
        if (!run_forked([&] { refuse_better_than(what); }).empty())
        {
            BOOST_TEST_MESSAGE("skipped: there is no " << name);
            continue;
        }
        BOOST_TEST_CONTEXT(name)
        {
            CHECK_FORKED([&] {
                refuse_better_than(what);
                process_state const before;
                body(what);
                EXPECT(no_children());
                expect(before.changes().empty(), before.changes());
                EXPECT(cgroups_left() == 0);
            });
        }
    }
}

/// A pipe that tells whether a process that has inherited it lives. Its numbers
/// are high.
class life_line
{
public:
    life_line()
    {
        int ends[2];
        EXPECT(::pipe2(ends, O_CLOEXEC) == 0);
        for (int i = 0; i != 2; ++i)
        {
            ends_[i] = ::fcntl(ends[i], F_DUPFD_CLOEXEC, 200);
            ::close(ends[i]);
        }
    }

    ~life_line()
    {
        cut();
        ::close(ends_[0]);
    }

    life_line(life_line const&) = delete;
    life_line& operator=(life_line const&) = delete;

    concur::subprocess::options
    in_tree(concur::subprocess::options o = {}) const
    {
        o.scope = whole;
        o.pass_fds = {ends_[1]};
        return o;
    }

    bool held()
    {
        cut();
        pollfd end{ends_[0], POLLIN, 0};
        return ::poll(&end, 1, 0) == 0;
    }

private:
    void cut()
    {
        if (ends_[1] >= 0)
        {
            ::close(ends_[1]);
            ends_[1] = -1;
        }
    }

    int ends_[2];
};

/// A shell command with the child program as $0. Its descendants say "up".
inline std::vector<std::string> script(std::string const& text)
{
    return {"sh", "-c", text, child()};
}

inline std::vector<std::string> stubborn()
{
    return script(R"(trap '' TERM; "$0" setsid out:up\\n forever &
                     exec "$0" forever)");
}

/// Ends at once. Its descendant prints its pid. Some shells would replace
/// themselves by the last command, so there is another one.
inline std::vector<std::string> leaves_daemon()
{
    return script(R"("$0" setsid pid close:1 forever; exit 0)");
}

struct enough
{
};

/// Stops a tree by a function that throws when it is up.
template<class Run>
inline void stop_when_up(Run const& run, concur::subprocess::options o)
{
    o.on_stdout = [](std::string_view) { throw enough(); };
    bool thrown = false;
    try
    {
        run(o);
    }
    catch (enough)
    {
        thrown = true;
    }
    EXPECT(thrown);
}

inline void await_up(killed_popen& p)
{
    EXPECT(p.stdout_().readline() == "up\n");
}

inline concur::subprocess::options piped(concur::subprocess::options o)
{
    o.stdout_ = concur::subprocess::PIPE;
    return o;
}

} // namespace support

#endif
