// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_SUBPROCESS_RAW_START_HPP
#define CONCUR_TEST_BENCH_SUBPROCESS_RAW_START_HPP

#include "../protocol.hpp"

#include <string>
#include <vector>

#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Children, started and awaited with the least system calls.

namespace bench::raw {

struct streams
{
    int in = -1;
    int out = -1;
    int err = -1;
};

struct child
{
    pid_t pid = -1;
    int pidfd = -1;
};

class arguments
{
public:
    explicit arguments(std::vector<std::string> const& command)
        : words_(command)
    {
        for (auto& word : words_)
        {
            pointers_.push_back(word.data());
        }
        pointers_.push_back(nullptr);
    }

    arguments(arguments const&) = delete;

    char* const* get() const
    {
        return pointers_.data();
    }

private:
    std::vector<std::string> words_;
    std::vector<char*> pointers_;
};

using starter = child (*)(char* const* argv, streams const&);

[[noreturn]] inline void become(char* const* argv, streams const& s,
                                bool close_rest)
{
    auto const place = [](int from, int to) {
        if (from >= 0)
        {
            ::dup2(from, to);
        }
    };
    place(s.in, 0);
    place(s.out, 1);
    place(s.err, 2);
    if (close_rest)
    {
        ::syscall(SYS_close_range, 3U, ~0U, 0U);
    }
    ::execve(argv[0], argv, environ);
    ::_exit(127);
}

template<bool CloseRest>
[[gnu::noinline]] child by_vfork(char* const* argv, streams const& s)
{
    auto const pid = ::vfork();
    if (pid == 0)
    {
        become(argv, s, CloseRest);
    }
    return {checked(pid, "vfork")};
}

[[gnu::noinline]] inline child by_pidfd(char* const* argv, streams const& s)
{
    struct plan
    {
        char* const* argv;
        streams const* s;
    };
    alignas(16) static char stack[65536];
    plan its_plan{argv, &s};
    auto const routine = [](void* p) -> int {
        auto const& mine = *static_cast<plan*>(p);
        become(mine.argv, *mine.s, true);
    };
    child result;
    result.pid = checked(::clone(routine, stack + sizeof stack,
                                 CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD,
                                 &its_plan, &result.pidfd),
                         "clone");
    return result;
}

inline child by_posix_spawn(char* const* argv, streams const& s)
{
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    auto const place = [&](int from, int to) {
        if (from >= 0)
        {
            ::posix_spawn_file_actions_adddup2(&actions, from, to);
        }
    };
    place(s.in, 0);
    place(s.out, 1);
    place(s.err, 2);
    child result;
    errno =
        ::posix_spawn(&result.pid, argv[0], &actions, nullptr, argv, environ);
    ::posix_spawn_file_actions_destroy(&actions);
    checked(errno == 0 ? 0 : -1, "posix_spawn");
    return result;
}

inline starter starter_of(std::string const& variant)
{
    return variant == "close_range"   ? by_vfork<true>
           : variant == "pidfd"       ? by_pidfd
           : variant == "posix_spawn" ? by_posix_spawn
                                      : by_vfork<false>;
}

inline siginfo_t wait_for(pid_t pid)
{
    siginfo_t info;
    checked(::waitid(P_PID, id_t(pid), &info, WEXITED), "waitid");
    return info;
}

inline void wait_for_success(pid_t pid)
{
    auto const info = wait_for(pid);
    expect(info.si_code == CLD_EXITED && info.si_status == 0,
           "the child failed");
}

struct pipe_pair
{
    int read_end;
    int write_end;

    explicit pipe_pair(int flags = O_CLOEXEC)
    {
        int ends[2];
        checked(::pipe2(ends, flags), "pipe2");
        read_end = ends[0];
        write_end = ends[1];
    }

    void widen() const
    {
        ::fcntl(read_end, F_SETPIPE_SZ, 1 << 20);
    }
};

} // namespace bench::raw

#endif
