// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/detail/stream_transfer.hpp>

#include "error_code_of.hpp"
#include "growing_nap.hpp"
#include "pipe_stream.hpp"
#include "readiness_set.hpp"
#include "stop_signal.hpp"

#include <concur/detail/uncancellable.hpp>
#include <concur/errors.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string_view>
#include <utility>

namespace concur::subprocess::detail {

using namespace std::chrono_literals;

struct stream_transfer::impl
{
    impl(stream const& s, char* t, char const* f, std::size_t n);

    bool attempt();
    void watch();
    void finish(long n) noexcept;

    stream const file; // keeps the pipe_stream
    pipe_stream* const pipe;
    std::shared_ptr<stop_signal> stop;
    char* const to;         // null for a write
    char const* const from; // null for a read
    std::size_t const size;
    std::optional<readiness_set> ready;
    bool must_poll = false;
    growing_nap nap;
    bool cancelled = false;
    bool done = false;
    boost::system::error_code error;
    std::size_t moved = 0;
};

stream_transfer::impl::impl(stream const& s, char* t, char const* f,
                            std::size_t n)
    : file(s), pipe(pipe_stream::of(s)), to(t), from(f), size(n)
{
    try
    {
        if (pipe && pipe->readable() == (to != nullptr))
        {
            stop = pipe->watch();
        }
        if (!stop)
        {
            error = boost::asio::error::bad_descriptor;
            done = true;
        }
    }
    catch (OSError const& e)
    {
        error = code_of(e);
        done = true;
    }
}

stream_transfer::stream_transfer(stream const& file,
                                 boost::asio::mutable_buffer to)
    // A pointer that is not null marks a read; its memory is not used if the
    // size is 0.
    : impl_(std::make_unique<impl>(file,
                                   to.size() != 0
                                       ? static_cast<char*>(to.data())
                                       : reinterpret_cast<char*>(this),
                                   nullptr, to.size()))
{
}

stream_transfer::stream_transfer(stream const& file,
                                 boost::asio::const_buffer from)
    : impl_(std::make_unique<impl>(
          file, nullptr, static_cast<char const*>(from.data()), from.size()))
{
}

stream_transfer::~stream_transfer() = default;

void stream_transfer::impl::finish(long n) noexcept
{
    done = true;
    if (n < 0)
    {
        error = boost::system::error_code(static_cast<int>(-n),
                                          boost::system::system_category());
    }
    else if (n == 0 && size != 0)
    {
        error = boost::asio::error::eof;
    }
    else
    {
        moved = static_cast<std::size_t>(n);
    }
}

// Moves bytes if that is possible at once. False if it is not.
bool stream_transfer::impl::attempt()
{
    long n = 0;
    if (to == nullptr)
    {
        n = pipe->flush_raw();
        if (n == 0 && size != 0)
        {
            n = pipe->write_raw(std::string_view(from, size));
        }
    }
    else if (size != 0)
    {
        n = pipe->read_raw(to, size);
    }
    if (n == -EAGAIN || n == -EINTR)
    {
        return false;
    }
    finish(n);
    return true;
}

void stream_transfer::impl::watch()
{
    if (ready || must_poll)
    {
        return;
    }

    try
    {
        ready.emplace();
        if (stop->number() >= 0)
        {
            ready->add_reader(stop->number());
        }
        if (to != nullptr)
        {
            ready->add_reader(pipe->number());
        }
        else
        {
            ready->add_writer(pipe->number());
        }
    }
    catch (OSError const&)
    {
        must_poll = true;
    }
}

driver_step stream_transfer::advance() noexcept
{
    concur::detail::uncancellable const whole;
    auto& i = *impl_;
    if (i.done)
    {
        return driver_step::done;
    }
    bool const woken = i.ready.has_value(); // and not the first step
    try
    {
        // No other thread closes the file meanwhile.
        if (i.cancelled || !i.stop->unless_stopped([&] {
                if (!i.attempt())
                {
                    i.watch();
                }
            }))
        {
            i.error = boost::asio::error::operation_aborted;
            i.done = true;
        }
    }
    catch (...)
    {
        fail(std::current_exception());
    }
    if (!i.done && woken && i.stop->disturbed())
    {
        i.must_poll = true;
    }
    return i.done ? driver_step::done : driver_step::wait;
}

int stream_transfer::number() const noexcept
{
    return impl_->must_poll || !impl_->ready ? -1 : impl_->ready->number();
}

std::chrono::nanoseconds stream_transfer::pause() noexcept
{
    return impl_->nap.next();
}

void stream_transfer::poll_only() noexcept
{
    impl_->must_poll = true;
}

void stream_transfer::cancel(boost::asio::cancellation_type) noexcept
{
    impl_->cancelled = true;
}

void stream_transfer::fail(std::exception_ptr e) noexcept
{
    impl_->error = code_of(e);
    impl_->done = true;
}

std::tuple<boost::system::error_code, std::size_t>
stream_transfer::results() const noexcept
{
    return {impl_->error, impl_->moved};
}

bool stream_end::is_open(stream const& s) noexcept
{
    auto const file = pipe_stream::of(s);
    return file != nullptr && !file->closed();
}

int stream_end::number(stream const& s) noexcept
{
    return is_open(s) ? pipe_stream::of(s)->number() : -1;
}

int stream_end::release(stream const& s) noexcept
{
    return is_open(s) ? pipe_stream::of(s)->release().release() : -1;
}

void stream_end::close(stream const& s) noexcept
{
    if (auto const file = pipe_stream::of(s))
    {
        file->close_without_blocking();
    }
}

void stream_end::cancel(stream const& s) noexcept
{
    if (auto const file = pipe_stream::of(s))
    {
        file->stop_operations();
    }
}

} // namespace concur::subprocess::detail
