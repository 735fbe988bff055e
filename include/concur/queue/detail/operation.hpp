// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_OPERATION_HPP
#define CONCUR_QUEUE_DETAIL_OPERATION_HPP

#include <concur/config.hpp>
#include <concur/detail/wait_queue.hpp>

#include <boost/asio/execution_context.hpp>
#include <boost/intrusive/list.hpp>

#include <condition_variable>
#include <mutex>

namespace concur::queue::detail {

using concur::detail::queued_waiter;

class pending_operations;

using operation_hook =
    boost::intrusive::list_base_hook<boost::intrusive::tag<pending_operations>>;

/** An asynchronous operation: waits in a line without a thread.

    When it is called, or cancelled, it posts a step to its executor. Only there
    it takes an item; so an item is never in the hands of an operation whose
    handler does not get it.

    It belongs to the step that is posted, or else to the line that it stands
    in.
*/
class CONCUR_QUEUE_DECL operation : public queued_waiter, public operation_hook
{
public:
    /// Post the step; stand in the line again where there is no memory for it.
    void wake() noexcept final;

    /// Give the executor a step to run. When that throws nothing has changed.
    virtual void post() = 0;

    /// The step is destroyed without having run: destroy(), unless it is post()
    /// that has failed.
    void drop_step() noexcept;

    /// Stand in the line again, after a post() that failed.
    virtual void stand_again() noexcept = 0;

    /// Leave the line; false if it has been called.
    virtual bool leave() noexcept = 0;

    /// Let go of its turn and its handler, and of itself.
    virtual void destroy() noexcept = 0;

protected:
    explicit operation(pending_operations* pending) noexcept
        : queued_waiter(true), pending_(pending)
    {
    }

    virtual ~operation() = default;

    /// Be known to the execution context, until end(); false if that has ended.
    bool begin();
    void end() noexcept;

    /// Post the first step. Throws std::bad_alloc.
    void post_first();

    /// To be called by a step before it does anything.
    void begin_step() noexcept;

private:
    friend class pending_operations;

    // Null where the context has no services.
    pending_operations* const pending_;
    bool posted_ = false;
    bool refused_ = false; // called, but the context is about to end
};

/** The operations of an execution context, which end with it.

    A queue may live longer than the context on which some operation waits for
    it, and another thread may call the operation while the context ends.
*/
class CONCUR_QUEUE_DECL pending_operations final
    : public boost::asio::execution_context::service
{
public:
    static boost::asio::execution_context::id id;

    explicit pending_operations(boost::asio::execution_context& context);
    ~pending_operations() override;

    bool add(operation& o);
    void remove(operation& o) noexcept;
    bool post(operation& o, bool first) noexcept;
    void posted(operation& o) noexcept;

private:
    void shutdown() noexcept override;

    std::mutex mutex_; // guards what follows, and the flags of operations
    std::condition_variable changed_;
    boost::intrusive::list<operation,
                           boost::intrusive::base_hook<operation_hook>,
                           boost::intrusive::constant_time_size<false>>
        operations_;
    unsigned posting_ = 0;
    bool ended_ = false;
};

} // namespace concur::queue::detail

#endif
