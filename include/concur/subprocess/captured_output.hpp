// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_CAPTURED_OUTPUT_HPP
#define CONCUR_SUBPROCESS_CAPTURED_OUTPUT_HPP

#include <concur/config.hpp>

#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace concur::subprocess {

/** The captured output that an error carries: an optional, immutable string.

    It is used like a `std::optional<std::string>`. Copies share the string, so
    copying an error cannot fail.

    @par Thread safety
    Distinct objects: safe, also when they share a string. Shared objects: safe
    for const functions.
*/
class CONCUR_SUBPROCESS_DECL captured_output
{
public:
    /// No output was captured.
    captured_output() noexcept = default;

    /// The output, or `std::nullopt` if none was captured.
    template<class T>
    requires(!std::same_as<std::remove_cvref_t<T>, captured_output> &&
             std::convertible_to<T, std::optional<std::string>>)
        captured_output(T&& text)
        : captured_output(std::optional<std::string>(std::forward<T>(text)), 0)
    {
    }

    captured_output(captured_output const&) noexcept = default;
    captured_output(captured_output&&) noexcept = default;
    captured_output& operator=(captured_output const&) noexcept = default;
    captured_output& operator=(captured_output&&) noexcept = default;
    ~captured_output() = default;

    /// Whether output was captured, even if the output is empty.
    bool has_value() const noexcept
    {
        return text_ != nullptr;
    }

    /// Whether output was captured.
    explicit operator bool() const noexcept
    {
        return has_value();
    }

    /// The string; undefined if has_value() is false.
    std::string const& operator*() const noexcept
    {
        return *text_;
    }

    /// The string; undefined if has_value() is false.
    std::string const* operator->() const noexcept
    {
        return text_.get();
    }

    /** The string.

        @throws std::bad_optional_access No output was captured.
    */
    std::string const& value() const;

    /// The string, or `other` if no output was captured.
    std::string value_or(std::string other) const;

    /// A copy of the string; absent if no output was captured.
    operator std::optional<std::string>() const;

    /// Whether both strings are equal, or both are absent.
    friend bool operator==(captured_output const& a,
                           captured_output const& b) noexcept
    {
        return a.has_value() && b.has_value() ? *a == *b
                                              : a.has_value() == b.has_value();
    }

    /// Whether both strings are equal, or both are absent.
    friend bool operator==(captured_output const& a,
                           std::optional<std::string> const& b) noexcept
    {
        return a.has_value() && b ? *a == *b : a.has_value() == b.has_value();
    }

    /// Whether there is a string that is equal to `b`.
    template<std::convertible_to<std::string_view> T>
    friend bool operator==(captured_output const& a, T const& b)
    {
        return a.has_value() && *a == std::string_view(b);
    }

    /// Whether there is no string.
    friend bool operator==(captured_output const& a, std::nullopt_t) noexcept
    {
        return !a.has_value();
    }

private:
    captured_output(std::optional<std::string> text, int);

    std::shared_ptr<std::string const> text_;
};

} // namespace concur::subprocess

#endif
