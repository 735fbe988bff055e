// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUBPROCESS_GATE_HPP
#define CONCUR_TEST_SUBPROCESS_GATE_HPP

#include <concur/subprocess/stream.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace support {

/** Holds a child back until it is opened.

    Give the child `pass_fds = {g.number()}` and the action `g.wait()`.
*/
class gate
{
public:
    gate()
    {
        BOOST_TEST_REQUIRE(::pipe2(ends_, O_CLOEXEC) == 0);
    }

    ~gate()
    {
        open();
        ::close(ends_[0]);
    }

    gate(gate const&) = delete;
    gate& operator=(gate const&) = delete;

    int number() const
    {
        return ends_[0];
    }

    /// What the child does.
    std::string wait() const
    {
        return "await:" + std::to_string(number());
    }

    void open()
    {
        if (ends_[1] >= 0)
        {
            ::close(ends_[1]);
            ends_[1] = -1;
        }
    }

private:
    int ends_[2];
};

/// How many bytes are in a pipe, seen from either end.
inline int in_pipe(int descriptor)
{
    int n = -1;
    ::ioctl(descriptor, FIONREAD, &n);
    return n;
}

inline int in_pipe(concur::subprocess::stream const& s)
{
    return in_pipe(s.fileno());
}

/// Waits until a child has written so many bytes that nobody has read.
inline bool has_written(int descriptor, int n)
{
    return eventually([&] { return in_pipe(descriptor) >= n; });
}

inline bool has_written(concur::subprocess::stream const& s, int n)
{
    return has_written(s.fileno(), n);
}

} // namespace support

#endif
