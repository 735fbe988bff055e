// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_PENDING_OPERATIONS_HPP
#define CONCUR_DETAIL_PENDING_OPERATIONS_HPP

#include <concur/config.hpp>
#include <concur/detail/context_of.hpp>

#include <boost/asio/execution_context.hpp>
#include <boost/asio/strand.hpp>
#include <boost/intrusive/list.hpp>

#include <condition_variable>
#include <mutex>

namespace concur::detail {

class pending_operations;

using pending_operation_hook =
    boost::intrusive::list_base_hook<boost::intrusive::tag<pending_operations>>;

/** An asynchronous operation that waits for an object outside its execution
    context, for example for an item of a queue.

    That object owns the operation and resumes it, on any thread. If the
    execution context ends before, the context destroys the operation.
*/
class CONCUR_CORE_DECL pending_operation : public pending_operation_hook
{
protected:
    /// @param owner The result of pending_operations::of() for the operation's
    /// executor.
    explicit pending_operation(pending_operations* owner) noexcept
        : owner_(owner)
    {
    }

    ~pending_operation() = default;

    /// Register this operation with its execution context until unregister().
    /// Do nothing if the context is unknown.
    /// @return False if the context has ended.
    bool register_with_context();

    void unregister() noexcept;

    /// Post the operation's first step. If the context is ending, post nothing:
    /// the context will destroy the operation.
    /// @throws std::bad_alloc The step could not be posted.
    void post_first_step();

    /// Post another step. If it cannot be posted, call requeue(). If the
    /// context is ending, post nothing: the context will destroy the operation.
    void resume() noexcept;

    /// Note that a posted step has begun. Each step calls this first.
    void begin_step() noexcept;

private:
    friend class pending_operations;

    /// Post a step.
    /// @throws ... The step could not be posted. Then nothing has changed.
    virtual void post_step() = 0;

    /// Wait again. Called by resume() if it cannot post a step. Later the
    /// operation must be resumed once more.
    virtual void requeue() noexcept = 0;

    /// Stop waiting.
    /// @return False if another thread is resuming the operation.
    virtual bool stop_waiting() noexcept = 0;

    /// Destroy the operation without calling its handler.
    virtual void destroy() noexcept = 0;

    bool try_post() noexcept;

    pending_operations* const owner_;
    bool posted_ = false;
    bool refused_ = false; // resumed, but the context is ending
};

/** The pending operations of an execution context. They end with the context.

    The object that an operation waits for may exist longer than the context.
    Another thread may resume the operation while the context ends.
*/
class CONCUR_CORE_DECL pending_operations final
    : public boost::asio::execution_context::service
{
public:
    static boost::asio::execution_context::id id;

    explicit pending_operations(boost::asio::execution_context& context);
    ~pending_operations() override;

    /// The pending operations of an executor's context; null if the executor
    /// cannot be asked for its context.
    template<class Executor>
    static pending_operations* of(Executor const& executor)
    {
        namespace asio = boost::asio;
        if constexpr (executor_with_context<Executor>)
        {
            auto& context = context_of(executor);
            if (!asio::has_service<pending_operations>(context))
            {
                // A context shuts its newest service down first. The service of
                // strands must be older than this service, since strands may
                // hold steps of pending operations. Creating a strand creates
                // the service of strands.
                asio::strand<Executor> const older(executor);
            }
            return &asio::use_service<pending_operations>(context);
        }
        else
        {
            return nullptr;
        }
    }

private:
    friend class pending_operation;

    bool add(pending_operation& o);
    void remove(pending_operation& o) noexcept;
    bool post(pending_operation& o, bool first) noexcept;
    void begin_step(pending_operation& o) noexcept;
    void shutdown() noexcept override;

    std::mutex mutex_; // guards the members below and the flags of operations
    std::condition_variable changed_;
    boost::intrusive::list<pending_operation,
                           boost::intrusive::base_hook<pending_operation_hook>,
                           boost::intrusive::constant_time_size<false>>
        operations_;
    unsigned posting_ = 0; // threads in post()
    bool ended_ = false;
};

} // namespace concur::detail

#endif
