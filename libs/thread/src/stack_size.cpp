// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/thread/stack_size.hpp>

#include "native.hpp"
#include "stack_size.hpp"

#include <concur/errors.hpp>

#include <boost/throw_exception.hpp>

#include <algorithm>
#include <atomic>
#include <string>

namespace concur::thread {
namespace {

// Python's least size.
constexpr std::ptrdiff_t least = 32768;

std::atomic<std::ptrdiff_t> in_force{0};

std::ptrdiff_t checked_size(std::ptrdiff_t size)
{
    if (size < 0)
    {
        boost::throw_exception(
            ValueError("size must be 0 or a positive value"));
    }
    if (size != 0 && size < std::max(least, detail::native::least_stack_size()))
    {
        boost::throw_exception(
            ValueError("size not valid: " + std::to_string(size) + " bytes"));
    }
    return size;
}

} // namespace

std::ptrdiff_t stack_size(std::ptrdiff_t size)
{
    return in_force.exchange(checked_size(size));
}

std::ptrdiff_t detail::chosen_stack_size(std::optional<std::ptrdiff_t> given)
{
    return given ? checked_size(*given) : in_force.load();
}

} // namespace concur::thread
