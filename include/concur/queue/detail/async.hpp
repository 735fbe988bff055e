// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_ASYNC_HPP
#define CONCUR_QUEUE_DETAIL_ASYNC_HPP

#include <concur/config.hpp>
#include <concur/queue/detail/attempts.hpp>
#include <concur/queue/detail/operation.hpp>
#include <concur/queue/error.hpp>

#include <boost/asio/associated_allocator.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/system_executor.hpp>
#include <boost/system/errc.hpp>
#include <boost/system/error_code.hpp>

#include <concepts>
#include <memory>
#include <new>
#include <tuple>
#include <type_traits>
#include <utility>

namespace concur::queue::detail {

using boost::system::error_code;

inline error_code to_error(attempt_result outcome)
{
    switch (outcome)
    {
    case attempt_result::shut_down:
        return errc::shut_down;
    case attempt_result::aborted:
        return boost::asio::error::operation_aborted;
    case attempt_result::comparison_failed:
        return errc::comparison_failed;
    case attempt_result::no_memory:
        return make_error_code(boost::system::errc::not_enough_memory);
    case attempt_result::done:
    case attempt_result::wait:
        break;
    }
    return {};
}

template<class Executor>
pending_operations* pending_operations_of(Executor const& executor)
{
    if constexpr (boost::asio::can_query_v<Executor const&,
                                           boost::asio::execution::context_t>)
    {
        auto& context =
            boost::asio::query(executor, boost::asio::execution::context);
        if (!boost::asio::has_service<pending_operations>(context))
        {
            // What is older than a service of a context ends after it: the
            // service of strands, to which a step may be on its way.
            boost::asio::strand<Executor> const older(executor);
        }
        return &boost::asio::use_service<pending_operations>(context);
    }
    else
    {
        return nullptr;
    }
}

/** An operation with its handler. What it does is the body's:

    - `enter(queued_waiter&)`: stand in the line; true to step at once
    - `leave(queued_waiter&, wakeups&)`: false if it has been called
    - `try_it(queued_waiter&, give_up, wakeups&)`: the outcome
    - `result()`: what the handler gets, after a try that was successful
    - `no_result()`: what it gets otherwise

    Once it has begun none of them throws: nobody would tell the handler.
*/
template<class Body, class Handler>
class operation_with final : public operation
{
    // A handler without an executor of its own runs on the system's: what Asio
    // would take itself may call it at once.
    using fallback_type = boost::asio::system_executor;
    using executor_type =
        boost::asio::associated_executor_t<Handler, fallback_type>;
    using work_type = boost::asio::executor_work_guard<executor_type>;
    using allocator_type =
        typename std::allocator_traits<boost::asio::associated_allocator_t<
            Handler>>::template rebind_alloc<operation_with>;
    using allocator_traits = std::allocator_traits<allocator_type>;

public:
    static void start(Body body, Handler handler)
    {
        allocator_type allocator(
            boost::asio::get_associated_allocator(handler));
        auto* const memory = allocator_traits::allocate(allocator, 1);
        operation_with* self;
        try
        {
            self = ::new (static_cast<void*>(memory))
                operation_with(std::move(body), std::move(handler));
        }
        catch (...)
        {
            allocator_traits::deallocate(allocator, memory, 1);
            throw;
        }
        try
        {
            self->start();
        }
        catch (...)
        {
            self->slot().clear();
            self->free();
            throw;
        }
    }

private:
    // Owns the operation while it is in the hands of the executor. It is posted
    // by whoever calls the operation, on whatever thread, so that it must not
    // be allocated by the handler's allocator.
    class step
    {
    public:
        explicit step(operation_with* o) noexcept : operation_(o) {}

        step(step&& other) noexcept
            : operation_(std::exchange(other.operation_, nullptr))
        {
        }

        ~step()
        {
            if (operation_ != nullptr)
            {
                operation_->drop_step();
            }
        }

        void operator()()
        {
            std::exchange(operation_, nullptr)->run();
        }

    private:
        operation_with* operation_;
    };

    operation_with(Body&& body, Handler&& handler)
        : operation(pending_operations_of(executor_of(handler))),
          body_(std::move(body)), handler_(std::move(handler)),
          work_(executor_of(handler_))
    {
    }

    static executor_type executor_of(Handler const& handler) noexcept
    {
        return boost::asio::get_associated_executor(handler, fallback_type());
    }

    auto slot() const noexcept
    {
        return boost::asio::get_associated_cancellation_slot(handler_);
    }

    void start()
    {
        if (slot().is_connected())
        {
            slot().assign([this](boost::asio::cancellation_type type) {
                if (type != boost::asio::cancellation_type::none)
                {
                    cancel();
                }
            });
        }
        if (!begin())
        {
            slot().clear();
            free(); // as all that is posted to a context that has ended
        }
        else if (body_.enter(*this))
        {
            try
            {
                post_first();
            }
            catch (...)
            {
                give_up();
                throw;
            }
        }
    }

    void give_up() noexcept
    {
        concur::detail::wakeups woken;
        body_.try_it(*this, true, woken);
    }

    void cancel()
    {
        if (!std::exchange(cancelled_, true) && leave())
        {
            wake();
        }
    }

    void post() override
    {
        boost::asio::post(work_.get_executor(), step(this));
    }

    void stand_again() noexcept override
    {
        body_.stand_again(*this);
    }

    bool leave() noexcept override
    {
        concur::detail::wakeups woken;
        return body_.leave(*this, woken);
    }

    void destroy() noexcept override
    {
        give_up();
        free();
    }

    void free() noexcept
    {
        free(allocator_type(boost::asio::get_associated_allocator(handler_)));
    }

    void free(allocator_type allocator) noexcept
    {
        end();
        std::destroy_at(this);
        allocator_traits::deallocate(allocator, this, 1);
    }

    void run()
    {
        begin_step();
        attempt_result outcome;
        {
            concur::detail::wakeups woken;
            outcome = body_.try_it(*this, cancelled_, woken);
            if (outcome == attempt_result::wait)
            {
                return; // it may be gone
            }
        }
        complete(outcome == attempt_result::done ? body_.result()
                                                 : body_.no_result(),
                 to_error(outcome));
    }

    template<class Result>
    void complete(Result result, error_code error)
    {
        slot().clear();
        allocator_type const allocator(
            boost::asio::get_associated_allocator(handler_));
        auto const work = std::move(work_);
        auto handler = std::move(handler_);
        free(allocator);
        std::apply(
            [&](auto&&... values) {
                std::move(handler)(error,
                                   std::forward<decltype(values)>(values)...);
            },
            std::move(result));
    }

    Body body_;
    Handler handler_;
    work_type work_;
    bool cancelled_ = false;
};

/// Start an operation with the handler of a completion token.
template<class Signature, class Body, class Token, class... Args>
auto initiate(Token&& token, Args&&... args)
{
    return boost::asio::async_initiate<Token, Signature>(
        [](auto handler, auto... values) {
            operation_with<Body, decltype(handler)>::start(
                Body(std::move(values)...), std::move(handler));
        },
        token, std::forward<Args>(args)...);
}

} // namespace concur::queue::detail

#endif
