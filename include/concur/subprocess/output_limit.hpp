// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_OUTPUT_LIMIT_HPP
#define CONCUR_SUBPROCESS_OUTPUT_LIMIT_HPP

#include <concur/detail/wide_integer.hpp>

#include <optional>

namespace concur::subprocess {

/// The part of an output that is kept if it is longer than `max_output`.
enum class output_part
{
    head, ///< the first bytes
    tail, ///< the last bytes
    both  ///< the first and the last bytes, one half each
};

/// What happens when an output becomes longer than `max_output`.
enum class output_overflow
{
    cut,   ///< the output is read to its end, and the child goes on undisturbed
    spill, ///< the same, and the whole output is written to a file without a
           ///< name
    stop   ///< the child is killed, or stopped as the keyword `stop` says; what
           ///< it has written is read to its end
};

/// For `max_output`: keep the first bytes.
inline constexpr output_part keep_head = output_part::head;

/// For `max_output`: keep the last bytes.
inline constexpr output_part keep_tail = output_part::tail;

/// For `max_output`: keep the first and the last bytes, the default.
inline constexpr output_part keep_both = output_part::both;

/// For `max_output`: let the child go on, the default.
inline constexpr output_overflow overflow_cut = output_overflow::cut;

/// For `max_output`: let the child go on, and write the whole output to a file.
inline constexpr output_overflow overflow_spill = output_overflow::spill;

/// For `max_output`: kill the child when an output is longer.
inline constexpr output_overflow overflow_stop = output_overflow::stop;

/** The most bytes of an output that are kept, for the keyword `max_output`.

    The bytes are counted before decoding, for each output on its own.
*/
class output_limit
{
public:
    /// No limit.
    output_limit() = default;

    /// No limit, Python's None.
    output_limit(std::nullopt_t) noexcept {}

    /// A number of bytes, the part that is kept, and what happens beyond it. If
    /// the number is 0, nothing is kept.
    template<concur::detail::number_argument T>
    output_limit(T size, output_part part = keep_both,
                 output_overflow overflow = overflow_cut) noexcept
        : size_(concur::detail::wide_integer(size)), part_(part),
          overflow_(overflow)
    {
    }

    /// The same; both ends are kept.
    template<concur::detail::number_argument T>
    output_limit(T size, output_overflow overflow) noexcept
        : output_limit(size, keep_both, overflow)
    {
    }

    /// The number of bytes; absent if there is no limit.
    std::optional<long long> size() const noexcept
    {
        return size_;
    }

    /// The part that is kept.
    output_part part() const noexcept
    {
        return part_;
    }

    /// What happens when an output is longer.
    output_overflow overflow() const noexcept
    {
        return overflow_;
    }

private:
    std::optional<long long> size_;
    output_part part_ = keep_both;
    output_overflow overflow_ = overflow_cut;
};

} // namespace concur::subprocess

#endif
