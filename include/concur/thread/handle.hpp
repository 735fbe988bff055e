// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_THREAD_HANDLE_HPP
#define CONCUR_THREAD_HANDLE_HPP

#include <concur/config.hpp>
#include <concur/limit.hpp>
#include <concur/thread/ident.hpp>

#include <memory>

namespace concur::thread {

namespace detail {

class joinable;

} // namespace detail

/** Refers to a thread of start_joinable_thread().

    Copies refer to the same thread. When the last copy is destroyed, the thread
    continues, but no thread can wait for it any more.

    @par Thread safety
    Distinct objects: safe, even if they refer to the same thread. Shared
    objects: safe, except assignment.

    @par Difference from Python
    This is `_thread._ThreadHandle`, which Python has since 3.13.
*/
class CONCUR_THREAD_DECL handle
{
public:
    /// Refer to no thread.
    handle() noexcept;

    handle(handle const&) noexcept;
    handle(handle&&) noexcept;
    handle& operator=(handle const&) noexcept;
    handle& operator=(handle&&) noexcept;
    ~handle();

    /// The result of get_ident() in the thread; 0 if there is no thread.
    thread::ident ident() const noexcept;

    /// Whether the thread's function has ended and is destroyed.
    bool is_done() const noexcept;

    /** Wait until the thread has ended.

        Any number of threads may call this, any number of times. After it has
        returned true, the thread's `thread_local` objects are destroyed, too. A
        limit or an interruption ends only the wait for the function, not the
        wait for these objects.

        @param until The limit of the wait. A negative number of seconds means
        no limit, as in Python.

        @return True if the thread has ended; false if the limit was reached.

        @throws error The handle refers to the calling thread or to no thread.
        @throws boost::thread_interrupted The calling thread was interrupted.
        @throws ... The exception of an interrupt handler, on the main thread.

        @par Difference from Python
        In Python the result is None, and is_done() shows whether the thread has
        ended. Python throws an OverflowError for a time that is too long; here
        such a time is no limit.
    */
    bool join(limit const& until = {}) const;

    /** Interrupt the thread as `boost::thread::interrupt()` does.

        The current or next wait of the thread throws
        `boost::thread_interrupted`. If this exception is not caught, the thread
        ends silently. Python has no such function.

        @throws error The handle refers to no thread.
    */
    void interrupt() const;

    /// Whether both refer to the same thread, or both to none.
    friend bool operator==(handle const&, handle const&) noexcept = default;

private:
    friend class detail::joinable;

    explicit handle(std::shared_ptr<detail::joinable> state) noexcept;

    std::shared_ptr<detail::joinable> state_;
};

} // namespace concur::thread

#endif
