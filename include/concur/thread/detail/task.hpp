// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_THREAD_DETAIL_TASK_HPP
#define CONCUR_THREAD_DETAIL_TASK_HPP

#include <concur/config.hpp>
#include <concur/detail/bound_call.hpp>

#include <memory>
#include <type_traits>
#include <typeinfo>
#include <utility>

namespace concur::thread::detail {

/// The function of a new thread and its arguments, to be called once.
class CONCUR_VISIBLE task
{
public:
    virtual ~task() = default;

    virtual void run() = 0;

    /// The type of the function.
    virtual std::type_info const& type() const noexcept = 0;

    /// The address of the function.
    virtual void const* address() const noexcept = 0;

protected:
    task() = default;
    task(task const&) = delete;
    task& operator=(task const&) = delete;
};

template<class F, class... Args>
class bound_task final : public task
{
public:
    template<class... As>
    explicit bound_task(As&&... as) : call_(std::forward<As>(as)...)
    {
    }

    void run() override
    {
        call_.call_once();
    }

    std::type_info const& type() const noexcept override
    {
        return typeid(F);
    }

    void const* address() const noexcept override
    {
        if constexpr (std::is_function_v<std::remove_pointer_t<F>>)
        {
            return reinterpret_cast<void const*>(call_.function());
        }
        else
        {
            return std::addressof(call_.function());
        }
    }

private:
    concur::detail::bound_call<F, Args...> call_;
};

template<class F, class... Args>
std::unique_ptr<task> make_task(F&& f, Args&&... args)
{
    return std::make_unique<bound_task<std::decay_t<F>, std::decay_t<Args>...>>(
        std::forward<F>(f), std::forward<Args>(args)...);
}

} // namespace concur::thread::detail

#endif
