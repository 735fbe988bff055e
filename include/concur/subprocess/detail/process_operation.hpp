// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_DETAIL_PROCESS_OPERATION_HPP
#define CONCUR_SUBPROCESS_DETAIL_PROCESS_OPERATION_HPP

#include <concur/config.hpp>
#include <concur/detail/async_operation.hpp>
#include <concur/detail/work_guard.hpp>
#include <concur/subprocess/detail/async_process.hpp>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

namespace concur::subprocess::detail {

/** The operation of async_run() and the functions that are made of it.

    @tparam Start The function object that starts the child. Its `operator()`
    returns a `std::unique_ptr<async_process>` and may throw; `result` turns an
    async_process, or null if no child was started, into the second argument of
    the handler.
*/
template<class Start, class IoExecutor, class Handler>
class process_operation final
    : public concur::detail::async_operation<
          process_operation<Start, IoExecutor, Handler>, Handler>
{
    using frame = concur::detail::async_operation<process_operation, Handler>;
    using descriptor = boost::asio::posix::basic_stream_descriptor<IoExecutor>;
    using timer = boost::asio::basic_waitable_timer<
        std::chrono::steady_clock,
        boost::asio::wait_traits<std::chrono::steady_clock>, IoExecutor>;

public:
    process_operation(Handler&& handler, IoExecutor const& executor,
                      Start&& start)
        : frame(std::move(handler)), io_work_(executor),
          start_(std::move(start))
    {
    }

    ~process_operation()
    {
        release_descriptor();
    }

    bool initiate()
    {
        try
        {
            process_ = start_();
            if (process_->number() >= 0)
            {
                ready_.emplace(io_work_.get_executor(), process_->number());
            }
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
            error_ = std::current_exception();
            return false;
        }
    }

    void end_at_once()
    {
        if (process_)
        {
            process_->kill_and_wait();
        }
        auto const io_work = std::move(io_work_);
        auto error = std::move(error_);
        auto result = start_.result(nullptr);
        this->complete_at_once(io_work.get_executor(), std::move(error),
                               std::move(result));
    }

    void run_step()
    {
        bool const cancelled_before = cancelled_;
        if (cancelled_before)
        {
            process_->cancel();
        }
        auto next = process_->advance();
        if (next == async_process::next::wait && cancelled_ != cancelled_before)
        {
            // A function that receives output has cancelled the operation.
            next = async_process::next::again;
        }
        if (next == async_process::next::done)
        {
            finish(nullptr);
            return;
        }
        try
        {
            if (next == async_process::next::wait)
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
            finish(std::current_exception());
        }
    }

    void cancel(boost::asio::cancellation_type) noexcept
    {
        cancelled_ = true;
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
        if (process_->number() >= 0)
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
        pause_->expires_after(process_->pause());
        wait_for([this](auto next_step) {
            pause_->async_wait(std::move(next_step));
        });
    }

    template<class Begin>
    void wait_for(Begin const& begin)
    {
        this->hand_over(this->get_allocator(), [&](auto next_step) {
            begin(boost::asio::bind_executor(this->get_executor(),
                                             std::move(next_step)));
        });
    }

    // Ends the operation, with the error of the process object if there is no
    // other one.
    void finish(std::exception_ptr error)
    {
        if (error)
        {
            process_->kill_and_wait();
        }
        auto result = start_.result(process_.get());
        if (!error)
        {
            error = process_->error(); // also one of result()
        }
        release_descriptor();
        process_.reset();
        this->complete(std::move(error), std::move(result));
    }

    // The process object owns the descriptor.
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
    Start start_;
    std::unique_ptr<async_process> process_;
    std::optional<descriptor> ready_; // destroyed before process_
    std::optional<timer> pause_;
    std::exception_ptr error_; // the error of the start
    bool cancelled_ = false;
};

} // namespace concur::subprocess::detail

#endif
