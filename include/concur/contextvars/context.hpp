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
#include <concur/contextvars/detail/entered.hpp>

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

    The one that a thread is in is the current one: there ContextVar::set()
    leaves its value, and get() finds it. It cannot be changed but by code that
    runs in it.

    A copy is another context with the same values. It takes the same short time
    whatever their number, and copies none of them.

    @par Thread safety
    Distinct objects may be used concurrently, though one is a copy of the
    other. One object is as a container: while some thread runs in it, other
    threads may do nothing with it but call run(), which throws.

    @par Difference from Python
    There another name for a context is no copy. Here as always a reference is
    needed for that. It cannot be assigned to: nobody but who runs in a context
    changes it.
*/
class CONCUR_VISIBLE Context final
{
public:
    /// Iterators over the variables.
    using iterator = context_iterator;
    using const_iterator = iterator;

    /// An empty one.
    Context() noexcept = default;

    /// copy().
    Context(Context const& other) noexcept : state_(other.held()) {}

    Context& operator=(Context const&) = delete;

    /// Another one with the same values.
    Context copy() const noexcept
    {
        return *this;
    }

    /** Call a function in this context.

        @param f,args What to call, as by `std::invoke`.

        @return What that returns.

        @throws RuntimeError Some thread, this one or another, is running in
        this context.
        @throws ... What the function throws. What it has set before is kept.
    */
    template<class F, class... Args>
    requires std::invocable<F, Args...> std::invoke_result_t<F, Args...>
    run(F&& f, Args&&... args)
    {
        detail::entered const alone(state_, running_);
        detail::switched const here(state_);
        return std::invoke(std::forward<F>(f), std::forward<Args>(args)...);
    }

    /// True if there is a value, which a default is not.
    bool contains(any_context_var const& var) const noexcept
    {
        return find(var) != nullptr;
    }

    /** The value of a variable.

        @throws KeyError There is none.
        @throws ... What a copy of it throws.
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

    /// The value of a variable, or another one if there is none.
    template<class T>
    T get(ContextVar<T> const& var, std::type_identity_t<T> otherwise) const
    {
        auto const* const v = find(var);
        return v != nullptr ? detail::copy_of<T>(*v) : std::move(otherwise);
    }

    /// Python's len().
    std::size_t size() const noexcept
    {
        return held().size();
    }

    /// True if no variable has a value.
    bool empty() const noexcept
    {
        return size() == 0;
    }

    /// The variables, each once, as of now: what is set meanwhile does not
    /// show.
    iterator begin() const noexcept
    {
        return iterator(held());
    }

    /// What an iterator is compared with to find the end.
    std::default_sentinel_t end() const noexcept
    {
        return {};
    }

    /// The variables, in the order of the iteration.
    std::vector<any_context_var> keys() const
    {
        return detail::keys(held());
    }

    /// Copies of their values, in that order.
    std::vector<std::any> values() const
    {
        return detail::copies(held());
    }

    /// Both.
    std::vector<std::pair<any_context_var, std::any>> items() const
    {
        return detail::items(held());
    }

    /** True if they have the same variables with equal values.

        Values without `operator==` are equal if one set() has made them both.

        @throws ... What a comparison throws.
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
