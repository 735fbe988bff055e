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

    Copies refer to the same thread. When the last one is gone the thread goes
    on, and nobody can wait for it any more.

    @par Thread safety
    Distinct objects, and shared ones that are not assigned to: safe, whether
    they refer to the same thread or not.

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

    /// What get_ident() returns in the thread; 0 if there is none.
    thread::ident ident() const noexcept;

    /// True when the thread's function has ended and been destroyed.
    bool is_done() const noexcept;

    /** Wait until the thread has ended.

        Any number of threads may do so, and any number of times. When it has
        returned true, what `thread_local` objects of the thread do when they
        are destroyed is over as well; only the wait for the end of the
        function counts against the limit and can be interrupted.

        @param until When to give up. A negative number of seconds is no limit,
        as in Python.

        @return False if the limit came first.

        @throws error The thread is the calling one, or there is none.
        @throws boost::thread_interrupted The calling thread was interrupted.
        @throws ... What a handler of interrupt_main() throws, on the main
        thread.

        @par Difference from Python
        There it returns nothing, and is_done() tells. A time that is too long
        is no limit, where Python throws an OverflowError.
    */
    bool join(limit const& until = {}) const;

    /** Interrupt the thread as `boost::thread::interrupt()` does.

        It throws `boost::thread_interrupted` where it waits, now or next time;
        which, uncaught, ends it silently. Python has no such thing.

        @throws error There is no thread.
    */
    void interrupt() const;

    /// True if both refer to the same thread, or to none.
    friend bool operator==(handle const&, handle const&) noexcept = default;

private:
    friend class detail::joinable;

    explicit handle(std::shared_ptr<detail::joinable> state) noexcept;

    std::shared_ptr<detail::joinable> state_;
};

} // namespace concur::thread

#endif
