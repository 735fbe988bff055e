// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The program that tests start. It performs its arguments, in order.
//
//   out:TEXT err:TEXT   write; \n \r \t \\ \0 \xNN are understood
//   outn:N errn:N       write N times 'x'
//   blocks:N:SIZE:S     write N blocks of SIZE bytes to stdout, S seconds apart
//   cat                 copy stdin to stdout until its end
//   upper               the same in upper case
//   count               read stdin to its end, print how many bytes
//   read:N              read N bytes of stdin, print them
//   skip:N              read N bytes of stdin, print nothing
//   line                read a line of stdin, print it
//   drain               read stdin to its end
//   sleep:S forever     wait S seconds, or for ever
//   exit:N raise:N      end: with a status, by a signal
//   fds                 print the numbers of the open descriptors
//   env getenv:NAME     print the environment, a line each; one value
//   cwd pid ppid sid pgid uid gid groups umask   print that, and a newline
//   status:FIELD        print that line of /proc/self/status
//   trap:N              on signal N print "caught N\n" and exit with 7
//   ignore:N            ignore signal N
//   grandchild:S        start a child that keeps the descriptors for S seconds
//   setsid              become the leader of a session, with another pid
//   wander:N            fork N children, each of which becomes its own child
//                       about every 0.5 s, for a minute at most
//   await:N             wait for the end of descriptor N, a pipe
//   close:N isopen:N    close a descriptor; print 1 or 0
//   write:N:TEXT        write to descriptor N
//   create:PATH         create a file with mode 0666
//   tell:N              send signal N to the parent
//   args                print the remaining arguments, a line each, and stop

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

extern char** environ;

namespace {

void put(int fd, std::string const& data)
{
    std::size_t done = 0;
    while (done < data.size())
    {
        auto n = ::write(fd, data.data() + done, data.size() - done);
        if (n < 0)
        {
            if (errno == EINTR)
            {
                continue;
            }
            std::_Exit(99);
        }
        done += static_cast<std::size_t>(n);
    }
}

std::string get(std::size_t most)
{
    std::string data(most, '\0');
    for (;;)
    {
        auto n = ::read(0, data.data(), data.size());
        if (n >= 0)
        {
            data.resize(static_cast<std::size_t>(n));
            return data;
        }
        if (errno != EINTR)
        {
            std::_Exit(98);
        }
    }
}

std::string unescape(std::string const& text)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i)
    {
        if (text[i] != '\\' || i + 1 == text.size())
        {
            plain += text[i];
            continue;
        }
        switch (text[++i])
        {
        case 'n':
            plain += '\n';
            break;
        case 'r':
            plain += '\r';
            break;
        case 't':
            plain += '\t';
            break;
        case '0':
            plain += '\0';
            break;
        case 'x':
            plain += static_cast<char>(
                std::stoi(text.substr(i + 1, 2), nullptr, 16));
            i += 2;
            break;
        default:
            plain += text[i];
        }
    }
    return plain;
}

void wait_seconds(double s)
{
    timespec left{static_cast<time_t>(s),
                  static_cast<long>((s - static_cast<time_t>(s)) * 1e9)};
    while (::nanosleep(&left, &left) != 0 && errno == EINTR)
    {
    }
}

void wander(int count)
{
    auto const end = std::time(nullptr) + 60;
    for (int i = 0; i != count; ++i)
    {
        if (::fork() != 0)
        {
            continue;
        }
        for (unsigned n = 0;; ++n)
        {
            wait_seconds(((i * 7 + n) % 500 + 250) * 0.001);
            // The last wanderer has no child.
            if (std::time(nullptr) > end || ::fork() > 0)
            {
                std::_Exit(0);
            }
        }
    }
}

void say(long number)
{
    put(1, std::to_string(number) + "\n");
}

std::string open_descriptors()
{
    std::vector<int> numbers;
    auto directory = ::opendir("/proc/self/fd");
    while (auto entry = ::readdir(directory))
    {
        if (std::isdigit(static_cast<unsigned char>(entry->d_name[0])))
        {
            auto number = std::atoi(entry->d_name);
            if (number != ::dirfd(directory))
            {
                numbers.push_back(number);
            }
        }
    }
    ::closedir(directory);
    std::sort(numbers.begin(), numbers.end());
    std::string text;
    for (auto number : numbers)
    {
        text += (text.empty() ? "" : " ") + std::to_string(number);
    }
    return text;
}

extern "C" void on_signal(int number)
{
    char text[] = "caught 00\n";
    text[7] = static_cast<char>('0' + number / 10);
    text[8] = static_cast<char>('0' + number % 10);
    auto n = ::write(1, text, sizeof text - 1);
    _exit(n < 0 ? 97 : 7);
}

void perform(std::string const& verb, std::string const& rest)
{
    auto const second = rest.find(':');
    auto const head = rest.substr(0, second);
    auto const tail = second == rest.npos ? "" : rest.substr(second + 1);

    if (verb == "out")
        put(1, unescape(rest));
    else if (verb == "err")
        put(2, unescape(rest));
    else if (verb == "outn")
        put(1, std::string(std::stoul(rest), 'x'));
    else if (verb == "errn")
        put(2, std::string(std::stoul(rest), 'x'));
    else if (verb == "blocks")
    {
        auto const colon = tail.find(':');
        auto const size = std::stoul(tail.substr(0, colon));
        auto const pause = std::stod(tail.substr(colon + 1));
        for (auto i = std::stoul(head); i != 0; --i)
        {
            put(1, std::string(size, 'x'));
            wait_seconds(pause);
        }
    }
    else if (verb == "cat")
        for (auto data = get(65536); !data.empty(); data = get(65536))
            put(1, data);
    else if (verb == "upper")
        for (auto data = get(65536); !data.empty(); data = get(65536))
        {
            for (char& c : data)
                c = static_cast<char>(
                    std::toupper(static_cast<unsigned char>(c)));
            put(1, data);
        }
    else if (verb == "count")
    {
        std::size_t all = 0;
        for (auto data = get(65536); !data.empty(); data = get(65536))
            all += data.size();
        put(1, std::to_string(all));
    }
    else if (verb == "read" || verb == "skip")
    {
        std::string all;
        auto const size = std::stoul(rest);
        while (all.size() < size)
        {
            auto data = get(size - all.size());
            if (data.empty())
                break;
            all += data;
        }
        if (verb == "read")
            put(1, all);
    }
    else if (verb == "line")
    {
        std::string all;
        while (!all.ends_with('\n'))
        {
            auto data = get(1);
            if (data.empty())
                break;
            all += data;
        }
        put(1, all);
    }
    else if (verb == "drain")
        while (!get(65536).empty())
        {
        }
    else if (verb == "sleep")
        wait_seconds(std::stod(rest));
    else if (verb == "forever")
    {
        // Not really for ever: a test that fails before its kill() must not
        // hang.
        wait_seconds(300);
        std::_Exit(95);
    }
    else if (verb == "exit")
        std::_Exit(std::stoi(rest) & 255);
    else if (verb == "raise")
    {
        ::signal(std::stoi(rest), SIG_DFL);
        ::raise(std::stoi(rest));
    }
    else if (verb == "fds")
        put(1, open_descriptors() + "\n");
    else if (verb == "env")
        for (auto e = ::environ; e && *e; ++e)
            put(1, std::string(*e) + "\n");
    else if (verb == "getenv")
    {
        auto value = std::getenv(rest.c_str());
        put(1, value ? value : "(unset)");
    }
    else if (verb == "cwd")
    {
        char path[4096];
        put(1, std::string(::getcwd(path, sizeof path)) + "\n");
    }
    else if (verb == "pid")
        say(::getpid());
    else if (verb == "ppid")
        say(::getppid());
    else if (verb == "sid")
        say(::getsid(0));
    else if (verb == "pgid")
        say(::getpgrp());
    else if (verb == "uid")
        say(::getuid());
    else if (verb == "gid")
        say(::getgid());
    else if (verb == "groups")
    {
        std::vector<gid_t> ids(1024);
        ids.resize(static_cast<std::size_t>(
            ::getgroups(static_cast<int>(ids.size()), ids.data())));
        std::sort(ids.begin(), ids.end());
        std::string text;
        for (auto id : ids)
            text += (text.empty() ? "" : " ") + std::to_string(id);
        put(1, text + "\n");
    }
    else if (verb == "umask")
    {
        auto mask = ::umask(0);
        ::umask(mask);
        say(static_cast<long>(mask));
    }
    else if (verb == "status")
    {
        std::ifstream file("/proc/self/status");
        for (std::string line; std::getline(file, line);)
            if (line.starts_with(rest + ":"))
                put(1, line + "\n");
    }
    else if (verb == "trap")
        ::signal(std::stoi(rest), on_signal);
    else if (verb == "ignore")
        ::signal(std::stoi(rest), SIG_IGN);
    else if (verb == "grandchild")
    {
        if (::fork() == 0)
        {
            wait_seconds(std::stod(rest));
            std::_Exit(0);
        }
    }
    else if (verb == "setsid")
    {
        if (::fork() != 0)
        {
            std::_Exit(0);
        }
        ::setsid();
    }
    else if (verb == "wander")
        wander(std::stoi(rest));
    else if (verb == "await")
    {
        // A test that fails must not hang.
        pollfd end{std::stoi(rest), 0, 0};
        if (::poll(&end, 1, 60000) != 1)
            std::_Exit(95);
    }
    else if (verb == "close")
        ::close(std::stoi(rest));
    else if (verb == "isopen")
        put(1, ::fcntl(std::stoi(rest), F_GETFD) < 0 ? "0" : "1");
    else if (verb == "write")
        put(std::stoi(head), unescape(tail));
    else if (verb == "create")
        ::close(::open(rest.c_str(), O_WRONLY | O_CREAT, 0666));
    else if (verb == "tell")
        ::kill(::getppid(), std::stoi(rest));
    else
    {
        put(2, "child: what is '" + verb + "'?\n");
        std::_Exit(96);
    }
}

} // namespace

int main(int count, char** arguments)
{
    for (int i = 1; i < count; ++i)
    {
        std::string const word = arguments[i];
        auto const colon = word.find(':');
        auto const verb = word.substr(0, colon);
        if (verb == "args")
        {
            while (++i < count)
            {
                put(1, std::string(arguments[i]) + "\n");
            }
            break;
        }
        perform(verb, colon == word.npos ? "" : word.substr(colon + 1));
    }
    std::_Exit(0);
}
