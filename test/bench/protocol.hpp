// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_PROTOCOL_HPP
#define CONCUR_TEST_BENCH_PROTOCOL_HPP

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <cerrno>
#include <cstdio>
#include <ctime>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

// A worker is one process that measures one contender at one task. Its command
// line says which; then it sets its parent-side load up (memory, descriptors),
// answers "ready", and for each line "N" that it reads takes N samples and
// answers one line: its own CPU seconds, its peak memory in KiB, and the
// samples in seconds. Where a sample is many operations, the seconds are those
// of one. "error TEXT" instead of any answer ends it.
//
// worker.py speaks the same protocol.

namespace bench {

struct request
{
    std::string worker;  // a key of makers()
    std::string variant; // of the worker's own choosing
    std::string task;
    std::size_t amount = 0;      // of bytes, milliseconds or children, by task
    std::size_t resident = 0;    // MiB that the parent has touched
    std::size_t descriptors = 0; // that the parent has open, inheritable
    std::vector<std::string> command; // of the child, if there is one

    std::vector<std::string> words() const
    {
        std::vector<std::string> result{variant, task, std::to_string(amount),
                                        std::to_string(resident),
                                        std::to_string(descriptors)};
        result.insert(result.end(), command.begin(), command.end());
        return result;
    }

    static request parse(std::vector<std::string> const& words)
    {
        if (words.size() < 6)
        {
            throw std::invalid_argument("a worker needs more words");
        }
        return {words[0],
                words[1],
                words[2],
                std::stoul(words[3]),
                std::stoul(words[4]),
                std::stoul(words[5]),
                {words.begin() + 6, words.end()}};
    }
};

struct measurement
{
    template<std::invocable Take>
    measurement(Take call, std::size_t count = 1)
        : take(std::move(call)), operations(count)
    {
    }

    std::function<double()> take; // seconds of a sample
    std::size_t operations;       // in a sample
};

using maker = measurement (*)(request const&);

// The error of a worker that gets an unknown task.
[[noreturn]] inline measurement no_such(request const& r)
{
    throw std::invalid_argument("no such task: " + r.task);
}

inline std::map<std::string, maker>& makers()
{
    static std::map<std::string, maker> all;
    return all;
}

// A namespace-scope object of this type registers a worker. A worker that is
// not linked is left out of the tables.
struct enlist
{
    enlist(char const* worker, maker make)
    {
        makers()[worker] = make;
    }
};

[[noreturn]] inline void fail(char const* what)
{
    throw std::system_error(errno, std::system_category(), what);
}

inline int checked(int result, char const* what)
{
    if (result < 0)
    {
        fail(what);
    }
    return result;
}

inline void expect(bool condition, char const* what)
{
    if (!condition)
    {
        throw std::runtime_error(what);
    }
}

inline std::uint64_t now_ns()
{
    timespec t;
    ::clock_gettime(CLOCK_MONOTONIC, &t);
    return std::uint64_t(t.tv_sec) * 1'000'000'000 + std::uint64_t(t.tv_nsec);
}

inline double seconds_since(std::uint64_t start)
{
    return double(std::int64_t(now_ns() - start)) * 1e-9;
}

// Only the call is timed, not the check of its result, nor the destruction.
template<class Call, class Check>
double timed(Call&& call, Check&& check)
{
    auto const start = now_ns();
    auto const result = call();
    auto const elapsed = seconds_since(start);
    check(result);
    return elapsed;
}

// The load of the parent. It uses small pages, since fork() has to copy their
// table.
inline void occupy(request const& r)
{
    if (r.resident != 0)
    {
        auto const size = r.resident << 20;
        auto const memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (memory == MAP_FAILED)
        {
            fail("mmap");
        }
        ::madvise(memory, size, MADV_NOHUGEPAGE);
        for (std::size_t i = 0; i < size; i += 4096)
        {
            static_cast<char volatile*>(memory)[i] = 1;
        }
    }
    for (std::size_t i = 0; i != r.descriptors; ++i)
    {
        checked(::dup(0), "dup"); // of /dev/null
    }
}

inline double own_cpu()
{
    timespec t;
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return double(t.tv_sec) + double(t.tv_nsec) * 1e-9;
}

inline long peak_kib()
{
    rusage usage;
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

// Runs a worker until its end.
inline int serve(request const& r)
{
    // The children must not inherit the pipes of the protocol.
    auto const asks =
        ::fdopen(checked(::fcntl(0, F_DUPFD_CLOEXEC, 3), "fcntl"), "r");
    auto const answers =
        ::fdopen(checked(::fcntl(1, F_DUPFD_CLOEXEC, 3), "fcntl"), "w");
    auto const null = checked(::open("/dev/null", O_RDWR), "/dev/null");
    ::dup2(null, 0);
    ::dup2(null, 1);
    ::close(null);
    try
    {
        occupy(r);
        auto const measure = makers().at(r.worker)(r);
        auto const operations = double(measure.operations);
        std::fputs("ready\n", answers);
        std::fflush(answers);
        std::vector<double> samples;
        for (unsigned count; std::fscanf(asks, "%u", &count) == 1;)
        {
            samples.clear();
            auto const cpu = own_cpu();
            while (samples.size() != count)
            {
                samples.push_back(measure.take() / operations);
            }
            std::fprintf(answers, "%.9e %ld", (own_cpu() - cpu) / operations,
                         peak_kib());
            for (auto const sample : samples)
            {
                std::fprintf(answers, " %.9e", sample);
            }
            std::fputc('\n', answers);
            std::fflush(answers);
        }
        return 0;
    }
    catch (std::exception const& e)
    {
        std::fprintf(answers, "error %s\n", e.what());
        std::fflush(answers);
        return 1;
    }
}

} // namespace bench

#endif
