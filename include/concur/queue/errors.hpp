// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_ERRORS_HPP
#define CONCUR_QUEUE_ERRORS_HPP

#include <concur/config.hpp>

#include <boost/system/error_category.hpp>
#include <boost/system/error_code.hpp>

#include <exception>
#include <type_traits>

namespace concur::queue {

/// There was no item to get, and none came before the limit.
class CONCUR_VISIBLE Empty : public std::exception
{
public:
    char const* what() const noexcept override
    {
        return "queue.Empty";
    }
};

/// There was no room for an item, and none became free before the limit.
class CONCUR_VISIBLE Full : public std::exception
{
public:
    char const* what() const noexcept override
    {
        return "queue.Full";
    }
};

/// The queue was shut down. Python has this exception since 3.13.
class CONCUR_VISIBLE ShutDown : public std::exception
{
public:
    char const* what() const noexcept override
    {
        return "queue.ShutDown";
    }
};

/// The library's own errors of a queue's asynchronous operations. Other errors
/// are `boost::asio::error::operation_aborted` and
/// `boost::system::errc::not_enough_memory`.
enum class errc
{
    shut_down = 1,        ///< the queue was shut down; see ShutDown
    comparison_failed = 2 ///< a comparison threw; see PriorityQueue
};

/// The category of errc.
CONCUR_QUEUE_DECL boost::system::error_category const&
error_category() noexcept;

/// Make an error code of an errc.
inline boost::system::error_code make_error_code(errc e) noexcept
{
    return {static_cast<int>(e), error_category()};
}

} // namespace concur::queue

template<>
struct boost::system::is_error_code_enum<concur::queue::errc> : std::true_type
{
};

#endif
