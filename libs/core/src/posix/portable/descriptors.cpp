// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../descriptors.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace concur::detail {

int make_quiet_pipe(int (&ends)[2]) noexcept
{
    if (::pipe(ends) != 0)
    {
        return -1;
    }
    for (int const end : ends)
    {
        if (::fcntl(end, F_SETFD, FD_CLOEXEC) != 0 ||
            ::fcntl(end, F_SETFL, O_NONBLOCK) != 0)
        {
            ::close(ends[0]);
            ::close(ends[1]);
            return -1;
        }
    }
    return 0;
}

} // namespace concur::detail
