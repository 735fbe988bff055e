// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef CONCUR_SUBPROCESS_DETAIL_NATIVE_HPP
#define CONCUR_SUBPROCESS_DETAIL_NATIVE_HPP

// The types of the platform that portable headers refer to. They are defined
// by <concur/subprocess/launcher.hpp>.

namespace concur::subprocess {

namespace posix {
struct launcher;
struct child_plan;
struct start_result;
} // namespace posix

namespace detail {
namespace native = posix;
} // namespace detail

} // namespace concur::subprocess

#endif
