// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_TEXT_HPP
#define CONCUR_DETAIL_TEXT_HPP

#include <concur/config.hpp>
#include <concur/detail/repr.hpp>

#include <boost/core/demangle.hpp>

#include <concepts>
#include <sstream>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>

namespace concur::detail {

/// The text of a value as Python's repr() shows it, if Python has such a type.
/// Otherwise the text that operator<< writes. If there is no operator<<, a text
/// with the name of the type.
template<class T>
std::string text_of(T const& value)
{
    if constexpr (std::same_as<T, bool>)
    {
        return value ? "True" : "False";
    }
    else if constexpr (std::same_as<T, char>)
    {
        return repr(std::string_view(&value, 1));
    }
    else if constexpr (std::integral<T>)
    {
        return std::to_string(value);
    }
    else if constexpr (std::floating_point<T>)
    {
        return repr(static_cast<double>(value));
    }
    else if constexpr (std::convertible_to<T const&, std::string_view>)
    {
        if constexpr (std::is_pointer_v<T>)
        {
            if (value == nullptr)
            {
                return "None";
            }
        }
        return repr(std::string_view(value));
    }
    else if constexpr (requires(std::ostream & out) { out << value; })
    {
        std::ostringstream text;
        text << value;
        return text.str();
    }
    else
    {
        return '<' + boost::core::demangle(typeid(T).name()) + " object>";
    }
}

} // namespace concur::detail

#endif
