// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_TEE_TARGET_HPP
#define CONCUR_SUBPROCESS_TEE_TARGET_HPP

#include <concur/config.hpp>
#include <concur/detail/wide_integer.hpp>
#include <concur/subprocess/os_string.hpp>
#include <concur/subprocess/redirect.hpp>

#include <concepts>
#include <cstdio>
#include <initializer_list>
#include <iosfwd>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace concur::subprocess {

/// A file that receives a copy of a child's output while the child runs.
class CONCUR_SUBPROCESS_DECL tee_target
{
public:
    /// A descriptor, a C file, a path or a C++ stream.
    using value_type =
        std::variant<long long, std::FILE*, os_string, std::ostream*>;

    /// A descriptor. The library uses a duplicate, so the caller may close the
    /// descriptor after the start of the child. A negative number is a
    /// ValueError when the child is started.
    template<concur::detail::number_argument T>
    tee_target(T descriptor) noexcept
        : value_(concur::detail::wide_integer(descriptor))
    {
    }

    /// The descriptor of an object, such as a stream of a process object.
    template<has_fileno T>
    tee_target(T const& holder) : tee_target(static_cast<int>(holder.fileno()))
    {
    }

    /** A C file, which is flushed after each piece. It must stay open until
        all output was read.

        @throws ValueError `file` is null.
    */
    tee_target(std::FILE* file);

    /// A path. The file is created or truncated before the child starts. A
    /// relative path begins at the parent's working directory.
    template<class T>
    requires(string_like<T> || path_like<T>) tee_target(T const& path)
        : value_(os_string(path))
    {
    }

    /// A C++ stream, which is flushed after each piece. It must exist until all
    /// output was read.
    tee_target(std::ostream& stream) noexcept : value_(&stream) {}

    /// What was given.
    value_type const& value() const noexcept
    {
        return value_;
    }

private:
    value_type value_;
};

/// The value of the keyword `tee`: one target, or a list of them.
class tee_targets : public std::vector<tee_target>
{
public:
    /// No target.
    tee_targets() = default;

    /// One target.
    template<class T>
    requires(!std::same_as<std::remove_cvref_t<T>, tee_targets> &&
             std::convertible_to<T, tee_target>) tee_targets(T&& one)
    {
        emplace_back(std::forward<T>(one));
    }

    /// Several targets.
    tee_targets(std::initializer_list<tee_target> all)
        : std::vector<tee_target>(all)
    {
    }

    /// Several targets.
    tee_targets(std::vector<tee_target> all)
        : std::vector<tee_target>(std::move(all))
    {
    }
};

} // namespace concur::subprocess

#endif
