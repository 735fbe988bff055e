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

// The functions for threads that each platform implements.

namespace concur::thread::detail::native {

/// The identity of a thread that has not been joined or detached.
ident ident_of(boost::thread& t);

/// The least size of a stack that the system accepts.
std::ptrdiff_t least_stack_size();

/// The number of bytes that the system keeps of a name.
extern std::size_t const longest_name;

/// The type of the exception that is being handled; null if it is unknown.
std::type_info const* current_exception_type() noexcept;

/// Name the calling thread.
void set_name(std::string const& name);

} // namespace concur::thread::detail::native

#endif
