// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_WAITER_HPP
#define CONCUR_DETAIL_WAITER_HPP

#include <concur/config.hpp>
#include <concur/detail/after_unlock.hpp>

#include <boost/intrusive/list.hpp>

#include <utility>

namespace concur::detail {

/** A blocked thread or a suspended operation that waits for a notification.

    A waiter is in one list at a time. The lock of that list guards the waiter.
    woken_waiters takes a waiter off its list in order to wake it.
*/
class waiter : public boost::intrusive::list_base_hook<>
{
public:
    /// Wake the waiter, which may destroy it. woken_waiters calls this once
    /// each time that it took the waiter off a list, while no lock is held.
    virtual void wake() noexcept = 0;

    /// Whether the waiter is an asynchronous operation, not a blocked thread.
    bool is_operation() const noexcept
    {
        return operation_;
    }

protected:
    explicit waiter(bool operation = false) noexcept : operation_(operation) {}
    ~waiter() = default;

private:
    friend class woken_waiters;

    bool const operation_;
    waiter* next_woken_ = nullptr; // the next waiter of woken_waiters
};

/// A list of waiters. Its owner decides the order.
using waiter_list =
    boost::intrusive::list<waiter, boost::intrusive::constant_time_size<false>>;

/// Waiters that will be woken, in the order in which they were taken off their
/// lists.
class woken_waiters
{
public:
    woken_waiters() = default;
    woken_waiters(woken_waiters const&) = delete;
    woken_waiters& operator=(woken_waiters const&) = delete;

    /// Wake the waiters. Called while no lock is held.
    void flush() noexcept
    {
        while (first_ != nullptr)
        {
            std::exchange(first_, first_->next_woken_)->wake();
        }
        end_ = &first_;
    }

    /// Take the operations off a list, and leave the threads in it.
    void take_operations(waiter_list& from) noexcept
    {
        for (auto at = from.begin(); at != from.end();)
        {
            auto& w = *at;
            ++at;
            if (w.is_operation())
            {
                take(from, w);
            }
        }
    }

    /// Take a waiter off its list. flush() will wake it.
    void take(waiter_list& from, waiter& w) noexcept
    {
        from.erase(from.iterator_to(w));
        w.next_woken_ = nullptr;
        *end_ = &w;
        end_ = &w.next_woken_;
    }

    /// Take all waiters off a list.
    void take_all(waiter_list& from) noexcept
    {
        while (!from.empty())
        {
            take(from, from.front());
        }
    }

private:
    waiter* first_ = nullptr;
    waiter** end_ = &first_;
};

/// Wakes waiters at the end of its scope. The scope must enclose that of the
/// lock.
using wakeups = after_unlock<woken_waiters>;

} // namespace concur::detail

#endif
