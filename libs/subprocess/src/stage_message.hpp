// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_STAGE_MESSAGE_HPP
#define CONCUR_LIBS_SUBPROCESS_STAGE_MESSAGE_HPP

#include <concur/subprocess/command.hpp>

#include <cstddef>
#include <string>

namespace concur::subprocess::detail {

/// The message of an error, after the index of the stage that it is about.
inline std::string stage_message(std::size_t index, char const* message)
{
    return "Stage " + std::to_string(index) + ": " + message;
}

/// Rethrow the current exception, which says why a stage was not started. An
/// exception of this library gets StageError as a second base.
[[noreturn]] void rethrow_for_stage(std::size_t index, command const& args);

} // namespace concur::subprocess::detail

#endif
