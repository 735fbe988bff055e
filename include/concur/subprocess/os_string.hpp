// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_OS_STRING_HPP
#define CONCUR_SUBPROCESS_OS_STRING_HPP

#include <concepts>
#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace concur::subprocess {

/// A path of `std::filesystem` or `boost::filesystem`.
template<class T>
concept path_like = requires(T const& p)
{
    {
        p.native()
        } -> std::convertible_to<std::string const&>;
    p.parent_path();
};

/// A type that converts to a string of bytes, which may contain null
/// characters.
template<class T>
concept string_like = !std::is_null_pointer_v<T> &&
                      (std::convertible_to<T const&, std::string_view> ||
                       std::convertible_to<T const&, std::string>);

/** A string or path whose bytes are passed to the operating system unchanged.
    The class corresponds to Python's `str`, `bytes` and `PathLike`.
*/
class os_string
{
public:
    os_string() = default;

    /// A null pointer is neither a string nor Python's None.
    os_string(std::nullptr_t) = delete;

    /// A copy of a string of any type.
    template<class T>
    requires(string_like<T> && !path_like<T> &&
             !std::same_as<std::remove_cvref_t<T>, os_string>)
        os_string(T const& text)
        : text_(convert(text))
    {
    }

    /// A string that is moved, not copied.
    os_string(std::string&& text) noexcept : text_(std::move(text)) {}

    /// A path of `std::filesystem` or `boost::filesystem`.
    template<path_like T>
    os_string(T const& path) : text_(path.native())
    {
    }

    /// The bytes.
    std::string const& str() const& noexcept
    {
        return text_;
    }

    /// Move the bytes.
    std::string str() && noexcept
    {
        return std::move(text_);
    }

    /// The bytes.
    operator std::string const&() const noexcept
    {
        return text_;
    }

    /// Whether the string was made by secret().
    bool hidden() const noexcept
    {
        return hidden_;
    }

    /// Whether the bytes are equal.
    friend bool operator==(os_string const& a, os_string const& b) noexcept
    {
        return a.text_ == b.text_;
    }

    /// Write the bytes, or `***` for a secret.
    friend std::ostream& operator<<(std::ostream& out, os_string const& s)
    {
        return s.hidden_ ? out << "***" : out << s.text_;
    }

private:
    /// Sets `hidden_`.
    template<class T>
    requires std::constructible_from<os_string, T>
    friend os_string secret(T&& text);

    template<class T>
    static std::string convert(T const& text)
    {
        if constexpr (std::convertible_to<T const&, std::string_view>)
        {
            return std::string(static_cast<std::string_view>(text));
        }
        else
        {
            return static_cast<std::string>(text);
        }
    }

    std::string text_;
    bool hidden_ = false;
};

/** Mark a string that no message may show, such as a password.

    @code
    run(command("login", "--password", secret(password)), check)
    @endcode

    The child receives the string. Each text that the library makes of the
    command has `***` in its place: str() and repr(), shell_line(), and the
    messages of errors.

    While the child runs, other users of the system can see its arguments. A
    file, a pipe or a variable of the environment is a safer way to pass a
    password.
*/
template<class T>
requires std::constructible_from<os_string, T> os_string secret(T&& text)
{
    os_string hidden(std::forward<T>(text));
    hidden.hidden_ = true;
    return hidden;
}

} // namespace concur::subprocess

#endif
