// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_WAITER_HPP
#define CONCUR_DETAIL_WAITER_HPP

#include <concur/config.hpp>

#include <boost/intrusive/list.hpp>

#include <utility>

namespace concur::detail {

/** Somebody who waits: a blocked thread or a suspended operation.

    Stands in one list at a time, under the lock that guards the list. Whoever
    takes it off to wake it goes through wakeups.
*/
class waiter : public boost::intrusive::list_base_hook<>
{
public:
    /// Told once for each time it was taken off a list; holding no lock. May
    /// destroy the object.
    virtual void wake() noexcept = 0;

    /// Whether it is an asynchronous operation, and no blocked thread.
    bool is_operation() const noexcept
    {
        return operation_;
    }

protected:
    explicit waiter(bool operation = false) noexcept : operation_(operation) {}
    ~waiter() = default;

private:
    friend class wakeups;

    bool const operation_;
    waiter* next_woken_ = nullptr; // to be woken
};

/// Waiters in the order in which they came.
using waiter_list =
    boost::intrusive::list<waiter, boost::intrusive::constant_time_size<false>>;

/** Waiters that are woken, in order, as soon as no lock is held.

    Its scope encloses that of the lock.
*/
class wakeups
{
public:
    wakeups() = default;
    wakeups(wakeups const&) = delete;
    wakeups& operator=(wakeups const&) = delete;

    ~wakeups()
    {
        flush();
    }

    /// Wake them now; no lock is held.
    void flush() noexcept
    {
        while (first_ != nullptr)
        {
            std::exchange(first_, first_->next_woken_)->wake();
        }
        end_ = &first_;
    }

    /// Take the first one off a list that has one.
    void take_front(waiter_list& from) noexcept
    {
        take(from, from.front());
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

    /// Take one off the list that it is in.
    void take(waiter_list& from, waiter& w) noexcept
    {
        from.erase(from.iterator_to(w));
        append(w);
    }

    void take_all(waiter_list& from) noexcept
    {
        while (!from.empty())
        {
            take_front(from);
        }
    }

private:
    void append(waiter& w) noexcept
    {
        w.next_woken_ = nullptr;
        *end_ = &w;
        end_ = &w.next_woken_;
    }

    waiter* first_ = nullptr;
    waiter** end_ = &first_;
};

} // namespace concur::detail

#endif
