// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_EXIT_SURVIVOR_HPP
#define CONCUR_DETAIL_EXIT_SURVIVOR_HPP

#include <concur/config.hpp>

#include <memory>
#include <utility>

namespace concur::detail {

/// Make is_exiting() work on the calling thread.
CONCUR_CORE_DECL void watch_exit() noexcept;

/// Whether the calling thread is the main thread and has destroyed its
/// thread_local objects. If the main thread returns from main() or calls
/// std::exit(), it destroys thread_local objects before static objects. A
/// std::exit() on another thread is not noticed.
CONCUR_CORE_DECL bool is_exiting() noexcept;

/** A member that is not destroyed at the end of the program, even if the object
    that has it is static and is destroyed.

    Other threads run while static objects are destroyed, as Python's daemon
    threads do. They may use this member, so it stays valid until the process
    ends.
*/
template<class T>
class exit_survivor
{
public:
    template<class... Args>
    explicit exit_survivor(Args&&... args)
    {
        std::construct_at(std::addressof(value_), std::forward<Args>(args)...);
        watch_exit();
    }

    exit_survivor(exit_survivor const&) = delete;
    exit_survivor& operator=(exit_survivor const&) = delete;

    ~exit_survivor()
    {
        if (!is_exiting())
        {
            std::destroy_at(std::addressof(value_));
        }
    }

    T& operator*() noexcept
    {
        return value_;
    }

    T const& operator*() const noexcept
    {
        return value_;
    }

    T* operator->() noexcept
    {
        return std::addressof(value_);
    }

    T const* operator->() const noexcept
    {
        return std::addressof(value_);
    }

private:
    union {
        T value_;
    };
};

} // namespace concur::detail

#endif
