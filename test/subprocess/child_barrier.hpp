// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUBPROCESS_CHILD_BARRIER_HPP
#define CONCUR_TEST_SUBPROCESS_CHILD_BARRIER_HPP

#include <concur/subprocess/stream.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace support {

/** Makes a child wait until the test releases it.

    Pass `sp::pass_fds = {barrier.descriptor()}` and, among the child's actions,
    `barrier.wait_action()`.
*/
class child_barrier
{
public:
    child_barrier()
    {
        BOOST_TEST_REQUIRE(::pipe2(ends_, O_CLOEXEC) == 0);
    }

    ~child_barrier()
    {
        release();
        ::close(ends_[0]);
    }

    child_barrier(child_barrier const&) = delete;
    child_barrier& operator=(child_barrier const&) = delete;

    int descriptor() const
    {
        return ends_[0];
    }

    /// The action at which the child waits.
    std::string wait_action() const
    {
        return "await:" + std::to_string(descriptor());
    }

    /// Let the child go on.
    void release()
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

/// The number of bytes in a pipe, given one of its ends.
inline int bytes_in_pipe(int descriptor)
{
    int n = -1;
    ::ioctl(descriptor, FIONREAD, &n);
    return n;
}

inline int bytes_in_pipe(concur::subprocess::stream const& s)
{
    return bytes_in_pipe(s.fileno());
}

/// Wait until a pipe holds at least n bytes; false if that takes too long.
inline bool has_written(int descriptor, int n)
{
    return eventually([&] { return bytes_in_pipe(descriptor) >= n; });
}

inline bool has_written(concur::subprocess::stream const& s, int n)
{
    return has_written(s.fileno(), n);
}

} // namespace support

#endif
