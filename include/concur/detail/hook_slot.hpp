// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_HOOK_SLOT_HPP
#define CONCUR_DETAIL_HOOK_SLOT_HPP

#include <concur/detail/brief_lock.hpp>

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <atomic>
#include <mutex>
#include <utility>

namespace concur::detail {

/** Holds a hook, a function of the program. Threads may call and replace it.

    Its lock is held only while a pointer is copied. fork() cannot leave it
    locked.

    @par Thread safety
    Safe.
*/
template<class Function>
class hook_slot
{
    struct shared : boost::intrusive_ref_counter<shared>
    {
        explicit shared(Function f) : call(std::move(f)) {}

        Function call;
    };

    using pointer = boost::intrusive_ptr<shared>;

public:
    /// Whether there is a function. A change by another thread may be seen
    /// late.
    bool has_function() const noexcept
    {
        return has_function_.load(std::memory_order_relaxed);
    }

    /// An object whose member `call` is the function; null if there is no
    /// function.
    pointer get() const noexcept
    {
        std::lock_guard const guard(lock_);
        return current_;
    }

    /// Replace the function; an empty function empties the slot. Return a copy
    /// of the previous function.
    Function exchange(Function function)
    {
        pointer next(function ? new shared(std::move(function)) : nullptr);
        for (;;)
        {
            // `previous` is copied before the lock is taken: the copy may throw
            // or call other code of the program.
            auto const old = get();
            auto previous = old ? old->call : Function();
            std::lock_guard const guard(lock_);
            if (current_ == old)
            {
                current_.swap(next);
                has_function_.store(current_ != nullptr,
                                    std::memory_order_relaxed);
                return previous;
            }
        }
    }

private:
    mutable brief_lock lock_;
    pointer current_;
    std::atomic<bool> has_function_{false};
};

} // namespace concur::detail

#endif
