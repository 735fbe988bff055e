// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_THREAD_START_JOINABLE_THREAD_HPP
#define CONCUR_THREAD_START_JOINABLE_THREAD_HPP

#include <concur/config.hpp>
#include <concur/detail/misuse.hpp>
#include <concur/thread/detail/task.hpp>
#include <concur/thread/handle.hpp>
#include <concur/thread/options.hpp>
#include <concur/thread/startable.hpp>

#include <memory>
#include <utility>

namespace concur::thread {

namespace detail {

CONCUR_THREAD_DECL handle start_joinable(std::unique_ptr<task> what,
                                         options const& how);

} // namespace detail

/** Start a thread that can be waited for.

    In all other respects the thread is like those of start_new_thread().

    @return A handle of the thread. The thread continues if the handle is
    destroyed.

    @throws error The system cannot start another thread.
    @throws ValueError The stack size in `how` is not valid.

    @par Difference from Python
    Python has this function since 3.13. There is no `daemon`: when `main()`
    returns, the program ends, even if threads still run.
*/
template<class F, class... Args>
requires startable<F, Args...>
    handle start_joinable_thread(options const& how, F&& f, Args&&... args)
{
    return detail::start_joinable(
        detail::make_task(std::forward<F>(f), std::forward<Args>(args)...),
        how);
}

/// Start a thread that can be waited for, with default options.
template<class F, class... Args>
requires startable<F, Args...> handle start_joinable_thread(F&& f,
                                                            Args&&... args)
{
    return start_joinable_thread(options(), std::forward<F>(f),
                                 std::forward<Args>(args)...);
}

/// Does not compile: the function takes a reference, but the thread has copies
/// of the arguments. Use std::ref.
template<class F, class... Args>
requires needs_std_ref<F, Args...>
    handle start_joinable_thread(options const& how, F&&, Args&&...)
{
    static_assert(concur::detail::right_use<F>,
                  "the function takes a reference: pass it by std::ref");
    return start_joinable_thread(how, [] {});
}

/// Does not compile: the function takes a reference, but the thread has copies
/// of the arguments. Use std::ref.
template<class F, class... Args>
requires needs_std_ref<F, Args...> handle start_joinable_thread(F&&, Args&&...)
{
    static_assert(concur::detail::right_use<F>,
                  "the function takes a reference: pass it by std::ref");
    return start_joinable_thread([] {});
}

} // namespace concur::thread

#endif
