// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_DETAIL_ANY_IO_EXECUTOR_HPP
#define CONCUR_SUBPROCESS_DETAIL_ANY_IO_EXECUTOR_HPP

#include <boost/asio/detail/config.hpp>

// Only declares boost::asio::any_io_executor, with the visibility that Asio
// gives it. Its definition would double the time to compile a program that
// calls run() and has no use for it.

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
