// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_PENDING_OPERATIONS_HPP
#define CONCUR_DETAIL_PENDING_OPERATIONS_HPP

#include <concur/config.hpp>

#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/strand.hpp>
#include <boost/intrusive/list.hpp>

#include <condition_variable>
#include <mutex>

namespace concur::detail {

class pending_operations;

using pending_operation_hook =
    boost::intrusive::list_base_hook<boost::intrusive::tag<pending_operations>>;

/** An asynchronous operation that waits for something which its execution
    context does not know: an item of a queue, for example.

    What it waits for owns the operation, and resumes it, on whatever thread. If
    the context ends before that, the context destroys the operation.
*/
class CONCUR_CORE_DECL pending_operation : public pending_operation_hook
{
protected:
    /// @param owner Of the operation's execution context; null if that has no
    /// services.
    explicit pending_operation(pending_operations* owner) noexcept
        : owner_(owner)
    {
    }

    ~pending_operation() = default;

    /// Register with the execution context, until unregister().
    /// @return False if the context has ended.
    bool register_with_context();

    void unregister() noexcept;

    /// Post the first step.
    /// @throws std::bad_alloc There is no memory for it.
    void post_first_step();

    /// Post another step. If there is no memory for it, requeue().
    void resume() noexcept;

    /// To be called at the beginning of a step: the operation is not posted
    /// any more.
    void begin_step() noexcept;

private:
    friend class pending_operations;

    /// Post a step.
    /// @throws ... Then nothing has changed.
    virtual void post_step() = 0;

    /// Wait again for what the operation was resumed for, so that it is resumed
    /// once more.
    virtual void requeue() noexcept = 0;

    /// Stop waiting.
    /// @return False if the operation is being resumed.
    virtual bool stop_waiting() noexcept = 0;

    /// Destroy the operation without calling its handler.
    virtual void destroy() noexcept = 0;

    bool try_post() noexcept;

    pending_operations* const owner_;
    bool posted_ = false;
    bool refused_ = false; // resumed, but the context is ending
};

/** The pending operations of an execution context, which end with it.

    What an operation waits for may live longer than the context, and another
    thread may resume the operation while the context ends.
*/
class CONCUR_CORE_DECL pending_operations final
    : public boost::asio::execution_context::service
{
public:
    static boost::asio::execution_context::id id;

    explicit pending_operations(boost::asio::execution_context& context);
    ~pending_operations() override;

    /// The ones of an executor's context; null if that has no services.
    template<class Executor>
    static pending_operations* of(Executor const& executor)
    {
        namespace asio = boost::asio;
        if constexpr (asio::can_query_v<Executor const&,
                                        asio::execution::context_t>)
        {
            auto& context = asio::query(executor, asio::execution::context);
            if (!asio::has_service<pending_operations>(context))
            {
                // A context shuts its newest service down first. Creating a
                // strand makes sure that the service of strands is older: a
                // strand may still hold steps of pending operations.
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

    std::mutex mutex_; // guards what follows, and the flags of operations
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
