// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUPPORT_HOOKED_EXECUTOR_HPP
#define CONCUR_TEST_SUPPORT_HOOKED_EXECUTOR_HPP

#include <boost/asio/execution/blocking.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <atomic>
#include <new>
#include <utility>

namespace support {

/// An executor that calls a hook before it posts a function to an io_context.
/// If the hook throws, nothing is posted.
/// @tparam HasContext Whether the context can be queried.
template<class Hook, bool HasContext = true>
struct hooked_executor
{
    boost::asio::io_context* io;
    Hook* before;

    boost::asio::io_context&
    query(boost::asio::execution::context_t) const noexcept requires HasContext
    {
        return *io;
    }

    static constexpr auto query(boost::asio::execution::blocking_t) noexcept
    {
        return boost::asio::execution::blocking.never;
    }

    template<class Function>
    void execute(Function f) const
    {
        (*before)();
        boost::asio::post(*io, std::move(f));
    }

    // A strand passes these on.
    void on_work_started() const noexcept {}
    void on_work_finished() const noexcept {}

    bool operator==(hooked_executor const&) const noexcept = default;
};

/// A hook that throws as often as its value says.
struct refusals : std::atomic<int>
{
    using std::atomic<int>::atomic;
    using std::atomic<int>::operator=;

    void operator()()
    {
        if (*this > 0)
        {
            --*this;
            throw std::bad_alloc();
        }
    }
};

} // namespace support

#endif
