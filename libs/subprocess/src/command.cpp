// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/command.hpp>

#include <concur/detail/repr.hpp>

#include <ostream>
#include <utility>

namespace concur::subprocess {

command::command(form kind, std::vector<std::string> items)
    : form_(kind),
      items_(std::make_shared<std::vector<std::string> const>(std::move(items)))
{
}

command::command() : command(form::sequence, {}) {}

command::command(std::initializer_list<os_string> items)
{
    std::vector<std::string> all;
    all.reserve(items.size());
    for (auto const& item : items)
    {
        all.push_back(item.str());
    }
    *this = command(form::sequence, std::move(all));
}

std::string command::str() const
{
    return form_ == form::sequence ? repr() : items_->front();
}

std::string command::repr() const
{
    if (form_ != form::sequence)
    {
        return concur::detail::repr(items_->front());
    }
    std::string text = "[";
    for (auto const& item : *items_)
    {
        if (text.size() > 1)
        {
            text += ", ";
        }
        text += concur::detail::repr(item);
    }
    return text + "]";
}

std::ostream& operator<<(std::ostream& out, command const& c)
{
    return out << c.str();
}

} // namespace concur::subprocess
