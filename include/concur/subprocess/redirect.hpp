// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_REDIRECT_HPP
#define CONCUR_SUBPROCESS_REDIRECT_HPP

#include <concur/config.hpp>

#include <concepts>
#include <cstdio>
#include <limits>
#include <optional>
#include <utility>

namespace concur::subprocess {

/// The special values of `stdin_`, `stdout_` and `stderr_`; no descriptor
/// equals any of them.
enum class special
{
    pipe = -1,
    out = -2,
    null = -3
};

/// A new pipe whose other end is a stream of the process object.
inline constexpr special PIPE = special::pipe;

/// For `stderr_` only: the same place as standard output.
inline constexpr special STDOUT = special::out;

/// The null device.
inline constexpr special DEVNULL = special::null;

/// An object that holds a descriptor: a stream of a process object, for one.
template<class T>
concept has_fileno = requires(T const& t)
{
    {
        t.fileno()
        } -> std::convertible_to<int>;
};

/** Where a standard stream of a child goes.

    Nothing at all or `std::nullopt`: it is inherited. Descriptors and files
    stay the caller's and are never closed.
*/
class CONCUR_SUBPROCESS_DECL redirect
{
public:
    enum class kind
    {
        unset,   ///< not given
        inherit, ///< given as none
        pipe,
        out,
        null,
        descriptor
    };

    redirect() noexcept = default;

    redirect(std::nullopt_t) noexcept : kind_(kind::inherit) {}

    redirect(special s) noexcept;

    /// A descriptor. A negative one is a ValueError when the child is started.
    template<std::integral T>
    requires(!std::same_as<T, bool>) redirect(T descriptor)
    noexcept
        : kind_(kind::descriptor),
          descriptor_(std::in_range<long long>(descriptor)
                          ? static_cast<long long>(descriptor)
                          : std::numeric_limits<long long>::max())
    {
    }

    /** The descriptor of a C file. What the file has buffered is not flushed.

        @throws ValueError `file` is null or has no descriptor.
    */
    redirect(std::FILE* file);

    /// The descriptor of an object, which must stay open until the start.
    template<has_fileno T>
    redirect(T const& holder) : redirect(static_cast<int>(holder.fileno()))
    {
    }

    kind what() const noexcept
    {
        return kind_;
    }

    /// Anything but inheriting, Python's `is not None`.
    bool given() const noexcept
    {
        return kind_ != kind::unset && kind_ != kind::inherit;
    }

    /// The descriptor, if that is what it is.
    long long descriptor() const noexcept
    {
        return descriptor_;
    }

private:
    kind kind_ = kind::unset;
    long long descriptor_ = -1;
};

} // namespace concur::subprocess

#endif
