// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../../native.hpp"

#include <concur/thread/name.hpp>

// POSIX has neither names nor numbers of threads. The name is kept in this
// file.

namespace concur::thread {
namespace {

thread_local std::string current_name;

} // namespace

std::size_t const detail::native::longest_name = 15;

std::uint64_t get_native_id() noexcept
{
    return get_ident();
}

void detail::native::set_name(std::string const& name)
{
    current_name = name;
}

std::string get_name()
{
    return current_name;
}

} // namespace concur::thread
