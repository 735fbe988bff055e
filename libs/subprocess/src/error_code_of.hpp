// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_ERROR_CODE_OF_HPP
#define CONCUR_LIBS_SUBPROCESS_ERROR_CODE_OF_HPP

#include <concur/errors.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>

#include <exception>

namespace concur::subprocess::detail {

/// The error code of Boost for an OSError. A conversion of the standard error
/// code would have another value.
inline boost::system::error_code code_of(OSError const& e) noexcept
{
    return {e.errno_(), boost::system::system_category()};
}

/// The error code for an exception of the system, Asio or an allocator.
inline boost::system::error_code code_of(std::exception_ptr const& e) noexcept
{
    try
    {
        std::rethrow_exception(e);
    }
    catch (OSError const& error)
    {
        return code_of(error);
    }
    catch (boost::system::system_error const& error)
    {
        return error.code();
    }
    catch (...)
    {
        return boost::asio::error::no_memory;
    }
}

} // namespace concur::subprocess::detail

#endif
