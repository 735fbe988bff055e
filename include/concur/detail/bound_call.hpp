// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_BOUND_CALL_HPP
#define CONCUR_DETAIL_BOUND_CALL_HPP

#include <tuple>
#include <utility>

namespace concur::detail {

/** A function and its arguments. This object owns copies of both.

    @tparam F,Args Decayed types.
*/
template<class F, class... Args>
class bound_call
{
public:
    template<class G, class... As>
    explicit bound_call(G&& f, As&&... args)
        : function_(std::forward<G>(f)), arguments_(std::forward<As>(args)...)
    {
    }

    /// Call the function. This may be done any number of times.
    void call()
    {
        std::apply(function_, arguments_);
    }

    /// Call the function for the last time. The function and its arguments are
    /// moved from.
    void call_once()
    {
        std::apply(std::move(function_), std::move(arguments_));
    }

    F const& function() const noexcept
    {
        return function_;
    }

    std::tuple<Args...> const& arguments() const noexcept
    {
        return arguments_;
    }

private:
    [[no_unique_address]] F function_;
    [[no_unique_address]] std::tuple<Args...> arguments_;
};

} // namespace concur::detail

#endif
