// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUBPROCESS_ASYNC_POPEN_HPP
#define CONCUR_TEST_SUBPROCESS_ASYNC_POPEN_HPP

#include <concur/subprocess/async_popen.hpp>
#include <concur/subprocess/keywords.hpp>

#include <support/support.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <utility>

// What the tests of asynchronous process objects share.

namespace asio = boost::asio;
namespace sp = concur::subprocess;
using boost::system::error_code;
using support::child;
using support::eventually;
using support::leaves_no_trace;
using support::no_children;

namespace {

/// The end of a wait.
struct waited
{
    auto handler()
    {
        return [this](error_code e, int c) {
            ++calls;
            error = e;
            code = c;
        };
    }

    bool aborted() const
    {
        return calls == 1 && error == asio::error::operation_aborted;
    }

    int calls = 0;
    error_code error = {};
    int code = -1000;
};

/// The end of async_communicate().
template<class Popen = sp::Popen>
struct spoken
{
    auto handler()
    {
        return [this](std::exception_ptr e, typename Popen::outputs o) {
            ++calls;
            error = e;
            outputs = std::move(o);
        };
    }

    bool aborted() const
    {
        return calls == 1 &&
               throws<boost::system::system_error>([](auto const& e) {
                   return e.code() == asio::error::operation_aborted;
               });
    }

    /// Whether the error is an E that fulfils a condition.
    template<class E, class Condition>
    bool throws(Condition const& condition) const
    {
        try
        {
            if (error)
            {
                std::rethrow_exception(error);
            }
        }
        catch (E const& e)
        {
            return condition(e);
        }
        catch (...)
        {
        }
        return false;
    }

    int calls = 0;
    std::exception_ptr error = nullptr;
    typename Popen::outputs outputs = {};
};

} // namespace

#endif
