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

/// A token without the type of the value.
class CONCUR_CONTEXTVARS_DECL token_core
{
public:
    /// Set a variable, as ContextVar::set() does. The caller owned the value
    /// and gives it up, even if the constructor throws.
    token_core(detail::variable& v, value* set);

    /// Move a token. Afterwards `other` counts as used and has no variable.
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

    /// The variable; null if the token was moved from.
    detail::variable* variable() const noexcept
    {
        return old_ != nullptr ? old_->of.get() : variable_.get();
    }

    /// The value before the set(); null if there was none.
    value const* old() const noexcept
    {
        return old_.get();
    }

    /// Whether undo() would succeed if there is memory.
    bool can_undo(detail::variable const* v) const noexcept
    {
        return !used_ && variable() == v && current->id() == context_;
    }

    /// Undo the set(), as ContextVar::reset() does.
    void undo(detail::variable const* v);

    std::string repr() const;

private:
    [[noreturn]] void throw_unusable(detail::variable const* v) const;

    // With this order of members, compilers do not read two members in one wide
    // load. Such a load would wait for the separate stores that have just
    // written them.
    boost::intrusive_ptr<detail::variable>
        variable_;          // null if old_ refers to it
    std::uint64_t context_; // the id of the context of the set()
    value_ptr old_;
    bool used_ = false;
};

} // namespace concur::contextvars::detail

#endif
