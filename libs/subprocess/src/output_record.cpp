// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/output_record.hpp>

#include <algorithm>
#include <utility>

namespace concur::subprocess {

output_record::output_record(std::vector<recorded_piece> pieces)
    : pieces_(std::make_shared<std::vector<recorded_piece> const>(
          std::move(pieces)))
{
}

bool operator==(output_record const& a, output_record const& b) noexcept
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
}

} // namespace concur::subprocess
