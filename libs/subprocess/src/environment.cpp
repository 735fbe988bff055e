// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/environment.hpp>

#include <concur/errors.hpp>

#include <boost/throw_exception.hpp>

#include <algorithm>
#include <cstddef>
#include <unordered_map>
#include <utility>

namespace concur::subprocess {
namespace {

bool has_name(std::string const& entry, std::string_view name)
{
    return entry.size() > name.size() && entry[name.size()] == '=' &&
           entry.starts_with(name);
}

} // namespace

environment::environment(std::initializer_list<value_type> variables)
{
    for (auto const& [name, value] : variables)
    {
        append(name, value);
    }
    remove_duplicates();
}

environment& environment::set(os_string const& name, os_string const& value)
{
    append(name, value);
    if (auto at = find(name.str()); at + 1 != entries_.end())
    {
        *at = std::move(entries_.back());
        entries_.pop_back();
    }
    return *this;
}

void environment::append(os_string const& name, os_string const& value)
{
    auto const& n = name.str();
    auto const& v = value.str();
    if (n.find('\0') != n.npos || v.find('\0') != v.npos)
    {
        boost::throw_exception(ValueError("embedded null byte"));
    }
    if (n.empty() || n.find('=') != n.npos)
    {
        boost::throw_exception(ValueError("illegal environment variable name"));
    }
    entries_.push_back(n + '=' + v);
}

// As in a Python dict, a name keeps the place of its first entry and gets the
// value of its last entry.
void environment::remove_duplicates()
{
    std::unordered_map<std::string, std::size_t> places;
    std::vector<std::string> kept;
    for (auto& entry : entries_)
    {
        auto const [at, is_new] =
            places.try_emplace(entry.substr(0, entry.find('=')), kept.size());
        if (is_new)
        {
            kept.push_back(std::move(entry));
        }
        else
        {
            kept[at->second] = std::move(entry);
        }
    }
    entries_ = std::move(kept);
}

environment& environment::unset(os_string const& name)
{
    if (auto at = find(name.str()); at != entries_.end())
    {
        entries_.erase(at);
    }
    return *this;
}

std::optional<std::string> environment::get(std::string_view name) const
{
    for (auto const& entry : entries_)
    {
        if (has_name(entry, name))
        {
            return entry.substr(name.size() + 1);
        }
    }
    return std::nullopt;
}

std::vector<std::string>::iterator environment::find(std::string_view name)
{
    return std::find_if(
        entries_.begin(), entries_.end(),
        [=](auto const& entry) { return has_name(entry, name); });
}

} // namespace concur::subprocess
