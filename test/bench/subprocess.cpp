// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Measures subprocess against the floor that the kernel sets, and against its
// peers. README.md says how to run it and how to read what it prints.

#if !defined(CONCUR_BENCH_WITHOUT_CONCUR)
#include "concur_worker.hpp"
#endif
#include "floors.hpp"
#include "harness.hpp"
#include "peers.hpp"
#include "protocol.hpp"
#include "pythons.hpp"
#include "workloads.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include <climits>
#include <csignal>
#include <cstdlib>

#include <sys/resource.h>
#include <unistd.h>

namespace {

using namespace bench;

struct command_line
{
    sizes of;
    unsigned rounds = 0;
    bool list = false;
    std::vector<std::string> names;
};

char const usage[] =
    "usage: subprocess [WORKLOAD...] [--rounds N] [--quick] [--resident MIB]"
    " [--list]\nA WORKLOAD may be the beginning of a name: spawn, capture...";

command_line parse(std::vector<std::string> const& words)
{
    command_line result;
    bool sized = false;
    for (std::size_t i = 0; i != words.size(); ++i)
    {
        auto const number = [&] {
            expect(i + 1 != words.size(), usage);
            return std::stoul(words[++i]);
        };
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
        else if (words[i] == "--list")
        {
            result.list = true;
        }
        else
        {
            expect(!words[i].starts_with("-"), usage);
            result.names.push_back(words[i]);
        }
    }
    if (result.of.quick && !sized)
    {
        result.of.resident = 512;
    }
    return result;
}

std::string folder_of(std::string const& path)
{
    auto const slash = path.rfind('/');
    return slash == std::string::npos ? "." : path.substr(0, slash);
}

std::string own_path()
{
    char path[PATH_MAX];
    auto const length = ::readlink("/proc/self/exe", path, sizeof path);
    checked(int(length), "/proc/self/exe");
    return {path, std::size_t(length)};
}

// Beside the program, or else where the sources were.
std::string find_script(std::string const& folder)
{
    std::string const name = "/subprocess_worker.py";
    for (auto const& place : {folder, folder_of(__FILE__)})
    {
        if (::access((place + name).c_str(), R_OK) == 0)
        {
            return place + name;
        }
    }
    return {};
}

std::size_t available_mib()
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

// The workers inherit it; 10,000 descriptors and 1,000 pidfds need room.
// Not more: some peers walk over all that could be open.
void make_room_for_descriptors()
{
    rlimit limit;
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur =
        std::max(limit.rlim_cur, std::min<rlim_t>(limit.rlim_max, 20'000));
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

bool wanted(workload const& w, std::vector<std::string> const& names)
{
    return names.empty() ||
           std::any_of(names.begin(), names.end(), [&](auto const& name) {
               return w.name.starts_with(name);
           });
}

int drive(command_line const& line)
{
    auto const program = own_path();
    auto const folder = folder_of(program);
    auto const all = workloads(folder, line.of);
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
            std::printf("%-18s %s\n", w.name.c_str(), w.title.c_str());
        }
        return 0;
    }
    expect(::access((folder + "/noop").c_str(), X_OK) == 0,
           "the child program noop must lie beside this one");
    ::signal(SIGPIPE, SIG_IGN);
    make_room_for_descriptors();

    auto const script = find_script(folder);
    if (script.empty())
    {
        std::puts("subprocess_worker.py should lie beside this program.");
    }
    auto const interpreters =
        script.empty() ? std::vector<python>() : pythons();
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

    harness h(program, script, interpreters);
    bool good = true;
    for (auto w : all)
    {
        if (!wanted(w, line.names))
        {
            continue;
        }
        // The hungriest peers hold what they collect twice.
        if (auto const needed = w.resident + (w.amount >> 20) * 5 / 2;
            needed > available_mib())
        {
            std::printf("\n### %s: left out, needs %zu MiB of memory\n",
                        w.name.c_str(), needed);
            continue;
        }
        if (line.rounds != 0)
        {
            w.rounds = line.rounds;
        }
        good = h.run(w) && good;
    }
    return good ? 0 : 1;
}

} // namespace

int main(int argc, char** argv)
try
{
    std::vector<std::string> const words(argv + 1, argv + argc);
    if (!words.empty() && words.front() == "--worker")
    {
        ::signal(SIGPIPE, SIG_DFL);
        return serve(request::parse({words.begin() + 1, words.end()}));
    }
    return drive(parse(words));
}
catch (std::exception const& e)
{
    std::cerr << e.what() << '\n';
    return 2;
}
