// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_COMMAND_HPP
#define CONCUR_SUBPROCESS_COMMAND_HPP

#include <concur/config.hpp>
#include <concur/detail/misuse.hpp>
#include <concur/subprocess/os_string.hpp>

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace concur::subprocess {

namespace detail {

template<class... Items>
inline constexpr bool are_items = (std::constructible_from<os_string, Items> &&
                                   ...);

} // namespace detail

/** A command, as Python's `args`: a string, a path, or a sequence of them.

    A sequence is a program and its arguments. The child receives each item as
    one argument, unchanged. A string is the name or path of a program or, with
    `shell = true`, a command of the shell. A path is a program without
    arguments.

    Copies share their contents, which never change. Copying cannot fail.

    @par Thread safety
    Distinct objects: safe. Shared objects: safe for const functions.
*/
class CONCUR_SUBPROCESS_DECL command
{
public:
    /// The forms of a command.
    enum class form
    {
        sequence,
        string,
        path
    };

    /// An empty sequence. It starts no program without `executable` or `shell`.
    command();

    /// A program and its arguments, of any string or path types, also mixed.
    command(std::initializer_list<os_string> items);

    /** A program and its arguments, as the constructor from a braced list. g++
        12 refuses a braced list within a `co_await` expression, but not

        @code
        co_await f(command("git", "status", path));
        @endcode

        One argument alone is a string or a path, and not a sequence.
    */
    template<class Program, class Argument, class... More>
    requires(detail::are_items<Program, Argument, More...>)
        command(Program&& program, Argument&& argument, More&&... more)
        : command(std::initializer_list<os_string>{
              os_string(std::forward<Program>(program)),
              os_string(std::forward<Argument>(argument)),
              os_string(std::forward<More>(more))...})
    {
    }

    /// A compile-time error: an item is neither a string nor a path.
    template<class Program, class Argument, class... More>
    requires(!detail::are_items<Program, Argument, More...>)
        command(Program&&, Argument&&, More&&...)
    {
        static_assert(concur::detail::right_use<Program>,
                      "each item of a command is a string or a path");
    }

    /// A program and its arguments from a range of strings or paths.
    template<std::ranges::input_range R>
    requires(
        !string_like<R> && !path_like<R> &&
        std::constructible_from<os_string, std::ranges::range_reference_t<R>>)
        command(R&& items)
    {
        std::vector<os_string> all;
        for (auto&& item : items)
        {
            all.emplace_back(std::forward<decltype(item)>(item));
        }
        *this = command(form::sequence, std::move(all));
    }

    /// A string: the name or path of a program, or a command for the shell.
    template<string_like T>
    requires(!path_like<T>) command(T const& text)
        : command(form::string, {os_string(text)})
    {
    }

    /// A path: a program without arguments.
    template<path_like T>
    command(T const& path) : command(form::path, {os_string(path)})
    {
    }

    // There is no move constructor, since it would leave an object without
    // items.
    command(command const&) noexcept = default;
    command& operator=(command const&) noexcept = default;
    ~command() = default;

    /// The form of the command.
    form kind() const noexcept
    {
        return form_;
    }

    /// The items of a sequence. For the other forms, one item: the string or
    /// path.
    std::vector<std::string> const& items() const noexcept
    {
        return contents_->items;
    }

    /// Whether an item was made by secret().
    bool hidden(std::size_t item) const noexcept
    {
        return !contents_->hidden.empty() && contents_->hidden[item];
    }

    /// Python's str(): a string or path as it is, a sequence as ['a', 'b'].
    std::string str() const;

    /// Python's repr(): a string or path in quotes, a sequence as ['a', 'b'].
    std::string repr() const;

    /** A line that runs the command when it is pasted into a POSIX shell. A
        string is taken as a command of the shell, as it is. Of a sequence or a
        path, each item is quoted if it must be.

        @par Difference from Python
        `shlex.join(args)`, but a program whose name is a word of the shell's
        language is quoted, too.
    */
    std::string shell_line() const;

    /// Whether both commands have the same form and equal items.
    friend bool operator==(command const& a, command const& b) noexcept
    {
        return a.form_ == b.form_ && a.items() == b.items();
    }

    friend CONCUR_SUBPROCESS_DECL std::ostream& operator<<(std::ostream& out,
                                                           command const& c);

private:
    struct contents
    {
        std::vector<std::string> items;
        std::vector<bool> hidden; // of each item; empty if none is a secret
    };

    command(form kind, std::vector<os_string> items);

    std::string_view shown(std::size_t item) const noexcept;

    form form_ = form::sequence;
    std::shared_ptr<contents const> contents_;
};

} // namespace concur::subprocess

#endif
