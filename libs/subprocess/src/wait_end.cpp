// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "wait_end.hpp"

#include <algorithm>

namespace concur::subprocess::detail {

stop_watch::stop_watch(std::stop_token token) : token_(std::move(token))
{
    if (possible())
    {
        signal_.emplace("stop_token");
        callback_.emplace(token_, stopper{*signal_});
    }
}

std::optional<std::chrono::nanoseconds> wait_end::left() const
{
    constexpr std::chrono::nanoseconds look_again =
        std::chrono::milliseconds(50);
    if (stopped())
    {
        return std::chrono::nanoseconds(0);
    }
    auto const left = at_.left();
    if (stop_ == nullptr || stop_->number() >= 0)
    {
        return left;
    }
    return std::min(left.value_or(look_again), look_again);
}

wait_end wait_end::sooner(std::optional<std::chrono::nanoseconds> left) const
{
    auto const own = at_.left();
    if (!left || (own && *own <= *left))
    {
        return *this;
    }
    return {deadline(std::chrono::steady_clock::now() + *left), stop_};
}

} // namespace concur::subprocess::detail
