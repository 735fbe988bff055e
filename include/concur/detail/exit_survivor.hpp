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

/// To be called on a thread that might end the program: from then on
/// is_exiting() can answer there.
CONCUR_CORE_DECL void watch_exit() noexcept;

/// Whether this is the main thread and it has destroyed its thread_local
/// objects: when it calls std::exit(), or returns from main(), that comes
/// before the destruction of static objects. When another thread calls
/// std::exit(), that is not seen.
CONCUR_CORE_DECL bool is_exiting() noexcept;

/** A member that a static object leaves alive when the program ends.

    Other threads go on while static objects are destroyed, and may be about to
    use this one, as Python's daemon threads do. So its contents stay as they
    are until the process is gone.
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
