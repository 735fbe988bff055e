// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_PARENT_DEATH_HPP
#define CONCUR_SUBPROCESS_PARENT_DEATH_HPP

#include <concepts>

namespace concur::subprocess {

/// The value of the keyword `die_with_parent`: true, false or `strict`.
class parent_death
{
public:
    /// What the end of the parent does to the child.
    enum class kind
    {
        outlived,    ///< nothing
        kills,       ///< it kills the child
        kills_always ///< it kills the child, whatever the child executes
    };

    /// The end of the parent does nothing to the child.
    constexpr parent_death() noexcept = default;

    /// Whether the end of the parent kills the child.
    template<std::same_as<bool> T>
    constexpr parent_death(T kills) noexcept
        : what_(kills ? kind::kills : kind::outlived)
    {
    }

    /// A value of a kind.
    constexpr explicit parent_death(kind k) noexcept : what_(k) {}

    /// The kind of the value.
    constexpr kind what() const noexcept
    {
        return what_;
    }

    /// Whether both values are of the same kind.
    friend constexpr bool operator==(parent_death, parent_death) = default;

private:
    kind what_ = kind::outlived;
};

/// The value of `die_with_parent` by which no child can escape.
inline constexpr parent_death strict{parent_death::kind::kills_always};

} // namespace concur::subprocess

#endif
