// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_CONTEXT_ITERATOR_HPP
#define CONCUR_CONTEXTVARS_CONTEXT_ITERATOR_HPP

#include <concur/config.hpp>
#include <concur/contextvars/any_context_var.hpp>
#include <concur/contextvars/detail/values.hpp>

#include <any>
#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace concur::contextvars {

/// An iterator over the variables that had values in a context when begin() was
/// called.
class CONCUR_VISIBLE context_iterator
{
public:
    /// The types that `std::iterator_traits` needs.
    using value_type = any_context_var;
    using difference_type = std::ptrdiff_t;

    context_iterator() noexcept = default;

    /// An iterator at the first variable. Context::begin() calls this.
    explicit context_iterator(detail::values held) noexcept
        : held_(std::move(held)), at_(held_.next(0))
    {
    }

    /// The variable at the iterator, which must not be at the end.
    any_context_var operator*() const noexcept
    {
        return detail::access::var(held_.find(at_)->of);
    }

    /// Go to the next variable.
    context_iterator& operator++() noexcept
    {
        at_ = held_.next(at_ + 1);
        return *this;
    }

    /// Go to the next variable, and return the old iterator.
    context_iterator operator++(int) noexcept
    {
        auto const before = *this;
        ++*this;
        return before;
    }

    /// Whether both are at the same variable or both at the end. Their contexts
    /// must have the same values.
    friend bool operator==(context_iterator const& a,
                           context_iterator const& b) noexcept
    {
        return a.at_ == b.at_;
    }

    /// Whether the iterator is at the end.
    friend bool operator==(context_iterator const& a,
                           std::default_sentinel_t) noexcept
    {
        return a.at_ == detail::values::none;
    }

private:
    detail::values held_;
    std::size_t at_ = detail::values::none;
};

namespace detail {

CONCUR_CONTEXTVARS_DECL std::vector<any_context_var> keys(values const& held);
CONCUR_CONTEXTVARS_DECL std::vector<std::any> copies(values held);
CONCUR_CONTEXTVARS_DECL std::vector<std::pair<any_context_var, std::any>>
items(values held);

} // namespace detail
} // namespace concur::contextvars

#endif
