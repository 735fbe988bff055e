// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_DETAIL_POPEN_ASYNC_HPP
#define CONCUR_SUBPROCESS_DETAIL_POPEN_ASYNC_HPP

#include <concur/config.hpp>

#include <concepts>
#include <memory>

// What basic_popen knows of its asynchronous part. The rest is in
// <concur/subprocess/async_popen.hpp>, so that other programs do not compile
// Asio.

namespace concur::subprocess {

enum class destroy;

template<class Executor>
struct executor_needs_async_popen_header
{
    static_assert(!std::same_as<Executor, Executor>,
                  "concur: a process object with an executor needs #include "
                  "<concur/subprocess/async_popen.hpp>");
};

namespace detail {

class popen_core;

/// A type that looks like an executor of Asio.
template<class E>
concept executor_like = requires(E const& e, void (*f)())
{
    e.execute(f);
}
|| requires(E const& e)
{
    e.on_work_started();
};

/// The part of an asynchronous process object that knows the executor.
class popen_attachment
{
public:
    virtual ~popen_attachment() = default;

    /// Begin to use a process object. Throws nothing.
    virtual void attach(popen_core& core) noexcept = 0;

    /// Do the work of the destructor of a process object. This may call the
    /// executor, which may run other code at once.
    virtual void leave(std::shared_ptr<popen_core> core,
                       destroy how) noexcept = 0;
};

/// The attachment with an executor and the asynchronous streams.
template<class Executor>
struct async_part;

/// Gives the functions for several process objects access to them.
struct popen_access
{
    /// @throws ValueError The object has been moved from.
    template<class Popen>
    static std::shared_ptr<popen_core> core(Popen const& p)
    {
        p.core();
        return p.core_;
    }
};

template<class Executor, class Given>
std::unique_ptr<popen_attachment> make_async_part(Given const& executor)
{
    using part = async_part<Executor>;
    if constexpr (requires { sizeof(part); })
    {
        return std::make_unique<part>(Executor(executor));
    }
    else
    {
        static_assert(sizeof(executor_needs_async_popen_header<Executor>) == 0);
        return nullptr;
    }
}

/// Throw ValueError if a process object has no executor.
CONCUR_SUBPROCESS_DECL void check_asynchronous(popen_attachment const* part);

} // namespace detail
} // namespace concur::subprocess

#endif
