// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/popen_base.hpp>

#include <concur/errors.hpp>
#include <concur/subprocess/detail/popen_core.hpp>

#include <boost/throw_exception.hpp>

namespace concur::subprocess {

detail::popen_core& popen_base::core() const
{
    if (!core_)
    {
        boost::throw_exception(
            ValueError("the process object has been moved from"));
    }
    return *core_;
}

std::optional<int> popen_base::poll()
{
    return core().poll();
}

int popen_base::wait(concur::timeout const& t)
{
    return core().wait(t);
}

int popen_base::wait(argument<&options::timeout> const& t)
{
    return wait(t.value);
}

int popen_base::wait(argument<&options::stop_token> const& stop)
{
    return core().wait({}, stop.value);
}

int popen_base::wait(argument<&options::timeout> const& t,
                     argument<&options::stop_token> const& stop)
{
    return core().wait(t.value, stop.value);
}

void popen_base::send_signal(long long signal)
{
    core().send_signal(signal);
}

void popen_base::terminate()
{
    core().terminate();
}

void popen_base::kill()
{
    core().kill();
}

void popen_base::suspend()
{
    core().suspend();
}

void popen_base::resume()
{
    core().resume();
}

int popen_base::stop()
{
    return core().stop();
}

int popen_base::stop(sequence<stop_step> const& steps)
{
    return core().stop(steps);
}

int popen_base::close_and_wait()
{
    core().close_and_wait();
    return core().wait({});
}

command const& popen_base::args() const
{
    return core().args();
}

stream popen_base::stdin_() const
{
    return core().in();
}

stream popen_base::stdout_() const
{
    return core().out();
}

stream popen_base::stderr_() const
{
    return core().err();
}

subprocess::terminal popen_base::terminal() const
{
    return core().terminal();
}

long popen_base::pid() const
{
    return core().pid();
}

std::optional<int> popen_base::returncode() const
{
    return core().returncode();
}

std::optional<process_end> popen_base::ended() const
{
    return core().report().ended;
}

std::optional<resource_usage> popen_base::usage() const
{
    return core().report().usage;
}

std::chrono::nanoseconds popen_base::elapsed() const
{
    return core().report().elapsed;
}

std::string popen_base::command_line() const
{
    return args().shell_line();
}

std::optional<std::string> popen_base::encoding() const
{
    return core().encoding();
}

std::optional<std::string> popen_base::errors() const
{
    return core().errors();
}

bool popen_base::text_mode() const
{
    return core().text_mode();
}

bool popen_base::universal_newlines() const
{
    return text_mode();
}

long long popen_base::pipesize() const
{
    return core().pipesize();
}

std::string to_string(popen_base const& p)
{
    return p.core().repr();
}

std::ostream& operator<<(std::ostream& out, popen_base const& p)
{
    return out << to_string(p);
}

} // namespace concur::subprocess
