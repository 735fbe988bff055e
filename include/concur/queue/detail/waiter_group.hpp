// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_WAITER_GROUP_HPP
#define CONCUR_QUEUE_DETAIL_WAITER_GROUP_HPP

#include <concur/config.hpp>
#include <concur/detail/brief_lock.hpp>
#include <concur/detail/wait_queue.hpp>
#include <concur/detail/waiter.hpp>

#include <array>
#include <cstddef>
#include <mutex>
#include <utility>

namespace concur::queue::detail {

/** The waiters of one operation that waits in several wait queues.

    Other threads may wake several members at the same time, but only one of
    them may resume the operation. So the group is active or at rest. If a
    member is woken while the group is at rest, the group becomes active and
    resumes the operation. If it is woken while the group is active, only the
    wake is noted.

    A member that was notified may be woken after the operation has ended. So
    the group is a memory block of its own. It is freed by the last wake.

    @par Thread safety
    Safe. Only the operation calls functions other than member::wake().
*/
class CONCUR_QUEUE_DECL waiter_group
{
public:
    /// The waiter in one of the wait queues.
    class CONCUR_QUEUE_DECL member final : public concur::detail::queued_waiter
    {
    public:
        explicit member(waiter_group& group) noexcept
            : queued_waiter(true), group_(group)
        {
        }

        void wake() noexcept override;

    private:
        friend class waiter_group;

        waiter_group& group_;
        bool woken_ = false;
    };

    waiter_group(waiter_group const&) = delete;
    waiter_group& operator=(waiter_group const&) = delete;

    /// Whether a member was woken since the last call for this member.
    bool take_wake(member& m) noexcept;

    /// Let the next wake resume the operation, which then may be destroyed at
    /// once.
    /// @return False if a member has been woken. Then the group stays active.
    bool rest() noexcept;

    /// Call `requeue(i)` for the number of each woken member, then rest. A
    /// thread that wakes a member meanwhile waits until the group is at rest,
    /// and then resumes the operation. That is rare, because a post was
    /// refused; so this section, unlike others of a brief_lock, takes the locks
    /// of queues.
    template<class Members, class Requeue>
    void requeue_and_rest(Members& members, Requeue requeue) noexcept
    {
        std::lock_guard<concur::detail::brief_lock> const locked(lock_);
        for (std::size_t i = 0; i != members.size(); ++i)
        {
            if (std::exchange(members[i].woken_, false))
            {
                --woken_;
                requeue(i);
            }
        }
        active_ = false;
    }

    /// Make a group that is at rest active.
    /// @return False if it is active already.
    bool activate() noexcept;

    /// Destroy the group when its members have been woken `times` times since
    /// construction. No member may be notified any more.
    void destroy_after_wakes(unsigned times) noexcept;

protected:
    /// @param operation The waiter to wake in order to resume the operation.
    explicit waiter_group(concur::detail::waiter& operation) noexcept
        : operation_(operation)
    {
    }

    virtual ~waiter_group() = default;

private:
    void wake(member& m) noexcept;

    concur::detail::waiter& operation_;
    concur::detail::brief_lock
        lock_; // of the variables below, and member::woken_
    bool active_ = true;
    bool ended_ = false;
    unsigned woken_ = 0;     // members whose wake has not been taken
    unsigned wakes_ = 0;     // since construction
    unsigned last_wake_ = 0; // the value of wakes_ at the end
};

/// A group of a fixed number of waiters.
template<std::size_t Number>
class waiter_group_of final : public waiter_group
{
public:
    explicit waiter_group_of(concur::detail::waiter& operation) noexcept
        : waiter_group_of(operation, std::make_index_sequence<Number>())
    {
    }

    std::array<member, Number> members;

private:
    template<std::size_t... I>
    waiter_group_of(concur::detail::waiter& operation,
                    std::index_sequence<I...>) noexcept
        : waiter_group(operation), members{
                                       (static_cast<void>(I), member(*this))...}
    {
    }

    ~waiter_group_of() override = default;
};

} // namespace concur::queue::detail

#endif
