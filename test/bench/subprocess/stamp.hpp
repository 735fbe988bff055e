// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_SUBPROCESS_STAMP_HPP
#define CONCUR_TEST_BENCH_SUBPROCESS_STAMP_HPP

#include "../protocol.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

namespace bench {

// The memory in which `noop stamp` stores the time of its last instruction.
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

    // The command `noop stamp MS FILE`. Successive children live 5 to 60 ms, in
    // the same order for every contender.
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

} // namespace bench

#endif
