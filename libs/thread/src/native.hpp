// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_THREAD_SRC_NATIVE_HPP
#define CONCUR_THREAD_SRC_NATIVE_HPP

#include <concur/thread/ident.hpp>

#include <boost/thread/thread.hpp>

#include <cstddef>
#include <string>
#include <typeinfo>

// What the platform knows of threads.

namespace concur::thread::detail::native {

/// The identity of a thread that has not been joined or detached.
ident ident_of(boost::thread& t);

/// The least size that the system takes for a stack.
std::ptrdiff_t least_stack_size();

/// How many bytes of a name it keeps.
extern std::size_t const longest_name;

/// The type of what is being handled, null if the system does not tell.
std::type_info const* current_exception_type() noexcept;

/// Name the calling thread.
void set_name(std::string const& name);

} // namespace concur::thread::detail::native

#endif
