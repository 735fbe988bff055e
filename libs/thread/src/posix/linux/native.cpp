// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../../native.hpp"

#include <concur/thread/name.hpp>

#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace concur::thread {

std::size_t const detail::native::longest_name = 15;

std::uint64_t get_native_id() noexcept
{
    return static_cast<std::uint64_t>(::syscall(SYS_gettid));
}

void detail::native::set_name(std::string const& name)
{
    ::prctl(PR_SET_NAME, name.c_str());
}

std::string get_name()
{
    char name[16] = {};
    ::prctl(PR_GET_NAME, name);
    return name;
}

} // namespace concur::thread
