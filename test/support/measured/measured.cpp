// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The program whose system calls and memory tests measure. It performs an
// action with the command in its arguments twice, since the first time includes
// the initialisation of the process. write(-1, "begin") and write(-1, "end")
// mark the second time.
//
//   nothing              do nothing
//   spawn COMMAND...     call(); print the error if there is one, and exit
//                        with its errno
//   capture COMMAND...   run() with both streams captured
//   async COMMAND...     async_run() with both streams captured
//   wait COMMAND...      a timed wait of a process object
//   bulk COMMAND...      capture stdout into bytes; print the size, and by how
//                        many KiB the peak of memory exceeded that in use
//   failed COMMAND...    the same for the output in the error of a failed check
//   failed-bulk          the same, captured into bytes
//   late SECONDS COMMAND..., late-bulk SECONDS COMMAND...
//                        the same for the error of that timeout

#include <concur/subprocess/async.hpp>
#include <concur/subprocess/keywords.hpp>
#include <concur/subprocess/popen.hpp>
#include <concur/subprocess/run.hpp>

#include <boost/asio/io_context.hpp>

#include <exception>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include <unistd.h>

namespace sp = concur::subprocess;

namespace {

struct bulk : sp::default_policy
{
    using bytes = sp::bytes;
};

void mark(std::string const& what)
{
    auto const n = ::write(-1, what.data(), what.size());
    static_cast<void>(n);
}

long memory(std::string const& field)
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
    {
        if (line.starts_with(field + ":"))
        {
            return std::stol(line.substr(field.size() + 1));
        }
    }
    return -1;
}

// Three copies of the error exist when memory is measured.
template<class Policy, class... Keywords>
std::size_t size_in_error(std::vector<std::string> const& command,
                          Keywords... keywords)
{
    try
    {
        sp::run<Policy>(command, sp::stdout_ = sp::PIPE, keywords...);
        return 0;
    }
    catch (sp::CalledProcessError const& e)
    {
        auto const copy = e;
        auto const another = copy;
        return another.output.value().size();
    }
    catch (sp::TimeoutExpired const& e)
    {
        auto const copy = e;
        auto const another = copy;
        return another.output ? another.output->size() : 0;
    }
}

std::size_t captured_size(std::string const& what,
                          std::vector<std::string> command)
{
    auto const check = sp::check = true;
    if (what == "failed")
    {
        return size_in_error<sp::default_policy>(command, check);
    }
    if (what == "failed-bulk")
    {
        return size_in_error<bulk>(command, check);
    }
    if (what.starts_with("late"))
    {
        auto const timeout = sp::timeout = std::stod(command.front());
        command.erase(command.begin());
        return what == "late"
                   ? size_in_error<sp::default_policy>(command, timeout)
                   : size_in_error<bulk>(command, timeout);
    }
    return sp::check_output<bulk>(command).size();
}

int perform(std::string const& what, std::vector<std::string> const& command)
{
    if (what == "spawn")
    {
        try
        {
            return sp::call(command);
        }
        catch (concur::OSError const& e)
        {
            std::cout << e.what() << '\n';
            return e.errno_();
        }
    }
    if (what == "capture")
    {
        return sp::run(command, sp::capture_output).returncode;
    }
    if (what == "async")
    {
        boost::asio::io_context io;
        int code = -1;
        sp::async_run(io.get_executor(), command, sp::capture_output,
                      [&](std::exception_ptr, sp::CompletedProcess done) {
                          code = done.returncode;
                      });
        io.run();
        return code;
    }
    sp::Popen p(command);
    return p.wait(60);
}

} // namespace

int main(int count, char** arguments)
{
    std::string const what = arguments[1];
    std::vector<std::string> const command(arguments + 2, arguments + count);
    if (what == "nothing")
    {
        return 0;
    }
    if (what == "bulk" || what.starts_with("failed") ||
        what.starts_with("late"))
    {
        auto const before = memory("VmRSS");
        auto const size = captured_size(what, command);
        std::cout << size << ' ' << memory("VmHWM") - before << '\n';
        return 0;
    }
    perform(what, command);
    mark("begin");
    auto const code = perform(what, command);
    mark("end");
    return code;
}
