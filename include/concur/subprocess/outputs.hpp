// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_OUTPUTS_HPP
#define CONCUR_SUBPROCESS_OUTPUTS_HPP

#include <concur/subprocess/output_record.hpp>
#include <concur/subprocess/output_summary.hpp>
#include <concur/subprocess/stream.hpp>

#include <cstddef>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace concur::subprocess {

/** The result of communicate() of a process object. An output is absent if it
    was neither given as PIPE nor captured by `record`. It can be taken apart as
    Python's tuple: `auto [out, err] = p.communicate();`.

    @tparam Bytes The type of captured output.
*/
template<class Bytes>
struct basic_outputs
{
    /// The data from standard output.
    std::optional<Bytes> stdout_ = std::nullopt;
    /// The data from standard error.
    std::optional<Bytes> stderr_ = std::nullopt;
    /// The order in which the outputs came, if `record` was given.
    output_record record = {};
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

    /// Whether all members are equal.
    friend bool operator==(basic_outputs const&,
                           basic_outputs const&) = default;
};

/// For structured bindings: the first element is `stdout_`, the second one is
/// `stderr_`.
template<std::size_t I, class Bytes>
auto& get(basic_outputs<Bytes>& o) noexcept
{
    static_assert(I < 2);
    if constexpr (I == 0)
    {
        return o.stdout_;
    }
    else
    {
        return o.stderr_;
    }
}

/// The same for a constant object.
template<std::size_t I, class Bytes>
auto const& get(basic_outputs<Bytes> const& o) noexcept
{
    return get<I>(const_cast<basic_outputs<Bytes>&>(o));
}

/// The same for a temporary object.
template<std::size_t I, class Bytes>
auto&& get(basic_outputs<Bytes>&& o) noexcept
{
    return std::move(get<I>(o));
}

} // namespace concur::subprocess

template<class Bytes>
struct std::tuple_size<concur::subprocess::basic_outputs<Bytes>>
    : std::integral_constant<std::size_t, 2>
{
};

template<std::size_t I, class Bytes>
struct std::tuple_element<I, concur::subprocess::basic_outputs<Bytes>>
{
    using type = std::optional<Bytes>;
};

#endif
