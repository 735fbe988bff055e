// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/captured_output.hpp>

#include <boost/throw_exception.hpp>

namespace concur::subprocess {

captured_output::captured_output(std::optional<std::string> text, int)
{
    if (text)
    {
        text_ = std::make_shared<std::string const>(std::move(*text));
    }
}

std::string const& captured_output::value() const
{
    if (!text_)
    {
        boost::throw_exception(std::bad_optional_access());
    }
    return *text_;
}

std::string captured_output::value_or(std::string other) const
{
    return text_ ? *text_ : std::move(other);
}

captured_output::operator std::optional<std::string>() const
{
    return text_ ? std::optional(*text_) : std::nullopt;
}

} // namespace concur::subprocess
