// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_ASYNC_OPERATION_HPP
#define CONCUR_DETAIL_ASYNC_OPERATION_HPP

#include <concur/config.hpp>
#include <concur/detail/step_handover.hpp>

#include <boost/asio/associated_allocator.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/system_executor.hpp>
#include <boost/system/error_code.hpp>

#include <memory>
#include <new>
#include <utility>

namespace concur::detail {

/** An asynchronous operation with its handler: what all of them have in common.

    The operation and everything it needs live in one object, in memory of the
    handler's allocator. It advances in steps, which run on the handler's
    executor. At any time exactly one owner may let it go on: a step that has
    been handed over to the executor or to an object of Asio, a step that runs,
    or whatever the operation waits for. complete() is called by a step only, so
    that no handler is called by the function that starts the operation.

    Derived has these members:

    - `initiate()`: start. May throw: then nothing has begun.
    - `run_step()`: a step; no lock is held. It must hand over the next step,
      wait for something, or complete(). After that the object may be gone.
    - `cancel(type)`: a cancellation was requested through the handler's slot,
      on its executor. `type` is not `none`.
    - `destroy()`, if it has something to let go of: do that, then call
      async_operation::destroy().

    @tparam Derived The operation, which is final.
    @tparam Handler What complete() calls. The operation owns it.
*/
template<class Derived, class Handler>
class async_operation
{
    // Without a fallback, Asio takes an executor that may call a handler at
    // once, within the function that starts the operation.
    using fallback_executor = boost::asio::system_executor;

public:
    using executor_type =
        boost::asio::associated_executor_t<Handler, fallback_executor>;
    using allocator_type = boost::asio::associated_allocator_t<Handler>;

    async_operation(async_operation const&) = delete;
    async_operation& operator=(async_operation const&) = delete;

    /** Create an operation and start it.

        @param handler,args What the constructor takes.

        @throws ... What the allocator, the constructor and initiate() throw.
        Then nothing has begun.
    */
    template<class... Args>
    static void start(Handler handler, Args&&... args)
    {
        memory m{
            memory_allocator(boost::asio::get_associated_allocator(handler))};
        auto* const self = m.template construct<Derived>(
            std::move(handler), std::forward<Args>(args)...);
        try
        {
            self->connect_slot();
            self->initiate();
        }
        catch (...)
        {
            self->slot().clear();
            self->free();
            throw;
        }
    }

protected:
    explicit async_operation(Handler&& handler)
        : handler_(std::move(handler)), work_(executor_of(handler_))
    {
    }

    ~async_operation() = default;

    static executor_type executor_of(Handler const& handler) noexcept
    {
        return boost::asio::get_associated_executor(handler,
                                                    fallback_executor());
    }

    executor_type get_executor() const noexcept
    {
        return work_.get_executor();
    }

    allocator_type get_allocator() const noexcept
    {
        return boost::asio::get_associated_allocator(handler_);
    }

    /** Hand a step over, by `give(step)`. The object may be gone afterwards.

        @param allocator Allocates what the step waits in. The handler's
        allocator may be used on the handler's executor only, so that a step
        which other threads hand over needs another one.

        @throws ... What `give` throws. Then nothing has changed.
    */
    template<class Allocator, class Give>
    void hand_over(Allocator const& allocator, Give give)
    {
        hand_over([&] { give(step<Allocator>(derived(), allocator)); });
    }

    /// Hand the operation over, by `give()`, to an object that will either make
    /// it go on or call drop(). It may be gone afterwards.
    /// @throws ... What `give` throws. Then nothing has changed.
    template<class Give>
    void hand_over(Give give)
    {
        bool dropped;
        {
            step_handover handover(this);
            try
            {
                give();
            }
            catch (...)
            {
                if (handover.dropped())
                {
                    throw;
                }
                // The receiver has kept the operation: a strand that had no
                // memory to start destroys it later.
                return;
            }
            dropped = handover.dropped();
        }
        if (dropped)
        {
            derived().destroy();
        }
    }

    /// The object that the operation was handed over to will not make it go on.
    void drop() noexcept
    {
        if (!step_handover::note_drop(this))
        {
            derived().destroy();
        }
    }

    /// Hand a step over to the handler's executor.
    template<class Allocator>
    void post(Allocator const& allocator)
    {
        hand_over(allocator, [executor = get_executor()](auto next) {
            boost::asio::post(executor, std::move(next));
        });
    }

    /// Call the handler with the results, after the operation has been
    /// destroyed and its memory freed.
    template<class... Results>
    void complete(Results... results)
    {
        slot().clear();
        auto const work = std::move(work_);
        auto handler = std::move(handler_);
        free(memory_allocator(boost::asio::get_associated_allocator(handler)));
        std::move(handler)(std::move(results)...);
    }

    /// Destroy the operation without calling its handler: its execution context
    /// has ended.
    void destroy() noexcept
    {
        free();
    }

    auto slot() const noexcept
    {
        return boost::asio::get_associated_cancellation_slot(handler_);
    }

private:
    using memory_allocator = typename std::allocator_traits<
        allocator_type>::template rebind_alloc<Derived>;
    using memory_traits = std::allocator_traits<memory_allocator>;

    // Memory in which an operation is constructed; freed if that fails.
    class memory
    {
    public:
        explicit memory(memory_allocator const& allocator)
            : allocator_(allocator),
              place_(memory_traits::allocate(allocator_, 1))
        {
        }

        memory(memory const&) = delete;
        memory& operator=(memory const&) = delete;

        ~memory()
        {
            if (place_ != nullptr)
            {
                memory_traits::deallocate(allocator_, place_, 1);
            }
        }

        template<class T, class... Args>
        T* construct(Args&&... args)
        {
            auto* const made = ::new (static_cast<void*>(place_))
                T(std::forward<Args>(args)...);
            place_ = nullptr;
            return made;
        }

    private:
        memory_allocator allocator_;
        Derived* place_;
    };

    // Owns the operation while an executor, or an object of Asio, has it. Asio
    // frees memory by the allocator of a step that has been moved from.
    template<class Allocator>
    class step
    {
    public:
        using allocator_type = Allocator;

        step(Derived& operation, Allocator const& allocator) noexcept
            : operation_(&operation), allocator_(allocator)
        {
        }

        step(step&& other) noexcept
            : operation_(std::exchange(other.operation_, nullptr)),
              allocator_(other.allocator_)
        {
        }

        ~step()
        {
            if (operation_ != nullptr)
            {
                static_cast<async_operation*>(operation_)->drop();
            }
        }

        allocator_type get_allocator() const noexcept
        {
            return allocator_;
        }

        void operator()(boost::system::error_code = {})
        {
            std::exchange(operation_, nullptr)->run_step();
        }

    private:
        Derived* operation_;
        Allocator allocator_;
    };

    Derived& derived() noexcept
    {
        return static_cast<Derived&>(*this);
    }

    void connect_slot()
    {
        if (slot().is_connected())
        {
            slot().assign([this](boost::asio::cancellation_type type) {
                if (type != boost::asio::cancellation_type::none)
                {
                    derived().cancel(type);
                }
            });
        }
    }

    void free() noexcept
    {
        free(memory_allocator(get_allocator()));
    }

    void free(memory_allocator allocator) noexcept
    {
        auto* const self = &derived();
        std::destroy_at(self);
        memory_traits::deallocate(allocator, self, 1);
    }

    Handler handler_;
    boost::asio::executor_work_guard<executor_type> work_;
};

/** Start an operation with the handler of a completion token.

    The arguments are moved or copied into the operation when it is initiated,
    which a token such as `boost::asio::deferred` does later, or never. Nothing
    happens before.

    @tparam Signature What the handler takes.
    @tparam Operation `Operation<Handler>` is the type of the operation.
*/
template<class Signature, template<class> class Operation, class Token,
         class... Args>
auto initiate_operation(Token&& token, Args&&... args)
{
    return boost::asio::async_initiate<Token, Signature>(
        [](auto handler, auto... values) {
            Operation<decltype(handler)>::start(std::move(handler),
                                                std::move(values)...);
        },
        token, std::forward<Args>(args)...);
}

} // namespace concur::detail

#endif
