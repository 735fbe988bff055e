// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_ENVIRONMENT_HPP
#define CONCUR_SUBPROCESS_ENVIRONMENT_HPP

#include <concur/config.hpp>
#include <concur/detail/misuse.hpp>
#include <concur/subprocess/os_string.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace concur::subprocess {

/** The environment of a child: names and values, which the child receives
    unchanged.

    Make an environment from a braced list, by variables(), from a range of
    pairs (such as a `std::map`) or by `environment::current()`. It may be
    changed afterwards. Each name occurs once.

    @par Thread safety
    Distinct objects: safe. Shared objects: unsafe. While `current()` reads the
    environment of this process, no other thread may change that environment.
*/
class CONCUR_SUBPROCESS_DECL environment
{
public:
    /// A name and its value.
    using value_type = std::pair<os_string, os_string>;

    /// An environment without variables.
    environment() = default;

    /** Make an environment from a list of names and values. If a name occurs
        twice, its last value is used.

        @throws ValueError A name is empty or contains `=`, or a name or value
        contains a null character.
    */
    environment(std::initializer_list<value_type> variables);

    /// Make an environment from a range of pairs; throws as the constructor
    /// from a list.
    template<std::ranges::input_range R>
    requires requires(std::ranges::range_reference_t<R> v)
    {
        os_string(v.first);
        os_string(v.second);
    }
    environment(R const& variables)
    {
        for (auto const& [name, value] : variables)
        {
            append(name, value);
        }
        remove_duplicates();
    }

    /** A copy of the environment of this process, as Python's `os.environ`.

        If two entries have the same name, the first one is used. Entries
        without `=` are left out.
    */
    static environment current();

    /** Set a new or an existing variable.

        @throws ValueError `name` is empty or contains `=`, or `name` or `value`
        contains a null character.
    */
    environment& set(os_string const& name, os_string const& value);

    /// Remove a variable if it exists.
    environment& unset(os_string const& name);

    /// The value of a variable; absent if it does not exist.
    std::optional<std::string> get(std::string_view name) const;

    /// The variables in the form NAME=VALUE.
    std::vector<std::string> const& entries() const noexcept
    {
        return entries_;
    }

private:
    void append(os_string const& name, os_string const& value);
    void remove_duplicates();
    std::vector<std::string>::iterator find(std::string_view name);

    std::vector<std::string> entries_;
};

namespace detail {

/// Whether the arguments are pairs of a name and a value.
template<class... Items>
inline constexpr bool
    are_variables = sizeof...(Items) % 2 == 0 &&
                    (std::constructible_from<os_string, Items> && ...);

} // namespace detail

/** An environment of names and values: `variables("A", "1", "B", "2")` is the
    environment `{{"A", "1"}, {"B", "2"}}`. g++ 12 refuses a braced list within
    a `co_await` expression, but not this function.

    @param items Names and values of any string or path types, each name
    followed by its value. If a name occurs twice, its last value is used.

    @throws ValueError A name is empty or contains `=`, or a name or value
    contains a null character.
*/
template<class... Items>
requires(detail::are_variables<Items...>) environment
    variables(Items&&... items)
{
    std::array<os_string, sizeof...(Items)> const all{
        os_string(std::forward<Items>(items))...};
    environment result;
    for (std::size_t i = 0; i != all.size(); i += 2)
    {
        result.set(all[i], all[i + 1]);
    }
    return result;
}

/// A compile-time error: the arguments are not pairs of strings or paths.
template<class... Items>
requires(!detail::are_variables<Items...>) environment variables(Items&&...)
{
    static_assert(concur::detail::right_use<Items...>,
                  "variables() takes names and values in turn, each a string "
                  "or a path");
    return {};
}

} // namespace concur::subprocess

#endif
