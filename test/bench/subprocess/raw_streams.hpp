// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_SUBPROCESS_RAW_STREAMS_HPP
#define CONCUR_TEST_BENCH_SUBPROCESS_RAW_STREAMS_HPP

#include "../protocol.hpp"
#include "raw_start.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <string>

#include <cstdlib>

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

// Children whose streams are read and written, with the least system calls.

namespace bench::raw {

// Returns true at the end of the stream.
inline bool read_some(int fd, std::string& to)
{
    char block[65536];
    auto const count = ::read(fd, block, sizeof block);
    checked(int(count), "read");
    to.append(block, std::size_t(count));
    return count == 0;
}

inline std::string read_one(starter start, char* const* argv)
{
    pipe_pair const out;
    auto const c = start(argv, {-1, out.write_end, -1});
    ::close(out.write_end);
    std::string result;
    while (!read_some(out.read_end, result))
    {
    }
    ::close(out.read_end);
    wait_for_success(c.pid);
    return result;
}

inline std::array<std::string, 2> read_both(starter start, char* const* argv)
{
    pipe_pair const out, err;
    auto const c = start(argv, {-1, out.write_end, err.write_end});
    ::close(out.write_end);
    ::close(err.write_end);
    std::array<std::string, 2> result;
    pollfd fds[] = {{out.read_end, POLLIN, 0}, {err.read_end, POLLIN, 0}};
    for (int open = 2; open != 0;)
    {
        checked(::poll(fds, 2, -1), "poll");
        for (int i = 0; i != 2; ++i)
        {
            if (fds[i].revents != 0 && read_some(fds[i].fd, result[i]))
            {
                ::close(fds[i].fd);
                fds[i].fd = -1;
                --open;
            }
        }
    }
    wait_for_success(c.pid);
    return result;
}

struct pages
{
    char* data = nullptr;
    std::size_t capacity = 0;
    std::size_t size = 0;

    pages() = default;
    pages(pages const&) = delete;

    ~pages()
    {
        if (data != nullptr)
        {
            ::munmap(data, capacity);
        }
    }

    void grow(std::size_t to)
    {
        auto const place = data == nullptr
                               ? ::mmap(nullptr, to, PROT_READ | PROT_WRITE,
                                        MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
                               : ::mremap(data, capacity, to, MREMAP_MAYMOVE);
        if (place == MAP_FAILED)
        {
            fail("mremap");
        }
        data = static_cast<char*>(place);
        capacity = to;
    }
};

struct release
{
    void operator()(char* memory) const
    {
        std::free(memory);
    }
};

// malloc() of the known size, a pipe of 1 MiB, reads of 1 MiB. With `populate`,
// pages are requested before the reads, 4 MiB at a time.
inline std::unique_ptr<char, release> collect(starter start, char* const* argv,
                                              std::size_t amount, bool populate)
{
    constexpr std::size_t page = 4096;
    constexpr std::size_t stride = 4 << 20;
    std::unique_ptr<char, release> result(
        static_cast<char*>(std::aligned_alloc(page, amount)));
    pipe_pair const out;
    out.widen();
    auto const c = start(argv, {-1, out.write_end, -1});
    ::close(out.write_end);
    for (std::size_t size = 0, populated = 0; size != amount;)
    {
        if (populate && size + (1 << 20) > populated && populated < amount)
        {
            auto const step = std::min(amount - populated, stride);
            ::madvise(result.get() + populated, step, MADV_POPULATE_WRITE);
            populated += step;
        }
        auto const count =
            ::read(out.read_end, result.get() + size,
                   std::min<std::size_t>(amount - size, 1 << 20));
        expect(count > 0, "the stream ended early");
        size += std::size_t(count);
    }
    ::close(out.read_end);
    wait_for_success(c.pid);
    return result;
}

// poll, write, mremap, 1 MiB pipes.
inline std::unique_ptr<pages> echo(starter start, char* const* argv,
                                   std::string const& input)
{
    auto result = std::make_unique<pages>();
    result->grow(1 << 20);
    pipe_pair const in, out;
    in.widen();
    out.widen();
    auto const c = start(argv, {in.read_end, out.write_end, -1});
    ::close(in.read_end);
    ::close(out.write_end);
    ::fcntl(in.write_end, F_SETFL, O_NONBLOCK);
    pollfd fds[] = {{out.read_end, POLLIN, 0}, {in.write_end, POLLOUT, 0}};
    for (std::size_t sent = 0;;)
    {
        checked(::poll(fds, 2, -1), "poll");
        if (fds[1].revents != 0)
        {
            auto const count =
                ::write(fds[1].fd, input.data() + sent, input.size() - sent);
            sent += std::size_t(checked(int(count), "write"));
            if (sent == input.size())
            {
                ::close(fds[1].fd);
                fds[1].fd = -1;
            }
        }
        if (fds[0].revents != 0)
        {
            if (result->capacity - result->size < (1 << 20))
            {
                result->grow(2 * result->capacity);
            }
            auto const count =
                ::read(fds[0].fd, result->data + result->size, 1 << 20);
            result->size += std::size_t(checked(int(count), "read"));
            if (count == 0)
            {
                break;
            }
        }
    }
    ::close(out.read_end);
    wait_for_success(c.pid);
    return result;
}

} // namespace bench::raw

#endif
