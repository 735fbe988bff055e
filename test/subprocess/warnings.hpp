// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUBPROCESS_WARNINGS_HPP
#define CONCUR_TEST_SUBPROCESS_WARNINGS_HPP

#include <concur/hooks.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace support {

/// Collects the warnings that occur while it exists. They must be of one kind.
class heard_warnings
{
public:
    explicit heard_warnings(concur::warning expected)
        : old_(concur::set_warning_hook(
              [this, expected](concur::warning kind, std::string_view text) {
                  BOOST_TEST((kind == expected));
                  texts.emplace_back(text);
              }))
    {
    }

    ~heard_warnings()
    {
        concur::set_warning_hook(std::move(old_));
    }

    heard_warnings(heard_warnings const&) = delete;
    heard_warnings& operator=(heard_warnings const&) = delete;

    std::vector<std::string> texts;

private:
    concur::warning_hook old_;
};

} // namespace support

#endif
