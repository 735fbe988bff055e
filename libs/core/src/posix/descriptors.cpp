// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "descriptors.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace concur::detail {

bool open_quiet_pipe(int (&ends)[2]) noexcept
{
    if (make_quiet_pipe(ends) != 0)
    {
        return false;
    }
    bool good = true;
    for (int& end : ends)
    {
        if (end <= STDERR_FILENO)
        {
            // The program has closed a standard descriptor. A child would use
            // this end of the pipe in its place.
            auto const higher =
                ::fcntl(end, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
            good = good && higher >= 0;
            if (higher >= 0)
            {
                ::close(end);
                end = higher;
            }
        }
    }
    if (!good)
    {
        ::close(ends[0]);
        ::close(ends[1]);
    }
    return good;
}

} // namespace concur::detail
