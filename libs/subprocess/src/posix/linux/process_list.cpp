// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../process_list.hpp"

#include "signal_if.hpp"

#include <concur/detail/uncancellable.hpp>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

namespace concur::subprocess::detail::process_list {
namespace {

struct process
{
    char state = 'X';
    pid_t group = -1;
    pid_t session = -1;

    bool alive() const noexcept
    {
        return state != 'Z' && state != 'X';
    }
};

// What /proc tells of a process; one that has ended if there is none.
process look_at(pid_t pid) noexcept
{
    process found;
    char path[32];
    std::snprintf(path, sizeof path, "/proc/%d/stat", static_cast<int>(pid));
    int const file = ::open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
    {
        return found;
    }
    char text[512];
    auto const size = ::read(file, text, sizeof text - 1);
    ::close(file);
    if (size <= 0)
    {
        return found;
    }
    text[size] = '\0';
    // The name of the program stands in parentheses, and may contain others.
    auto const* const end = std::strrchr(text, ')');
    int group = -1;
    int session = -1;
    char state = 'X';
    if (end != nullptr &&
        std::sscanf(end + 1, " %c %*d %d %d", &state, &group, &session) == 3)
    {
        found = {state, group, session};
    }
    return found;
}

} // namespace

bool available() noexcept
{
    concur::detail::uncancellable const whole;
    // /proc may be that of another namespace, with other numbers. And children
    // may be in another one than this process.
    char text[64];
    auto const size = ::readlink("/proc/self", text, sizeof text);
    pid_t self = -1;
    if (size <= 0 ||
        std::from_chars(text, text + size, self).ec != std::errc() ||
        self != ::getpid())
    {
        return false;
    }
    char of_children[64];
    auto const own = ::readlink("/proc/self/ns/pid", text, sizeof text);
    auto const theirs = ::readlink("/proc/self/ns/pid_for_children",
                                   of_children, sizeof of_children);
    return own > 0 && own == theirs &&
           std::memcmp(text, of_children, static_cast<std::size_t>(own)) == 0;
}

bool visit(kind what, pid_t id, void (*function)(pid_t, void*) noexcept,
           void* argument) noexcept
{
    concur::detail::uncancellable const whole;
    auto* const all = available() ? ::opendir("/proc") : nullptr;
    if (all == nullptr)
    {
        return false;
    }
    while (auto const* const entry = ::readdir(all))
    {
        auto const* const name = entry->d_name;
        pid_t pid = 0;
        std::from_chars(name, name + std::strlen(name), pid);
        if (pid <= 0)
        {
            continue;
        }
        auto const found = look_at(pid);
        auto const of = what == kind::group ? found.group : found.session;
        if (found.alive() && of == id)
        {
            function(pid, argument);
        }
    }
    ::closedir(all);
    return true;
}

int signal_member(pid_t session, pid_t pid, int signal) noexcept
{
    concur::detail::uncancellable const whole;
    return signal_if(pid, signal, [&] {
        auto const found = look_at(pid);
        return found.alive() && found.session == session ? 0 : ESRCH;
    });
}

} // namespace concur::subprocess::detail::process_list
