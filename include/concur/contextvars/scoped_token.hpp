// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_SCOPED_TOKEN_HPP
#define CONCUR_CONTEXTVARS_SCOPED_TOKEN_HPP

#include <concur/config.hpp>
#include <concur/contextvars/token.hpp>

#include <exception>
#include <utility>

namespace concur::contextvars {

/** Undoes a ContextVar::set() at the end of the scope: Python 3.14's
    `with var.set(5) as token:` is

    @code
    contextvars::scoped_token token(var.set(5));
    @endcode

    @par Thread safety
    As Token.

    @par Difference from Python
    When an exception leaves the scope and the value cannot be reset, Python
    replaces the exception; here it goes on, and the value stays.
*/
template<class T>
class CONCUR_VISIBLE scoped_token final
{
public:
    [[nodiscard]] explicit scoped_token(Token<T> token) noexcept
        : token_(std::move(token))
    {
    }

    scoped_token(scoped_token const&) = delete;
    scoped_token& operator=(scoped_token const&) = delete;

    /** Does what ContextVar::reset() does.

        @throws ValueError The current context is not the one of the set().
        @throws std::bad_alloc There is no memory.
    */
    ~scoped_token() noexcept(false)
    {
        try
        {
            token_.reset();
        }
        catch (...)
        {
            if (std::uncaught_exceptions() == before_)
            {
                throw;
            }
        }
    }

    /// What set() returned.
    Token<T> const& token() const noexcept
    {
        return token_;
    }

private:
    Token<T> token_;
    int const before_ = std::uncaught_exceptions();
};

} // namespace concur::contextvars

#endif
