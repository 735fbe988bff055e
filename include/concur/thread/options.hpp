// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_THREAD_OPTIONS_HPP
#define CONCUR_THREAD_OPTIONS_HPP

#include <cstddef>
#include <optional>
#include <string>

namespace concur::thread {

/// What may be said of a thread that is being started.
struct options
{
    /// Its name, see set_name(); empty for what the system gives it, which on
    /// Linux is that of its starter.
    std::string name = {};

    /// The least size of its stack, see stack_size(), which is in force if this
    /// is absent; 0 for the system's own.
    std::optional<std::ptrdiff_t> stack_size = std::nullopt;
};

} // namespace concur::thread

#endif
