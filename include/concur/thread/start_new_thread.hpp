// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_THREAD_START_NEW_THREAD_HPP
#define CONCUR_THREAD_START_NEW_THREAD_HPP

#include <concur/config.hpp>
#include <concur/detail/misuse.hpp>
#include <concur/thread/detail/task.hpp>
#include <concur/thread/ident.hpp>
#include <concur/thread/options.hpp>
#include <concur/thread/startable.hpp>

#include <memory>
#include <utility>

namespace concur::thread {

namespace detail {

CONCUR_THREAD_DECL ident start(std::unique_ptr<task> what, options const& how);

} // namespace detail

/** Start a thread that calls a function, and do not wait for it.

    The thread is a detached `boost::thread`: its resources are released when it
    ends. It ends silently when the function returns, or throws SystemExit or
    `boost::thread_interrupted`. Any other exception is passed to the hook of
    set_unraisablehook(), and ends this thread only. The function must not call
    `pthread_exit()`, as in every `boost::thread`.

    @param how The name and the stack size of the thread.
    @param f,args The function and its arguments. They are copied or moved, and
    destroyed on the new thread when the function has ended. Use `std::ref` for
    a reference.

    @return The result of get_ident() in the new thread.

    @throws error The system cannot start another thread.
    @throws ValueError The stack size in `how` is not valid.

    @par Exception safety
    Strong, except that arguments may have been moved from.

    @par Thread safety
    Safe.

    @par Difference from Python
    When `main()` returns, the program ends, even if threads still run.
*/
template<class F, class... Args>
requires startable<F, Args...> ident start_new_thread(options const& how, F&& f,
                                                      Args&&... args)
{
    return detail::start(
        detail::make_task(std::forward<F>(f), std::forward<Args>(args)...),
        how);
}

/// Start a thread with default options, and do not wait for it.
template<class F, class... Args>
requires startable<F, Args...> ident start_new_thread(F&& f, Args&&... args)
{
    return start_new_thread(options(), std::forward<F>(f),
                            std::forward<Args>(args)...);
}

/// Does not compile: the function takes a reference, but the thread has copies
/// of the arguments. Use std::ref.
template<class F, class... Args>
requires needs_std_ref<F, Args...> ident start_new_thread(options const& how,
                                                          F&&, Args&&...)
{
    static_assert(concur::detail::right_use<F>,
                  "the function takes a reference: pass it by std::ref");
    return start_new_thread(how, [] {});
}

/// Does not compile: the function takes a reference, but the thread has copies
/// of the arguments. Use std::ref.
template<class F, class... Args>
requires needs_std_ref<F, Args...> ident start_new_thread(F&&, Args&&...)
{
    static_assert(concur::detail::right_use<F>,
                  "the function takes a reference: pass it by std::ref");
    return start_new_thread([] {});
}

} // namespace concur::thread

#endif
