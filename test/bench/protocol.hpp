// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_PROTOCOL_HPP
#define CONCUR_TEST_BENCH_PROTOCOL_HPP

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <system_error>
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
// samples in seconds. "error TEXT" instead of any answer ends it.
//
// subprocess_worker.py speaks the same protocol.

namespace bench {

struct request
{
    std::string worker;  // raw, boost, concur, or a Python interpreter's path
    std::string variant; // of the worker's own choosing
    std::string task;    // start, read, capture, collect, echo, timeout...
    std::size_t amount = 0;      // of bytes, milliseconds or children, by task
    std::size_t resident = 0;    // MiB that the parent has touched
    std::size_t descriptors = 0; // that the parent has open, inheritable
    std::vector<std::string> command;

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
        if (words.size() < 7)
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

// Takes one sample, in seconds.
using measurement = std::function<double()>;

using maker = measurement (*)(request const&);

inline std::map<std::string, maker>& makers()
{
    static std::map<std::string, maker> all;
    return all;
}

// A namespace-scope object of this type makes a worker known. What is not
// linked in is left out of the tables.
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

// Only the call is timed: not the check, not the end of its result.
template<class Call, class Check>
double timed(Call&& call, Check&& check)
{
    auto const start = now_ns();
    auto const result = call();
    auto const elapsed = seconds_since(start);
    check(result);
    return elapsed;
}

// Where `noop stamp` leaves the time of its last instruction.
class stamp
{
public:
    stamp() : fd_(checked(::memfd_create("stamp", MFD_CLOEXEC), "memfd_create"))
    {
        checked(::ftruncate(fd_, sizeof(std::uint64_t)), "ftruncate");
        auto const place = ::mmap(nullptr, sizeof(std::uint64_t),
                                  PROT_READ | PROT_WRITE, MAP_SHARED, fd_, 0);
        if (place == MAP_FAILED)
        {
            fail("mmap");
        }
        place_ = static_cast<std::uint64_t volatile*>(place);
    }

    // `noop stamp MS FILE`; successive children live 5 to 60 ms, in the same
    // order under every contender.
    std::vector<std::string> next(std::vector<std::string> command)
    {
        *place_ = 0;
        command.push_back(std::to_string(5 + count_++ * 37 % 56));
        command.push_back("/proc/" + std::to_string(::getpid()) + "/fd/" +
                          std::to_string(fd_));
        return command;
    }

    double age() const
    {
        auto const elapsed = seconds_since(*place_);
        expect(*place_ != 0, "the child left no time");
        return elapsed;
    }

private:
    int fd_;
    std::uint64_t volatile* place_;
    unsigned count_ = 0;
};

// The parent-side load. Small pages: they are what fork has to copy.
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
    rusage usage;
    ::getrusage(RUSAGE_SELF, &usage);
    auto const seconds = [](timeval t) {
        return double(t.tv_sec) + double(t.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

inline long peak_kib()
{
    rusage usage;
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

// The life of a worker.
inline int serve(request const& r)
{
    // The children must not meet the protocol's pipes.
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
        std::fputs("ready\n", answers);
        std::fflush(answers);
        std::vector<double> samples;
        for (unsigned count; std::fscanf(asks, "%u", &count) == 1;)
        {
            samples.clear();
            auto const cpu = own_cpu();
            while (samples.size() != count)
            {
                samples.push_back(measure());
            }
            std::fprintf(answers, "%.9f %ld", own_cpu() - cpu, peak_kib());
            for (auto const sample : samples)
            {
                std::fprintf(answers, " %.9f", sample);
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
