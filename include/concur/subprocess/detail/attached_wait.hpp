// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_DETAIL_ATTACHED_WAIT_HPP
#define CONCUR_SUBPROCESS_DETAIL_ATTACHED_WAIT_HPP

#include <concur/config.hpp>
#include <concur/subprocess/detail/driver_step.hpp>
#include <concur/subprocess/process_report.hpp>

#include <boost/asio/cancellation_type.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <tuple>

namespace concur::subprocess::detail {

class attachment;

/** A wait for a process that was not started by the library: a driver of
    driven_operation. It keeps the pidfd open.

    @par Thread safety
    Distinct objects: safe, also if they wait for the same process. Shared
    objects: unsafe.
*/
class CONCUR_SUBPROCESS_DECL attached_wait
{
public:
    explicit attached_wait(std::shared_ptr<attachment> process);
    ~attached_wait();
    attached_wait(attached_wait const&) = delete;
    attached_wait& operator=(attached_wait const&) = delete;

    driver_step advance() noexcept;
    int number() const noexcept;
    std::chrono::nanoseconds pause() noexcept;
    void poll_only() noexcept;
    void cancel(boost::asio::cancellation_type) noexcept;
    void fail(std::exception_ptr) noexcept;

    /// After `done`: the error, if any.
    boost::system::error_code error() const noexcept;

    /// After `done`: the error, and how the process has ended.
    std::tuple<boost::system::error_code, process_end> results() const noexcept;

private:
    struct impl;

    std::unique_ptr<impl> impl_;
};

} // namespace concur::subprocess::detail

#endif
