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
    return ::pipe2(ends, O_CLOEXEC | O_NONBLOCK);
}

} // namespace concur::detail
