// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_DETAIL_POPEN_COMMUNICATE_HPP
#define CONCUR_SUBPROCESS_DETAIL_POPEN_COMMUNICATE_HPP

#include <concur/config.hpp>
#include <concur/subprocess/bytes.hpp>
#include <concur/subprocess/detail/driver_step.hpp>
#include <concur/subprocess/detail/popen_core.hpp>
#include <concur/timeout.hpp>

#include <boost/asio/cancellation_type.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

namespace concur::subprocess::detail {

/** communicate() of a process object without blocking: a driver of
    driven_operation, but for results().

    @par Thread safety
    Distinct objects: safe. Shared objects: unsafe. The functions of the caller,
    such as `on_stdout`, are called by advance(), without a lock. They may
    destroy the process object.
*/
class CONCUR_SUBPROCESS_DECL popen_communicate
{
public:
    popen_communicate(std::shared_ptr<popen_core> core, input_data input,
                      concur::timeout const& t);
    ~popen_communicate();
    popen_communicate(popen_communicate const&) = delete;
    popen_communicate& operator=(popen_communicate const&) = delete;

    driver_step advance() noexcept;
    int number() const noexcept;
    std::chrono::nanoseconds pause() noexcept;
    void poll_only() noexcept;
    void cancel(boost::asio::cancellation_type type) noexcept;
    void fail(std::exception_ptr e) noexcept;

    /// Copy the result, or after a kill the part of it that there is. Returns
    /// the error.
    std::exception_ptr take(std::optional<std::string>& out,
                            std::optional<std::string>& err,
                            run_details& details) noexcept;
    std::exception_ptr take(std::optional<bytes>& out,
                            std::optional<bytes>& err,
                            run_details& details) noexcept;

private:
    struct impl;

    std::unique_ptr<impl> impl_;
};

/// The driver of basic_popen::async_communicate().
template<class Outputs>
class communicate_into : public popen_communicate
{
public:
    using popen_communicate::popen_communicate;

    std::tuple<std::exception_ptr, Outputs> results() noexcept
    {
        Outputs o;
        run_details details;
        auto error = take(o.stdout_, o.stderr_, details);
        set_output_details(o, details);
        return {std::move(error), std::move(o)};
    }
};

} // namespace concur::subprocess::detail

#endif
