// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/attach.hpp>

#include "attachment.hpp"

#include <concur/errors.hpp>
#include <concur/subprocess/detail/attached_wait.hpp>
#include <concur/subprocess/errors.hpp>

#include <boost/throw_exception.hpp>

#include <csignal>
#include <string>
#include <tuple>
#include <utility>

namespace concur::subprocess {

attached_process attach(long pid)
{
    return attached_process(pid);
}

attached_process::attached_process(long pid)
    : process_(std::make_shared<detail::attachment>(pid))
{
}

detail::attachment& attached_process::process() const
{
    if (!process_)
    {
        boost::throw_exception(
            ValueError("the process object has been moved from"));
    }
    return *process_;
}

std::optional<process_end> attached_process::poll()
{
    return process().poll();
}

process_end attached_process::wait(concur::timeout const& t)
{
    auto const& p = process();
    detail::attached_wait w(process_);
    if (!detail::wait_blocking(w, t))
    {
        boost::throw_exception(
            TimeoutExpired(command("process " + std::to_string(p.pid())), t, {},
                           {}, {}, p.report()));
    }
    return std::get<1>(w.results());
}

process_end attached_process::wait(argument<&options::timeout> const& t)
{
    return wait(t.value);
}

void attached_process::send_signal(long long signal)
{
    // A number that is no int is no signal number. Then pass -1, which is no
    // signal number either.
    process().send_signal(std::in_range<int>(signal) ? static_cast<int>(signal)
                                                     : -1);
}

void attached_process::terminate()
{
    send_signal(SIGTERM);
}

void attached_process::kill()
{
    send_signal(SIGKILL);
}

void attached_process::suspend()
{
    send_signal(SIGSTOP);
}

void attached_process::resume()
{
    send_signal(SIGCONT);
}

long attached_process::pid() const
{
    return process().pid();
}

std::optional<process_end> attached_process::ended() const
{
    return process().ended();
}

} // namespace concur::subprocess
