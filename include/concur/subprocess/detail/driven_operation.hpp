// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_DETAIL_DRIVEN_OPERATION_HPP
#define CONCUR_SUBPROCESS_DETAIL_DRIVEN_OPERATION_HPP

#include <concur/config.hpp>
#include <concur/detail/async_operation.hpp>
#include <concur/detail/work_guard.hpp>
#include <concur/subprocess/detail/driver_step.hpp>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <exception>
#include <optional>
#include <tuple>
#include <utility>

namespace concur::subprocess::detail {

/** An operation of a process object, on an executor.

    The driver does what can be done without blocking, and says what to wait
    for. It shares with other operations only objects that are thread-safe. This
    class waits, on descriptors and timers that only this operation uses.

    @tparam Driver A class with these members:
    - `begin()`, optional: called first. False if the operation has ended
      already, with an error.
    - `advance()`: do all that is possible without blocking, but not more than a
      portion.
    - `number()`: after `wait`, a descriptor that is readable when advance()
      should be called again; -1 if there is none. Each descriptor that it has
      returned stays open until fail() or the destructor is called.
    - `pause()`: the time to wait if number() is -1.
    - `poll_only()`: number() is -1 from now on.
    - `cancel(type)`: note a request; the next advance() sees it.
    - `fail(error)`: end, since the executor cannot wait.
    - `results()`: after `done`, fail() or a begin() that returned false: the
      arguments of the handler.
*/
template<class Driver, class IoExecutor, class Handler>
class driven_operation final
    : public concur::detail::async_operation<
          driven_operation<Driver, IoExecutor, Handler>, Handler>
{
    using frame = concur::detail::async_operation<driven_operation, Handler>;
    using descriptor = boost::asio::posix::basic_stream_descriptor<IoExecutor>;
    using timer = boost::asio::basic_waitable_timer<
        std::chrono::steady_clock,
        boost::asio::wait_traits<std::chrono::steady_clock>, IoExecutor>;

public:
    template<class... Args>
    driven_operation(Handler&& handler, IoExecutor const& executor,
                     Args&&... args)
        : frame(std::move(handler)), io_work_(executor),
          driver_(std::forward<Args>(args)...)
    {
    }

    ~driven_operation()
    {
        release_descriptor();
    }

    bool initiate()
    {
        if constexpr (requires { driver_.begin(); })
        {
            if (!driver_.begin())
            {
                return false;
            }
        }
        try
        {
            // The first step waits for the context of the waits to run. Without
            // this, the operation could end before, and the context, which then
            // has no work, would be stopped before the next operation begins.
            wait_for([io = io_work_.get_executor()](auto next_step) {
                boost::asio::post(io, std::move(next_step));
            });
            return true;
        }
        catch (...)
        {
            driver_.fail(std::current_exception());
            return false;
        }
    }

    void end_at_once()
    {
        ended_ = true;
        auto const io_work = std::move(io_work_); // there are no waits
        this->dispatch_last_step(io_work.get_executor());
    }

    void run_step() override
    {
        auto const next = ended_ ? driver_step::done : driver_.advance();
        if (next == driver_step::done)
        {
            finish();
            return;
        }
        try
        {
            if (next == driver_step::wait)
            {
                wait();
            }
            else
            {
                this->post(this->get_allocator());
            }
        }
        catch (...)
        {
            release_descriptor();
            driver_.fail(std::current_exception());
            finish();
        }
    }

    void cancel(boost::asio::cancellation_type type) noexcept
    {
        driver_.cancel(type);
        if (ready_)
        {
            boost::system::error_code ignored;
            ready_->cancel(ignored);
        }
        if (pause_)
        {
            pause_->cancel();
        }
    }

private:
    void wait()
    {
        if (watches())
        {
            wait_for([this](auto next_step) {
                ready_->async_wait(descriptor::wait_read, std::move(next_step));
            });
            return;
        }
        if (!pause_)
        {
            pause_.emplace(io_work_.get_executor());
        }
        pause_->expires_after(driver_.pause());
        wait_for([this](auto next_step) {
            pause_->async_wait(std::move(next_step));
        });
    }

    // Whether there is a descriptor to wait for. If the executor refuses it,
    // the driver is polled.
    bool watches()
    {
        auto const number = driver_.number();
        if (ready_ && ready_->native_handle() != number)
        {
            release_descriptor();
        }
        if (number < 0)
        {
            return false;
        }
        if (!ready_)
        {
            try
            {
                ready_.emplace(io_work_.get_executor(), number);
            }
            catch (boost::system::system_error const&)
            {
                driver_.poll_only();
                return false;
            }
        }
        return true;
    }

    template<class Begin>
    void wait_for(Begin const& begin)
    {
        this->hand_over(this->get_allocator(), [&](auto next_step) {
            begin(boost::asio::bind_executor(this->get_executor(),
                                             std::move(next_step)));
        });
    }

    void finish()
    {
        release_descriptor();
        auto results = driver_.results();
        std::apply(
            [this](auto&... each) { this->complete(std::move(each)...); },
            results);
    }

    // The driver owns the descriptor.
    void release_descriptor() noexcept
    {
        if (ready_)
        {
            ready_->release();
            ready_.reset();
        }
    }

    // A handler may have an executor of another context. The context of the
    // waits must not run out of work between two waits.
    concur::detail::work_guard<IoExecutor> io_work_;
    Driver driver_;
    std::optional<descriptor> ready_; // destroyed before driver_
    std::optional<timer> pause_;
    bool ended_ = false; // by begin() or fail(), before the first step
};

/// Starts an operation when a token initiates it. Asio's `cancel_after` takes
/// the executor of its timer from this object.
template<class Driver, class Executor>
class driver_initiation
{
public:
    using executor_type = Executor;

    explicit driver_initiation(Executor const& executor) : executor_(executor)
    {
    }

    executor_type get_executor() const noexcept
    {
        return executor_;
    }

    template<class Handler, class... Args>
    void operator()(Handler handler, Args... args) const
    {
        auto bound = boost::asio::bind_executor(
            boost::asio::get_associated_executor(handler, executor_),
            std::move(handler));
        driven_operation<Driver, Executor, decltype(bound)>::start(
            std::move(bound), executor_, std::move(args)...);
    }

private:
    Executor executor_;
};

/// Start an operation with the handler of a completion token. The driver is
/// made when the token initiates the operation.
template<class Driver, class Signature, class Executor, class Token,
         class... Args>
auto initiate_driver(Executor const& executor, Token&& token, Args&&... args)
{
    return boost::asio::async_initiate<Token, Signature>(
        driver_initiation<Driver, Executor>(executor), token,
        std::forward<Args>(args)...);
}

/// Call a function that starts an operation, with a completion token. If none
/// is given, it is `use_awaitable`.
template<class Start, class... Token>
auto start_with_token(Start const& start, Token&&... token)
{
    static_assert(sizeof...(Token) <= 1,
                  "concur: at most one completion token is taken, as the last "
                  "argument");
    if constexpr (sizeof...(Token) == 0)
    {
        return start(boost::asio::use_awaitable);
    }
    else
    {
        return start(std::forward<Token>(token)...);
    }
}

} // namespace concur::subprocess::detail

#endif
