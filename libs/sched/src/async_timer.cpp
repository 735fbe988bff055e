// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/sched/detail/async_timer.hpp>

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/execution.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <new>
#include <utility>

namespace concur::sched::detail {
namespace {

// An executor that calls a function at once, on the thread that ends a wait.
// The operation then posts its next step to its own executor.
class inline_executor
{
public:
    explicit inline_executor(boost::asio::execution_context& c) noexcept
        : context_(&c)
    {
    }

    template<class Function>
    void execute(Function f) const
    {
        std::move(f)();
    }

    boost::asio::execution_context&
    query(boost::asio::execution::context_t) const noexcept
    {
        return *context_;
    }

    bool operator==(inline_executor const& other) const noexcept
    {
        return context_ == other.context_;
    }

private:
    boost::asio::execution_context* context_;
};

// The memory of one wait. It is part of the timer, so a wait allocates nothing,
// unless this memory is too small or is in use.
class wait_memory
{
public:
    void* allocate(std::size_t size)
    {
        if (used_ || size > sizeof storage_)
        {
            return ::operator new(size);
        }
        used_ = true;
        return storage_;
    }

    void deallocate(void* p) noexcept
    {
        if (p != storage_)
        {
            ::operator delete(p);
            return;
        }
        used_ = false;
    }

private:
    alignas(std::max_align_t) unsigned char storage_[256];
    bool used_ = false;
};

template<class T>
class wait_allocator
{
public:
    using value_type = T;

    explicit wait_allocator(wait_memory& m) noexcept : memory_(&m) {}

    template<class U>
    wait_allocator(wait_allocator<U> const& other) noexcept
        : memory_(other.memory_)
    {
    }

    T* allocate(std::size_t n)
    {
        return static_cast<T*>(memory_->allocate(n * sizeof(T)));
    }

    void deallocate(T* p, std::size_t) noexcept
    {
        memory_->deallocate(p);
    }

    bool operator==(wait_allocator const& other) const noexcept
    {
        return memory_ == other.memory_;
    }

private:
    template<class U>
    friend class wait_allocator;

    wait_memory* memory_;
};

// The handler of a wait. Asio frees memory by the allocator of a handler that
// was moved from, so a move leaves `memory_` unchanged.
class on_wait_end
{
public:
    using allocator_type = wait_allocator<void*>;

    on_wait_end(timed_operation& o, wait_memory& m) noexcept
        : operation_(&o), memory_(&m)
    {
    }

    on_wait_end(on_wait_end&& other) noexcept
        : operation_(std::exchange(other.operation_, nullptr)),
          memory_(other.memory_)
    {
    }

    ~on_wait_end()
    {
        if (operation_ != nullptr)
        {
            operation_->drop_after_wait();
        }
    }

    allocator_type get_allocator() const noexcept
    {
        return allocator_type(*memory_);
    }

    void operator()(boost::system::error_code)
    {
        std::exchange(operation_, nullptr)->resume_after_wait();
    }

private:
    timed_operation* operation_;
    wait_memory* memory_; // in the timer
};

} // namespace

struct async_timer::state
{
    explicit state(boost::asio::execution_context& c)
        : timer(inline_executor(c))
    {
    }

    boost::asio::basic_waitable_timer<
        std::chrono::steady_clock,
        boost::asio::wait_traits<std::chrono::steady_clock>, inline_executor>
        timer;
    wait_memory memory;
};

async_timer::async_timer(boost::asio::execution_context& context)
    : state_(context)
{
}

async_timer::~async_timer() = default;

void async_timer::wait(std::chrono::nanoseconds time,
                       timed_operation& operation)
{
    // If one of the calls throws, the destructor of the handler calls
    // drop_after_wait().
    on_wait_end handler(operation, state_->memory);
    state_->timer.expires_after(time);
    state_->timer.async_wait(std::move(handler));
}

void async_timer::cancel()
{
    state_->timer.cancel();
}

} // namespace concur::sched::detail
