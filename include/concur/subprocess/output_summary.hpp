// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_OUTPUT_SUMMARY_HPP
#define CONCUR_SUBPROCESS_OUTPUT_SUMMARY_HPP

#include <concur/subprocess/stream.hpp>

#include <cstddef>
#include <optional>

namespace concur::subprocess {

/// Where bytes of an output are missing, since it was longer than `max_output`.
struct output_cut
{
    /// The position in the captured output that the missing bytes had. In text
    /// mode it is that in the decoded text, except in TimeoutExpired, whose
    /// output is not decoded.
    std::size_t offset = 0;
    /// The number of bytes that are missing, before decoding.
    unsigned long long omitted = 0;

    /// Whether all members are equal.
    friend bool operator==(output_cut const&, output_cut const&) = default;
};

/// The sizes of the outputs of a child that were piped, and what of them was
/// not kept.
struct output_summary
{
    /// Whether an output was longer than `max_output`.
    bool truncated = false;
    /// The number of bytes that were read from standard output, before
    /// decoding; 0 if it was not piped.
    unsigned long long stdout_bytes = 0;
    /// The number of bytes that were read from standard error, as
    /// `stdout_bytes`.
    unsigned long long stderr_bytes = 0;
    /// Where bytes of standard output are missing; absent if none are.
    std::optional<output_cut> stdout_cut = std::nullopt;
    /// Where bytes of standard error are missing; absent if none are.
    std::optional<output_cut> stderr_cut = std::nullopt;
    /// The whole standard output, if it was longer than `max_output` with
    /// `overflow_spill`: a file without a name, in binary mode.
    stream stdout_spill = {};
    /// The whole standard error, as `stdout_spill`.
    stream stderr_spill = {};
    /// Whether an output was closed at the end of `grace`, while another
    /// process still held its pipe.
    bool pipe_still_held = false;

    /// Whether all members are equal.
    friend bool operator==(output_summary const&,
                           output_summary const&) = default;
};

} // namespace concur::subprocess

#endif
