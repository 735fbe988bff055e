// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_CONTEXT_HPP
#define CONCUR_CONTEXTVARS_CONTEXT_HPP

#include <concur/config.hpp>
#include <concur/contextvars/any_context_var.hpp>
#include <concur/contextvars/context_iterator.hpp>
#include <concur/contextvars/context_var.hpp>
#include <concur/contextvars/detail/current.hpp>
#include <concur/contextvars/detail/guards.hpp>

#include <any>
#include <atomic>
#include <concepts>
#include <cstddef>
#include <functional>
#include <iterator>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace concur::contextvars {

/** A mapping from variables to values.

    Each thread runs in a context, its current context. There ContextVar::set()
    stores a value and get() finds it. Only code that runs in a context can
    change it.

    A copy is another context with the same values. Copying takes the same short
    time for any number of values, and copies none of them.

    @par Thread safety
    Distinct objects: safe, even if one is a copy of the other. Shared objects:
    safe for const functions. While a thread runs in a context, other threads
    may only call run(), which throws.

    @par Difference from Python
    Contexts cannot be assigned to, since only code that runs in a context can
    change it. In Python an assignment gives a context another name. In C++ use
    a reference.
*/
class CONCUR_VISIBLE Context final
{
public:
    /// An iterator over the variables.
    using iterator = context_iterator;
    using const_iterator = iterator;

    /// Construct an empty context.
    Context() noexcept = default;

    /// Construct another context with the same values.
    Context(Context const& other) noexcept : state_(other.held()) {}

    Context& operator=(Context const&) = delete;

    /// Return another context with the same values.
    Context copy() const noexcept
    {
        return *this;
    }

    /** Call a function in this context.

        @param f,args The function and its arguments, called by `std::invoke`.

        @return The result of the function.

        @throws RuntimeError This thread or another thread is running in this
        context already.
        @throws ... The exception of the function. Variables that the function
        has set stay set.
    */
    template<class F, class... Args>
    requires std::invocable<F, Args...> std::invoke_result_t<F, Args...>
    run(F&& f, Args&&... args)
    {
        detail::entry_guard const entry(state_, running_);
        detail::current_context_guard const here(state_);
        return std::invoke(std::forward<F>(f), std::forward<Args>(args)...);
    }

    /// Whether the variable has a value in this context. A default is not a
    /// value.
    bool contains(any_context_var const& var) const noexcept
    {
        return find(var) != nullptr;
    }

    /** The value of a variable.

        @throws KeyError The variable has no value.
        @throws ... The exception of a copy of the value.
    */
    template<class T>
    T operator[](ContextVar<T> const& var) const
    {
        if (auto const* const v = find(var))
        {
            return detail::copy_of<T>(*v);
        }
        detail::throw_no_key(*detail::access::variable_of(var));
    }

    /// The value of a variable, absent if there is none.
    template<class T>
    std::optional<T> get(ContextVar<T> const& var) const
    {
        auto const* const v = find(var);
        return v != nullptr ? std::optional<T>(detail::copy_of<T>(*v))
                            : std::nullopt;
    }

    /// The value of a variable, or `otherwise` if there is none.
    template<class T>
    T get(ContextVar<T> const& var, std::type_identity_t<T> otherwise) const
    {
        auto const* const v = find(var);
        return v != nullptr ? detail::copy_of<T>(*v) : std::move(otherwise);
    }

    /// The number of variables that have values: Python's len().
    std::size_t size() const noexcept
    {
        return held().size();
    }

    /// Whether no variable has a value.
    bool empty() const noexcept
    {
        return size() == 0;
    }

    /// Begin an iteration over the variables that have values now. Later
    /// changes of the context do not change the iteration.
    iterator begin() const noexcept
    {
        return iterator(held());
    }

    /// The end of the iteration.
    std::default_sentinel_t end() const noexcept
    {
        return {};
    }

    /// The variables that have values, in the order of iteration.
    std::vector<any_context_var> keys() const
    {
        return detail::keys(held());
    }

    /// Copies of the values, in the order of iteration over their variables.
    /// Throws the exception of a copy.
    std::vector<std::any> values() const
    {
        return detail::copies(held());
    }

    /// The variables with copies of their values, in the order of iteration.
    /// Throws the exception of a copy.
    std::vector<std::pair<any_context_var, std::any>> items() const
    {
        return detail::items(held());
    }

    /** Compare two contexts.

        Two values are equal if the same call of set() stored them. Otherwise
        `operator==` compares them. Values without `operator==` are then not
        equal.

        @return True if the same variables have equal values in both.

        @throws ... The exception of a comparison.
    */
    friend bool operator==(Context const& a, Context const& b)
    {
        return a.held() == b.held();
    }

private:
    friend Context copy_context() noexcept;
    friend struct detail::access;

    explicit Context(detail::values const& held) noexcept : state_(held) {}

    detail::values const& held() const noexcept
    {
        return state_.held();
    }

    detail::value const* find(any_context_var const& var) const noexcept
    {
        return held().find(detail::access::index(var));
    }

    detail::state state_;
    std::atomic<bool> running_{false};
};

} // namespace concur::contextvars

#endif
