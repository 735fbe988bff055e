// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_DETAIL_TOKEN_CORE_HPP
#define CONCUR_CONTEXTVARS_DETAIL_TOKEN_CORE_HPP

#include <concur/config.hpp>
#include <concur/contextvars/detail/current.hpp>
#include <concur/contextvars/detail/variable.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace concur::contextvars::detail {

/// What a token is, and what is done with it, whatever the type of the value.
class CONCUR_CONTEXTVARS_DECL token_core
{
public:
    /// What ContextVar::set() does, with a value whose owner it becomes.
    token_core(detail::variable& v, value* set);

    /// What was moved from counts as used, and is of no variable.
    token_core(token_core&& other) noexcept
        : variable_(std::move(other.variable_)), context_(other.context_),
          old_(std::move(other.old_)), used_(std::exchange(other.used_, true))
    {
    }

    token_core& operator=(token_core&& other) noexcept
    {
        variable_ = std::move(other.variable_);
        old_ = std::move(other.old_);
        context_ = other.context_;
        used_ = std::exchange(other.used_, true);
        return *this;
    }

    /// The variable, or null.
    detail::variable* variable() const noexcept
    {
        return old_ != nullptr ? old_->of.get() : variable_.get();
    }

    value const* old() const noexcept
    {
        return old_.get();
    }

    /// True if it can be undone, here and now.
    bool good_for(detail::variable const* v) const noexcept
    {
        return !used_ && variable() == v && current->id() == context_;
    }

    /// What ContextVar::reset() does.
    void undo(detail::variable const* v);

    std::string repr() const;

private:
    [[noreturn]] void refuse(detail::variable const* v) const;

    // In an order in which compilers do not load at once what was stored one
    // after the other.
    boost::intrusive_ptr<detail::variable> variable_; // null if old_ has it
    std::uint64_t context_;                           // in which it was made
    value_ptr old_;
    bool used_ = false;
};

} // namespace concur::contextvars::detail

#endif
