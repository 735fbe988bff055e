// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_DETAIL_POPEN_STOP_HPP
#define CONCUR_SUBPROCESS_DETAIL_POPEN_STOP_HPP

#include <concur/config.hpp>
#include <concur/subprocess/detail/driver_step.hpp>
#include <concur/subprocess/detail/popen_core.hpp>
#include <concur/subprocess/options.hpp>

#include <boost/asio/cancellation_type.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <tuple>

namespace concur::subprocess::detail {

/** A stop of the child of a process object that does not block: a driver of
    driven_operation, but for results().

    @par Thread safety
    Distinct objects: safe, also for the same child. Shared objects: unsafe.
*/
class CONCUR_SUBPROCESS_DECL popen_stop
{
public:
    /// stop() of the object, which ends with an error when the object is gone.
    /// @param steps The checked steps; absent for those of the keyword.
    popen_stop(std::shared_ptr<popen_core> core,
               std::optional<sequence<stop_step>> const& steps);

    /// Wait for the child of an object that is gone. If popen_core::leave() has
    /// begun to stop it, take the steps that are left.
    explicit popen_stop(std::shared_ptr<popen_core> core);

    ~popen_stop();
    popen_stop(popen_stop const&) = delete;
    popen_stop& operator=(popen_stop const&) = delete;

    driver_step advance() noexcept;
    int number() const noexcept;
    std::chrono::nanoseconds pause() noexcept;
    void poll_only() noexcept;
    void cancel(boost::asio::cancellation_type type) noexcept;
    void fail(std::exception_ptr e) noexcept;

    /// After `done`: the error, if any.
    boost::system::error_code error() const noexcept;

    /// After `done` without an error: the exit status.
    int returncode() const noexcept;

protected:
    /// Leave the child to a later start, which reaps it. Afterwards only the
    /// destructor may be called.
    void abandon() noexcept;

private:
    struct impl;

    std::unique_ptr<impl> impl_;
};

/// Check given steps; throws ValueError.
CONCUR_SUBPROCESS_DECL void
check_stop_steps(std::optional<sequence<stop_step>> const& steps);

/// The driver of basic_popen::async_stop().
class stop_one : public popen_stop
{
public:
    using popen_stop::popen_stop;

    std::tuple<boost::system::error_code, int> results() const noexcept
    {
        return {error(), returncode()};
    }
};

} // namespace concur::subprocess::detail

#endif
