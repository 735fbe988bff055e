// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_ASYNC_OPERATION_HPP
#define CONCUR_DETAIL_ASYNC_OPERATION_HPP

#include <concur/config.hpp>
#include <concur/detail/async_step.hpp>
#include <concur/detail/immediate_executor.hpp>
#include <concur/detail/step_handover.hpp>
#include <concur/detail/work_guard.hpp>

#include <boost/asio/associated_allocator.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/system_executor.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace concur::detail {

/** The base of all asynchronous operations: an operation with its handler.

    The operation is one object, in memory of the handler's allocator. It
    advances in steps, which run on the handler's executor. At any time it has
    exactly one owner, which lets it go on: a step that was handed over to the
    executor or to an object of Asio, a step that runs, or the object that the
    operation waits for. Only a step calls complete(). So the function that
    starts the operation never calls the handler, unless the handler has an
    immediate executor that permits it.

    Derived has these members:

    - `initiate()`: start the operation. If it throws, nothing has begun. It
      may return a bool, which is false if the operation has ended already.
    - `end_at_once()`, if initiate() returns a bool: called if the operation has
      ended already. It must call dispatch_last_step().
    - `run_step()`: see stepwise_operation.
    - `cancel(type)`: called when a cancellation is requested through the
      handler's slot, which the program must do on the handler's executor.
      `type` is not `none`.
    - `destroy()`, optional: release resources, then call
      async_operation::destroy().

    @tparam Derived The operation, which is final.
    @tparam Handler The type of the completion handler, which the operation
    owns.
*/
template<class Derived, class Handler>
class async_operation : public stepwise_operation
{
    // The executor for a handler without an associated executor. Asio's own
    // default might call a handler within the function that starts the
    // operation.
    using fallback_executor = boost::asio::system_executor;

public:
    using executor_type =
        boost::asio::associated_executor_t<Handler, fallback_executor>;
    using allocator_type = boost::asio::associated_allocator_t<Handler>;

    /** Create an operation and start it.

        @param handler,args The arguments of Derived's constructor.

        @throws ... The exception of the allocator, the constructor or
        initiate(): then nothing has begun. Or that of end_at_once().
    */
    template<class... Args>
    static void start(Handler handler, Args&&... args)
    {
        memory m{
            memory_allocator(boost::asio::get_associated_allocator(handler))};
        auto* const self =
            m.construct(std::move(handler), std::forward<Args>(args)...);
        constexpr bool ends_at_once =
            !std::is_void_v<decltype(self->initiate())>;
        [[maybe_unused]] bool goes_on = true;
        try
        {
            self->connect_slot();
            if constexpr (ends_at_once)
            {
                goes_on = self->initiate();
            }
            else
            {
                self->initiate();
            }
        }
        catch (...)
        {
            self->slot().clear();
            self->free();
            throw;
        }
        if constexpr (ends_at_once)
        {
            if (!goes_on)
            {
                self->end_at_once();
            }
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

    /** Hand a step over by `give(step)`. Afterwards the operation may be
        destroyed.

        @param allocator The allocator for the memory of the waiting step. Only
        steps, and the function that starts the operation, may use the handler's
        allocator. Other code needs another allocator.

        @throws ... The exception of `give`. Then nothing has changed.
    */
    template<class Allocator, class Give>
    void hand_over(Allocator const& allocator, Give give)
    {
        hand_over([&] { give(async_step<Allocator>(*this, allocator)); });
    }

    /// Hand the operation over by `give()` to an object that will either let it
    /// go on or call drop(). Afterwards the operation may be destroyed.
    /// @throws ... The exception of `give`. Then nothing has changed.
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
                // The receiver has kept the step. For example, a strand without
                // memory to start keeps the step, and destroys it later.
                return;
            }
            dropped = handover.dropped();
        }
        if (dropped)
        {
            destroy();
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

    /// Destroy the operation, free its memory, then call the handler with the
    /// results.
    template<class... Results>
    void complete(Results... results)
    {
        slot().clear();
        [[maybe_unused]] auto const work = std::move(work_);
        auto handler = std::move(handler_);
        free(memory_allocator(boost::asio::get_associated_allocator(handler)));
        std::move(handler)(std::move(results)...);
    }

    /** Hand the last step over to the handler's immediate executor, which may
        run it at once. Afterwards the operation may be destroyed.

        @param io The executor of the I/O objects of the operation.

        @throws ... The exception of the executor, or of the handler if the
        executors let it pass.
    */
    template<class IoExecutor>
    void dispatch_last_step(IoExecutor const& io)
    {
        slot().clear();
        // A step that is dropped here destroys this operation, also during the
        // handover of another one that had the same address.
        step_handover const none(nullptr);
        immediate_executor<Handler, IoExecutor> const immediate(handler_, io);
        immediate.run(boost::asio::bind_executor(
            get_executor(),
            async_step<allocator_type>(*this, get_allocator())));
    }

    void destroy() noexcept override
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

    // The memory of an operation. It is freed if the construction of the
    // operation throws.
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

        template<class... Args>
        Derived* construct(Args&&... args)
        {
            std::construct_at(place_, std::forward<Args>(args)...);
            return std::exchange(place_, nullptr);
        }

    private:
        memory_allocator allocator_;
        Derived* place_;
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
    work_guard<executor_type> work_;
};

/** Start an operation with the handler of a completion token.

    The arguments are moved or copied into the operation when the token
    initiates it. A token such as `boost::asio::deferred` does that later or
    never. Until then nothing happens.

    @tparam Signature The signature of the handler.
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
