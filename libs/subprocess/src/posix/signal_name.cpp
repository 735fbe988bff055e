// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../signal_name.hpp"

#include <csignal>
#include <utility>

namespace concur::subprocess::detail {
namespace {

struct signal_entry
{
    long long number;
    char const* name;
};

// If a number has two names, the table has the name that Python uses.
constexpr signal_entry signals[] = {
    {SIGHUP, "SIGHUP"},       {SIGINT, "SIGINT"},   {SIGQUIT, "SIGQUIT"},
    {SIGILL, "SIGILL"},       {SIGTRAP, "SIGTRAP"}, {SIGABRT, "SIGABRT"},
    {SIGBUS, "SIGBUS"},       {SIGFPE, "SIGFPE"},   {SIGKILL, "SIGKILL"},
    {SIGUSR1, "SIGUSR1"},     {SIGSEGV, "SIGSEGV"}, {SIGUSR2, "SIGUSR2"},
    {SIGPIPE, "SIGPIPE"},     {SIGALRM, "SIGALRM"}, {SIGTERM, "SIGTERM"},
    {SIGCHLD, "SIGCHLD"},     {SIGCONT, "SIGCONT"}, {SIGSTOP, "SIGSTOP"},
    {SIGTSTP, "SIGTSTP"},     {SIGTTIN, "SIGTTIN"}, {SIGTTOU, "SIGTTOU"},
    {SIGURG, "SIGURG"},       {SIGXCPU, "SIGXCPU"}, {SIGXFSZ, "SIGXFSZ"},
    {SIGVTALRM, "SIGVTALRM"}, {SIGPROF, "SIGPROF"}, {SIGWINCH, "SIGWINCH"},
    {SIGIO, "SIGIO"},
#ifdef SIGPWR
    {SIGPWR, "SIGPWR"},
#endif
    {SIGSYS, "SIGSYS"},
};

} // namespace

char const* signal_name(long long number) noexcept
{
    for (auto const& e : signals)
    {
        if (e.number == number)
        {
            return e.name;
        }
    }
#ifdef SIGRTMIN
    if (number == SIGRTMIN)
    {
        return "SIGRTMIN";
    }
    if (number == SIGRTMAX)
    {
        return "SIGRTMAX";
    }
#endif
    return nullptr;
}

bool is_signal(long long number) noexcept
{
    sigset_t all;
    ::sigemptyset(&all);
    return std::in_range<int>(number) &&
           ::sigaddset(&all, static_cast<int>(number)) == 0;
}

} // namespace concur::subprocess::detail
