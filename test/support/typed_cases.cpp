// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "typed_cases.hpp"

#include <boost/core/demangle.hpp>

#include <string>
#include <utility>

namespace support {
namespace {

std::string name_of(std::type_info const& type)
{
    std::string name = boost::core::demangle(type.name());
    for (auto const& [from, to] : {std::pair{",", ", "}, std::pair{"  ", " "},
                                   std::pair{" <", "<"}, std::pair{" >", ">"}})
    {
        std::string const old = from, replacement = to;
        for (auto at = name.find(old); at != name.npos;
             at = name.find(old, at + replacement.size()))
        {
            name.replace(at, old.size(), replacement);
        }
    }
    return name;
}

} // namespace

typed_cases::typed_cases(char const* name, char const* file, std::size_t line,
                         std::vector<typed_case> cases)
    : name_(name), file_(file), line_(line), cases_(std::move(cases))
{
}

boost::unit_test::test_unit* typed_cases::next() const
{
    if (next_ == cases_.size())
    {
        return nullptr;
    }
    auto const& [type, run] = cases_[next_];
    ++next_;
    return boost::unit_test::make_test_case(
        run, std::string(name_) + '<' + name_of(type) + '>', file_, line_);
}

} // namespace support
