// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_OUTPUTS_HPP
#define CONCUR_SUBPROCESS_OUTPUTS_HPP

#include <concur/subprocess/output_record.hpp>
#include <concur/subprocess/output_summary.hpp>

#include <cstddef>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace concur::subprocess {

/** The result of communicate() of a process object. An output is absent if it
    was neither given as PIPE nor captured by `record`. The members of the base
    say how much output there was. The object can be taken apart as
    Python's tuple: `auto [out, err] = p.communicate();`.

    @tparam Bytes The type of captured output.
*/
template<class Bytes>
struct basic_outputs : output_summary
{
    /// The data from standard output.
    std::optional<Bytes> stdout_ = std::nullopt;
    /// The data from standard error.
    std::optional<Bytes> stderr_ = std::nullopt;
    /// The order in which the outputs came, if `record` was given.
    output_record record = {};

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
