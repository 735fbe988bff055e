// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_DETAIL_ANY_IO_EXECUTOR_HPP
#define CONCUR_SUBPROCESS_DETAIL_ANY_IO_EXECUTOR_HPP

#include <boost/asio/detail/config.hpp>

// This file declares boost::asio::any_io_executor, with the visibility that
// Asio gives it. Including the definition would double the compile time of a
// program that only calls run(). But in the two configurations below, the class
// has another declaration, and its header is included.

#if defined(BOOST_ASIO_USE_TS_EXECUTOR_AS_DEFAULT) ||                          \
    defined(BOOST_ASIO_ENABLE_VERSION_NAMESPACE)

#include <boost/asio/any_io_executor.hpp>

#else

#include <boost/asio/detail/push_options.hpp>

namespace boost::asio {
class any_io_executor;
} // namespace boost::asio

#include <boost/asio/detail/pop_options.hpp>

#endif

#endif
