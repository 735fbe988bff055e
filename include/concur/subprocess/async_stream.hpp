// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_ASYNC_STREAM_HPP
#define CONCUR_SUBPROCESS_ASYNC_STREAM_HPP

#include <concur/subprocess/detail/driven_operation.hpp>
#include <concur/subprocess/detail/stream_transfer.hpp>
#include <concur/subprocess/stream.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <utility>

namespace concur::subprocess {

/** The parent's end of a pipe to or from a child, for asynchronous operations:
    an AsyncReadStream and AsyncWriteStream of Asio.

    It refers to the same file as the `stream` that the process object has.
    Bytes are moved as they are, also in text mode. What the blocking stream has
    read ahead is read first; what it has buffered is written first.

    The destructor ends the operations that have begun, and does not close the
    file. The process object closes it.

    @tparam Executor The executor type of the operations.

    @par Thread safety
    Distinct objects: safe, if they do not share a file. Shared objects: unsafe.
    But the process object may be destroyed on any thread while one of the
    operations below is pending. That does not hold for operations that are
    composed of them, such as `async_read` and `async_write`: they use the
    stream again and again, and need a strand with the destroying code.
*/
template<class Executor = boost::asio::any_io_executor>
class basic_async_stream
{
public:
    /// The type of the executor.
    using executor_type = Executor;
    /// The type of the lowest layer: this one.
    using lowest_layer_type = basic_async_stream;

    /// A stream of the type for another executor.
    template<class Other>
    struct rebind_executor
    {
        /// The type.
        using other = basic_async_stream<Other>;
    };

    /// Refer to the file of a stream of a process object.
    basic_async_stream(Executor const& executor, stream file)
        : executor_(executor), file_(std::move(file))
    {
    }

    basic_async_stream(basic_async_stream&& other) noexcept
        : executor_(other.executor_), file_(std::exchange(other.file_, {}))
    {
    }

    basic_async_stream& operator=(basic_async_stream&& other) noexcept
    {
        if (this != &other)
        {
            cancel();
            executor_ = other.executor_;
            file_ = std::exchange(other.file_, {});
        }
        return *this;
    }

    ~basic_async_stream()
    {
        cancel();
    }

    /// Whether there is a file; false if the stream is not piped.
    explicit operator bool() const noexcept
    {
        return bool(file_);
    }

    /// The executor of the operations.
    executor_type get_executor() const noexcept
    {
        return executor_;
    }

    /// This object.
    lowest_layer_type& lowest_layer() noexcept
    {
        return *this;
    }

    /// This object.
    lowest_layer_type const& lowest_layer() const noexcept
    {
        return *this;
    }

    /// Whether there is a file that is not closed.
    bool is_open() const noexcept
    {
        return detail::stream_end::is_open(file_);
    }

    /// The descriptor of the pipe; -1 if the stream is not open.
    int native_handle() const noexcept
    {
        return detail::stream_end::number(file_);
    }

    /// Give the descriptor to the caller. The file is closed for all streams
    /// that refer to it, and their operations end with `operation_aborted`.
    /// Returns -1 if the stream is not open.
    int release() noexcept
    {
        return detail::stream_end::release(file_);
    }

    /** Close the file for all streams that refer to it.

        The operations that have begun end with `operation_aborted`. This
        function does not block: what a blocking stream has buffered and does
        not fit into the pipe is lost.
    */
    void close() noexcept
    {
        detail::stream_end::close(file_);
    }

    /// close(); the error is always cleared.
    void close(boost::system::error_code& error) noexcept
    {
        close();
        error.clear();
    }

    /// End the operations that have begun, with `operation_aborted`.
    void cancel() noexcept
    {
        detail::stream_end::cancel(file_);
    }

    /// cancel(); the error is always cleared.
    void cancel(boost::system::error_code& error) noexcept
    {
        cancel();
        error.clear();
    }

    /** Read at least one byte.

        @param buffers The memory for the bytes. It must live until the handler
        is called. Only its first part that is not empty is used.
        @param token A completion token for `void(error_code, std::size_t)`. The
        error is `boost::asio::error::eof` at the end, and `bad_descriptor` if
        the stream is closed or not an output of the child.

        @par Cancellation
        All types end the operation. Then no byte was read.
    */
    template<class Buffers, class Token = boost::asio::use_awaitable_t<>>
    auto async_read_some(Buffers const& buffers, Token&& token = Token())
    {
        return detail::initiate_driver<detail::stream_transfer,
                                       void(boost::system::error_code,
                                            std::size_t)>(
            executor_, std::forward<Token>(token), file_,
            first_of<boost::asio::mutable_buffer>(buffers));
    }

    /** Write at least one byte. This never raises SIGPIPE.

        @param buffers The bytes. They must live until the handler is called.
        Only the first part that is not empty is used.
        @param token A completion token for `void(error_code, std::size_t)`. The
        error is `boost::asio::error::broken_pipe` if the child has closed its
        end, and `bad_descriptor` if the stream is closed or not the input of
        the child.

        @par Cancellation
        All types end the operation. Then no byte of `buffers` was written.
    */
    template<class Buffers, class Token = boost::asio::use_awaitable_t<>>
    auto async_write_some(Buffers const& buffers, Token&& token = Token())
    {
        return detail::initiate_driver<detail::stream_transfer,
                                       void(boost::system::error_code,
                                            std::size_t)>(
            executor_, std::forward<Token>(token), file_,
            first_of<boost::asio::const_buffer>(buffers));
    }

private:
    template<class Buffer, class Buffers>
    static Buffer first_of(Buffers const& buffers)
    {
        auto const end = boost::asio::buffer_sequence_end(buffers);
        for (auto i = boost::asio::buffer_sequence_begin(buffers); i != end;
             ++i)
        {
            if (Buffer const one(*i); one.size() != 0)
            {
                return one;
            }
        }
        return Buffer();
    }

    Executor executor_;
    stream file_;
};

/// The stream of a process object with the default policy.
using async_stream = basic_async_stream<>;

} // namespace concur::subprocess

#endif
