// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_DETAIL_STREAM_TRANSFER_HPP
#define CONCUR_SUBPROCESS_DETAIL_STREAM_TRANSFER_HPP

#include <concur/config.hpp>
#include <concur/subprocess/detail/driver_step.hpp>
#include <concur/subprocess/stream.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <tuple>

namespace concur::subprocess::detail {

/** A read or a write that does not block: a driver of driven_operation.

    It does not set O_NONBLOCK, which is a property of the pipe's open file, and
    the child may share that file.

    @par Thread safety
    Distinct objects: safe, also while another thread closes the file. Shared
    objects: unsafe.
*/
class CONCUR_SUBPROCESS_DECL stream_transfer
{
public:
    /// Read into a buffer, or write from it.
    stream_transfer(stream const& file, boost::asio::mutable_buffer to);
    stream_transfer(stream const& file, boost::asio::const_buffer from);
    ~stream_transfer();
    stream_transfer(stream_transfer const&) = delete;
    stream_transfer& operator=(stream_transfer const&) = delete;

    driver_step advance() noexcept;
    int number() const noexcept;
    std::chrono::nanoseconds pause() noexcept;
    void poll_only() noexcept;
    void cancel(boost::asio::cancellation_type) noexcept;
    void fail(std::exception_ptr) noexcept;

    std::tuple<boost::system::error_code, std::size_t> results() const noexcept;

private:
    struct impl;

    std::unique_ptr<impl> impl_;
};

/// The functions of an asynchronous stream that need no executor. For a stream
/// without a file, the error is `bad_descriptor`.
struct CONCUR_SUBPROCESS_DECL stream_end
{
    static bool is_open(stream const& s) noexcept;
    static int number(stream const& s) noexcept;
    static int release(stream const& s) noexcept;
    static void close(stream const& s) noexcept;
    static void cancel(stream const& s) noexcept;
};

} // namespace concur::subprocess::detail

#endif
