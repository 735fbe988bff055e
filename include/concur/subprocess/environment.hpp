// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_ENVIRONMENT_HPP
#define CONCUR_SUBPROCESS_ENVIRONMENT_HPP

#include <concur/config.hpp>
#include <concur/subprocess/os_string.hpp>

#include <initializer_list>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace concur::subprocess {

/** The environment of a child: names and values, passed on byte for byte.

    Each name occurs once, however the environment was made.

    Built from a braced list, from any range of pairs (a `std::map`, say), or
    from `environment::current()` and then edited.

    @par Thread safety
    Distinct objects: safe. Shared objects: unsafe. `current()` reads the
    process's environment, which no other thread may change meanwhile.
*/
class CONCUR_SUBPROCESS_DECL environment
{
public:
    using value_type = std::pair<os_string, os_string>;

    /// No variables at all.
    environment() = default;

    /** From a list of names and values; of equal names the last one counts.

        @throws ValueError A name is empty or holds `=`, or a name or value
        holds a NUL.
    */
    environment(std::initializer_list<value_type> variables);

    /// The same from a range of pairs.
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

    /** A copy of this process's environment as it is now: `os.environ`.

        Of entries with the same name, which a program may be started with,
        the first one counts; entries without `=` are left out.
    */
    static environment current();

    /** Set a variable, whether it exists or not.

        @throws ValueError `name` is empty or holds `=`, or one of the two
        holds a NUL.
    */
    environment& set(os_string const& name, os_string const& value);

    /// Remove a variable if it exists.
    environment& unset(os_string const& name);

    /// The value of a variable, absent if there is none of that name.
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

} // namespace concur::subprocess

#endif
