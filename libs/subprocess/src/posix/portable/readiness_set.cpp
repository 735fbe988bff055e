// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../../readiness_set.hpp"

namespace concur::subprocess::detail {

readiness_set::readiness_set() = default;

void readiness_set::add_reader(int) {}

void readiness_set::add_writer(int) {}

void readiness_set::remove(int) noexcept {}

void readiness_set::set_timer(std::chrono::steady_clock::time_point) {}

} // namespace concur::subprocess::detail
