// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/sched/detail/errors.hpp>

#include <concur/errors.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <boost/throw_exception.hpp>

namespace concur::sched::detail {

void throw_not_in_queue()
{
    boost::throw_exception(ValueError("the event is not in the queue"));
}

void throw_not_a_time()
{
    boost::throw_exception(ValueError("the time of an event is not a number"));
}

void throw_no_interval()
{
    boost::throw_exception(
        ValueError("the interval of a repeating event must be more than 0 and "
                   "finite"));
}

void throw_aborted()
{
    boost::throw_exception(
        boost::system::system_error(boost::asio::error::operation_aborted));
}

} // namespace concur::sched::detail
