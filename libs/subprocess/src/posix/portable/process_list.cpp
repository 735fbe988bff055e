// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../process_list.hpp"

#include <cerrno>

namespace concur::subprocess::detail::process_list {

bool available() noexcept
{
    return false;
}

bool visit(kind, pid_t, void (*)(pid_t, void*) noexcept, void*) noexcept
{
    return false;
}

int signal_member(pid_t, pid_t, int) noexcept
{
    return ESRCH;
}

} // namespace concur::subprocess::detail::process_list
