// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_AFTER_UNLOCK_HPP
#define CONCUR_DETAIL_AFTER_UNLOCK_HPP

namespace concur::detail {

/** Delivers notifications when its scope ends.

    Declare it before the guard of a lock, so that it is destroyed after the
    guard. Then notifications that are added while the lock is held are
    delivered after the unlock.

    @tparam Notifications A type that collects notifications. Its `flush()`
    delivers them.
*/
template<class Notifications>
class after_unlock : public Notifications
{
public:
    after_unlock() = default;
    after_unlock(after_unlock const&) = delete;
    after_unlock& operator=(after_unlock const&) = delete;

    ~after_unlock()
    {
        this->flush();
    }
};

} // namespace concur::detail

#endif
