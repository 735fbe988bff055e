// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_OUTPUT_PIECE_HPP
#define CONCUR_SUBPROCESS_OUTPUT_PIECE_HPP

#include <chrono>
#include <string_view>

namespace concur::subprocess {

/// An output of a child. The values are the numbers of its descriptors.
enum class output_stream
{
    stdout_ = 1, ///< standard output
    stderr_ = 2  ///< standard error
};

/// What the function of `on_output` receives: a line in text mode, otherwise
/// the bytes of one read.
struct output_piece
{
    /// The output that the piece was read from.
    output_stream stream;
    /// The line without its line ending, or the bytes. The view is valid only
    /// until the function returns.
    std::string_view text;
    /// The time of the read, since the start of the child.
    std::chrono::nanoseconds time;
    /// Whether the line is longer than `line_limit` and this is not its last
    /// part. The next piece of the same output continues it.
    bool partial;
};

} // namespace concur::subprocess

#endif
