// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_ATTEMPT_LOCK_HPP
#define CONCUR_QUEUE_DETAIL_ATTEMPT_LOCK_HPP

namespace concur::queue::detail {

/** Locks both ends for an attempt, unless this thread has locked them already.

    A thread has locked both ends while it compares items. A comparison of the
    program may run an executor, and thereby an operation of the same queue.
*/
template<class Engine>
class attempt_lock
{
public:
    explicit attempt_lock(Engine& e) noexcept
        : nodes_(e.nodes()), in_comparison_(nodes_.in_comparison())
    {
        if (!in_comparison_)
        {
            nodes_.lock_both();
        }
    }

    ~attempt_lock()
    {
        if (!in_comparison_)
        {
            nodes_.unlock_both();
        }
    }

    attempt_lock(attempt_lock const&) = delete;
    attempt_lock& operator=(attempt_lock const&) = delete;

private:
    typename Engine::store_type& nodes_;
    bool const in_comparison_;
};

template<class Engine>
attempt_lock(Engine&) -> attempt_lock<Engine>;

} // namespace concur::queue::detail

#endif
