// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_SCOPED_TOKEN_HPP
#define CONCUR_CONTEXTVARS_SCOPED_TOKEN_HPP

#include <concur/config.hpp>
#include <concur/contextvars/token.hpp>

#include <new>
#include <utility>

namespace concur::contextvars {

/** Undoes a ContextVar::set() at the end of the scope. In Python 3.14 this is
    `with var.set(5) as token:`. In C++ it is

    @code
    contextvars::scoped_token token = var.set(5);
    @endcode

    @par Thread safety
    None. A scoped_token can be used in one context only.

    @par Difference from Python
    The end of the scope reports no error. The set() is not undone if there is
    no memory, or if the current context is not that of the set(), for example
    when a suspended coroutine is destroyed. Call reset() to get the exception.
*/
template<class T>
class CONCUR_VISIBLE scoped_token final
{
public:
    /// Take over the token of a set().
    [[nodiscard]] scoped_token(Token<T> token) noexcept
        : token_(std::move(token))
    {
    }

    scoped_token(scoped_token const&) = delete;
    scoped_token& operator=(scoped_token const&) = delete;

    /// Undo the set(), unless reset() has undone it or would throw.
    ~scoped_token()
    {
        if (token_.is_current())
        {
            try
            {
                token_.reset();
            }
            catch (std::bad_alloc const&)
            {
            }
        }
    }

    /** Undo the set() now.

        @throws RuntimeError The set() has been undone before.
        @throws ValueError The current context is not that of the set().
        @throws std::bad_alloc There is no memory.
    */
    void reset()
    {
        token_.reset();
    }

    /// The token that set() returned.
    Token<T> const& token() const noexcept
    {
        return token_;
    }

private:
    Token<T> token_;
};

template<class T>
scoped_token(Token<T>) -> scoped_token<T>;

} // namespace concur::contextvars

#endif
