// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/command.hpp>

#include <concur/detail/repr.hpp>
#include <concur/shlex.hpp>

#include <algorithm>
#include <array>
#include <ostream>
#include <utility>

namespace concur::subprocess {
namespace {

// Words that the shell does not take for the name of a program.
constexpr std::array<std::string_view, 17> words_of_shell{
    "case",   "coproc", "do",    "done",     "elif", "else",
    "esac",   "fi",     "for",   "function", "if",   "in",
    "select", "then",   "until", "while",    "time"};

// The name of a program, quoted unless the shell takes it for that and not for
// a word of its language or for a variable.
std::string quoted_program(std::string_view name)
{
    bool const misread =
        name.find('=') != name.npos ||
        std::ranges::find(words_of_shell, name) != words_of_shell.end();
    auto text = shlex::quote(name);
    return misread && text == name ? "'" + text + "'" : text;
}

} // namespace

command::command(form kind, std::vector<os_string> items) : form_(kind)
{
    contents made;
    made.items.reserve(items.size());
    if (std::ranges::any_of(items, &os_string::hidden))
    {
        for (auto const& item : items)
        {
            made.hidden.push_back(item.hidden());
        }
    }
    for (auto& item : items)
    {
        made.items.push_back(std::move(item).str());
    }
    contents_ = std::make_shared<contents const>(std::move(made));
}

command::command() : command(form::sequence, {}) {}

command::command(std::initializer_list<os_string> items)
    : command(form::sequence, std::vector<os_string>(items))
{
}

std::string_view command::shown(std::size_t item) const noexcept
{
    return hidden(item) ? std::string_view("***") : items()[item];
}

std::string command::str() const
{
    return form_ == form::sequence ? repr() : std::string(shown(0));
}

std::string command::repr() const
{
    if (form_ != form::sequence)
    {
        return concur::detail::repr(shown(0));
    }
    std::string text = "[";
    for (std::size_t i = 0; i != items().size(); ++i)
    {
        if (i != 0)
        {
            text += ", ";
        }
        text += concur::detail::repr(shown(i));
    }
    return text + "]";
}

std::string command::shell_line() const
{
    if (form_ == form::string)
    {
        return std::string(shown(0));
    }
    std::string line;
    for (std::size_t i = 0; i != items().size(); ++i)
    {
        line +=
            i == 0 ? quoted_program(shown(i)) : ' ' + shlex::quote(shown(i));
    }
    return line;
}

std::ostream& operator<<(std::ostream& out, command const& c)
{
    return out << c.str();
}

} // namespace concur::subprocess
