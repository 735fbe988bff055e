// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_TASK_HPP
#define CONCUR_QUEUE_TASK_HPP

#include <concur/config.hpp>
#include <concur/queue/basic_queue.hpp>
#include <concur/queue/detail/attempts.hpp>

#include <memory>
#include <type_traits>

namespace concur::queue {
namespace detail {

/// The ways in which a task ends, for an engine whose type is not known.
struct task_ends
{
    void (*done)(void* engine);
    void (*drop)(void* engine) noexcept;
};

template<class Engine>
inline constexpr task_ends task_ends_of{
    [](void* e) { static_cast<Engine*>(e)->task_done(); },
    [](void* e) noexcept { drop_task(*static_cast<Engine*>(e)); }};

} // namespace detail

/** The unfinished task of one item that was got from a queue.

    Construct a task after an item was got, by any function. The task then ends
    exactly once: by done(), which calls task_done(), or else by the destructor.
    If the destructor ends it, for example since an exception was thrown, the
    item counts as thrown away: join() does not wait for it any more, but
    returns false.

    A task can move with its item, to another thread or into another queue. It
    may outlive its queue.

    @par Thread safety
    Distinct objects: safe, even if they are tasks of one queue. Shared objects:
    unsafe.

    @par Difference from Python
    Python has no such class: each program pairs get() with task_done() itself.
*/
class CONCUR_QUEUE_DECL task
{
public:
    /// Construct an object without a task.
    task() noexcept = default;

    /// Construct the task of an item that the caller has got from a queue.
    template<class T, class Policy, class Order>
    explicit task(basic_queue<T, Policy, Order>& queue) noexcept
        : engine_(detail::access::queue(queue).shared()),
          ends_(&detail::task_ends_of<typename std::remove_reference_t<
                    decltype(detail::access::queue(queue))>::engine_type>)
    {
    }

    /// Take the task of another object, which then has none.
    task(task&& other) noexcept = default;

    /// End the own task as the destructor does, then take the task of another
    /// object.
    task& operator=(task&& other) noexcept;

    /// If there is an unfinished task, end it without success: later results of
    /// join() are false.
    ~task();

    /** End the task with success.

        @throws ValueError This object has no unfinished task, or all tasks of
        the queue are done already. Then nothing has changed.
        @throws RuntimeError A comparison of items of the queue called this
        function.
    */
    void done();

    /// Whether this object has an unfinished task.
    explicit operator bool() const noexcept
    {
        return engine_ != nullptr;
    }

private:
    std::shared_ptr<void> engine_;
    detail::task_ends const* ends_ = nullptr;
};

} // namespace concur::queue

#endif
