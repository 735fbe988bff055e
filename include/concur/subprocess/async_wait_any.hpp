// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_ASYNC_WAIT_ANY_HPP
#define CONCUR_SUBPROCESS_ASYNC_WAIT_ANY_HPP

#include <concur/subprocess/async_popen.hpp>
#include <concur/subprocess/detail/child_wait.hpp>
#include <concur/subprocess/detail/driven_operation.hpp>
#include <concur/subprocess/detail/popen_list.hpp>

#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <tuple>
#include <utility>
#include <vector>

namespace concur::subprocess {
namespace detail {

/// The driver of async_wait_any().
class wait_for_any : public child_wait
{
public:
    explicit wait_for_any(popen_list children)
        : child_wait(std::move(children), goal::any)
    {
    }

    std::tuple<boost::system::error_code, std::size_t> results() const noexcept
    {
        return {error(), index()};
    }
};

/// The driver of async_wait_all().
class wait_for_all : public child_wait
{
public:
    explicit wait_for_all(popen_list children)
        : child_wait(std::move(children), goal::all)
    {
    }

    std::tuple<boost::system::error_code, std::vector<int>> results() noexcept
    {
        return {error(), returncodes()};
    }
};

/// Throw ValueError if a process object was made without an executor: nothing
/// would tell the wait that this object is gone.
template<class Range>
void check_executors(Range const& popens)
{
    for (auto const& each : popens)
    {
        static_cast<void>(each->get_executor());
    }
}

} // namespace detail

/** Wait until one of several children has ended, without blocking a thread.

    The handler is never called within this function.

    @param popens A range of pointers to process objects, as that of wait_any().
    The operation runs on the executor of the first one. The range need not
    live on.
    @param token A completion token for `void(error_code, std::size_t)`. The
    number is the index that wait_any() returns. The error is
    `operation_aborted` if the wait was cancelled, or if one of the objects was
    destroyed, moved to or released.

    @throws ValueError The range is empty, a pointer is null, an object has been
    moved from, or one was made without an executor.

    @par Cancellation
    All types end the wait, and leave the children as they are.
*/
template<class Range, class Token = boost::asio::use_awaitable_t<>>
auto async_wait_any(Range const& popens, Token&& token = Token())
{
    auto list = detail::list_of(popens);
    detail::check_executors(popens);
    return detail::initiate_driver<
        detail::wait_for_any, void(boost::system::error_code, std::size_t)>(
        (*std::begin(popens))->get_executor(), std::forward<Token>(token),
        std::move(list));
}

/// async_wait_any() for a braced list.
template<policy Policy, class Token = boost::asio::use_awaitable_t<>>
auto async_wait_any(std::initializer_list<basic_popen<Policy>*> popens,
                    Token&& token = Token())
{
    return async_wait_any<std::initializer_list<basic_popen<Policy>*>>(
        popens, std::forward<Token>(token));
}

/** Wait until several children have ended, without blocking a thread.

    @param popens The range of async_wait_any(). A child may be given twice.
    @param token A completion token for `void(error_code, std::vector<int>)`:
    the exit statuses in the order of the range, none after an error.

    @throws ValueError The errors of async_wait_any().

    @par Cancellation
    That of async_wait_any().
*/
template<class Range, class Token = boost::asio::use_awaitable_t<>>
auto async_wait_all(Range const& popens, Token&& token = Token())
{
    auto list = detail::list_of(popens);
    detail::check_executors(popens);
    return detail::initiate_driver<detail::wait_for_all,
                                   void(boost::system::error_code,
                                        std::vector<int>)>(
        (*std::begin(popens))->get_executor(), std::forward<Token>(token),
        std::move(list));
}

/// async_wait_all() for a braced list.
template<policy Policy, class Token = boost::asio::use_awaitable_t<>>
auto async_wait_all(std::initializer_list<basic_popen<Policy>*> popens,
                    Token&& token = Token())
{
    return async_wait_all<std::initializer_list<basic_popen<Policy>*>>(
        popens, std::forward<Token>(token));
}

} // namespace concur::subprocess

#endif
