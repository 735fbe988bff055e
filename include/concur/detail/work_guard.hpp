// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_WORK_GUARD_HPP
#define CONCUR_DETAIL_WORK_GUARD_HPP

#include <concur/config.hpp>

#include <boost/asio/execution/executor.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/prefer.hpp>

#include <type_traits>
#include <utility>

namespace concur::detail {

/** Keeps the execution context of an executor from running out of work.

    Asio's own guard does not compile for a strand of an `any_io_executor`: it
    takes the strand for an executor of the Networking TS.
*/
template<class Executor>
class tracked_work
{
public:
    explicit tracked_work(Executor const& e)
        : executor_(e),
          work_(boost::asio::prefer(
              e, boost::asio::execution::outstanding_work.tracked))
    {
    }

    Executor get_executor() const noexcept
    {
        return executor_;
    }

private:
    Executor executor_;
    std::decay_t<decltype(boost::asio::prefer(
        std::declval<Executor const&>(),
        boost::asio::execution::outstanding_work.tracked))>
        work_;
};

/// The object that keeps the execution context of an executor from running out
/// of work. For an executor of the Networking TS it is Asio's own.
template<class Executor>
using work_guard =
    std::conditional_t<boost::asio::execution::is_executor<Executor>::value,
                       tracked_work<Executor>,
                       boost::asio::executor_work_guard<Executor>>;

} // namespace concur::detail

#endif
