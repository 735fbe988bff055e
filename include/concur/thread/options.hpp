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

/// Options of a new thread.
struct options
{
    /// The name, see set_name(). If it is empty, the system chooses the name;
    /// Linux copies the name of the thread that starts the new thread.
    std::string name = {};

    /// The least size of the stack; 0 means the system's own size. If it is
    /// absent, the size that stack_size() has set is used.
    std::optional<std::ptrdiff_t> stack_size = std::nullopt;
};

} // namespace concur::thread

#endif
