// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_PROGRAM_HPP
#define CONCUR_TEST_BENCH_PROGRAM_HPP

#include "harness.hpp"
#include "protocol.hpp"
#include "pythons.hpp"
#include "workload.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include <climits>
#include <csignal>

#include <unistd.h>

// The main function of every program: it reads the command line, and runs as
// the driver or as a worker.

namespace bench {

struct program
{
    std::string name; // NAME_worker.py measures Python

    // `folder` is the folder of the program.
    std::vector<workload> (*workloads)(std::string const& folder,
                                       sizes const& of);

    // Sets up what the workers inherit.
    void (*prepare)(std::string const& folder) = [](std::string const&) {};
};

namespace detail {

struct command_line
{
    sizes of;
    unsigned rounds = 0;
    bool list = false;
    std::string other_build;
    std::vector<std::string> names;
};

inline command_line parse(std::string const& name,
                          std::vector<std::string> const& words)
{
    auto const usage = "usage: " + name +
                       " [WORKLOAD...] [--rounds N] [--quick] [--resident MIB]"
                       " [--other-build PROGRAM] [--list]\nA WORKLOAD may be "
                       "the beginning of a name; "
                       "--list shows them.";
    command_line result;
    bool sized = false;
    for (std::size_t i = 0; i != words.size(); ++i)
    {
        auto const value = [&] {
            expect(i + 1 != words.size(), usage.c_str());
            return words[++i];
        };
        auto const number = [&] { return std::stoul(value()); };
        if (words[i] == "--rounds")
        {
            result.rounds = unsigned(number());
        }
        else if (words[i] == "--resident")
        {
            result.of.resident = number();
            sized = true;
        }
        else if (words[i] == "--quick")
        {
            result.of.quick = true;
        }
        else if (words[i] == "--other-build")
        {
            result.other_build = value();
        }
        else if (words[i] == "--list")
        {
            result.list = true;
        }
        else
        {
            expect(!words[i].starts_with("-"), usage.c_str());
            result.names.push_back(words[i]);
        }
    }
    if (result.of.quick && !sized)
    {
        result.of.resident = 512;
    }
    return result;
}

inline std::string folder_of(std::string const& path)
{
    auto const slash = path.rfind('/');
    return slash == std::string::npos ? "." : path.substr(0, slash);
}

inline std::string own_path()
{
    char path[PATH_MAX];
    auto const length = ::readlink("/proc/self/exe", path, sizeof path);
    checked(int(length), "/proc/self/exe");
    return {path, std::size_t(length)};
}

// In the folder of the program, or else in that of the sources.
inline std::string find_script(std::string const& folder,
                               std::string const& name)
{
    for (auto const& place : {folder, folder_of(__FILE__)})
    {
        if (auto path = place + "/" + name; ::access(path.c_str(), R_OK) == 0)
        {
            return path;
        }
    }
    return {};
}

inline std::size_t available_mib()
{
    std::ifstream info("/proc/meminfo");
    for (std::string word; info >> word;)
    {
        if (std::size_t kib; word == "MemAvailable:" && info >> kib)
        {
            return kib / 1024;
        }
    }
    return 0;
}

inline bool wanted(workload const& w, std::vector<std::string> const& names)
{
    return names.empty() ||
           std::any_of(names.begin(), names.end(), [&](auto const& name) {
               return w.name.starts_with(name);
           });
}

// Finds the interpreters and prints the contenders.
inline harness equip(std::string const& path, std::string const& script_name,
                     std::string const& other_build)
{
    if (!other_build.empty())
    {
        std::printf("other build: %s\n", other_build.c_str());
        return {path, "", {}, other_build};
    }
    auto const script = find_script(folder_of(path), script_name);
    if (script.empty())
    {
        std::printf("%s should lie beside this program.\n",
                    script_name.c_str());
    }
    auto interpreters = script.empty() ? std::vector<python>() : pythons();
    for (auto const& one : interpreters)
    {
        std::printf("%s: %s\n", one.label.c_str(), one.path.c_str());
    }
    if (interpreters.empty() || interpreters.front().minor != 10)
    {
        std::puts("No Python 3.10 here; CONCUR_BENCH_PYTHON may name one.");
    }
    if (!makers().contains("concur"))
    {
        std::puts("Built without concur.");
    }
    return {path, script, std::move(interpreters), {}};
}

inline int drive(program const& p, command_line const& line)
{
    auto const path = own_path();
    auto const folder = folder_of(path);
    auto const all = p.workloads(folder, line.of);
    for (auto const& name : line.names)
    {
        expect(std::any_of(all.begin(), all.end(),
                           [&](auto const& w) { return wanted(w, {name}); }),
               "no such workload; --list shows them");
    }
    if (line.list)
    {
        for (auto const& w : all)
        {
            std::printf("%-22s %s\n", w.name.c_str(), w.title.c_str());
        }
        return 0;
    }
    ::signal(SIGPIPE, SIG_IGN);
    p.prepare(folder);
    auto h = equip(path, p.name + "_worker.py", line.other_build);
    bool good = true;
    for (auto w : all)
    {
        if (!wanted(w, line.names))
        {
            continue;
        }
        // Some peers hold their data twice.
        if (auto const needed = w.resident + (w.amount >> 20) * 5 / 2;
            needed > available_mib())
        {
            std::printf("\n### %s: left out, needs %zu MiB of memory\n",
                        w.name.c_str(), needed);
            continue;
        }
        if (line.of.quick)
        {
            w.shorten();
        }
        if (line.rounds != 0)
        {
            w.rounds = line.rounds;
        }
        good = h.run(w) && good;
    }
    return good ? 0 : 1;
}

} // namespace detail

inline int run(program const& p, int argc, char** argv)
try
{
    std::vector<std::string> const words(argv + 1, argv + argc);
    if (!words.empty() && words.front() == "--worker")
    {
        ::signal(SIGPIPE, SIG_DFL);
        return serve(request::parse({words.begin() + 1, words.end()}));
    }
    return detail::drive(p, detail::parse(p.name, words));
}
catch (std::exception const& e)
{
    std::cerr << e.what() << '\n';
    return 2;
}

} // namespace bench

#endif
