// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_DETAIL_CHILD_WAIT_HPP
#define CONCUR_SUBPROCESS_DETAIL_CHILD_WAIT_HPP

#include <concur/config.hpp>
#include <concur/subprocess/detail/driver_step.hpp>
#include <concur/subprocess/detail/popen_core.hpp>
#include <concur/timeout.hpp>

#include <boost/asio/cancellation_type.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <vector>

namespace concur::subprocess::detail {

/// The process objects of a wait; an object may occur more than once.
using popen_list = std::vector<std::shared_ptr<popen_core>>;

/** A wait for children that does not block: a driver of driven_operation. It
    reaps the children that it finds ended, and nothing else.

    @par Thread safety
    Distinct objects: safe, also if they wait for the same child. Shared
    objects: unsafe.
*/
class CONCUR_SUBPROCESS_DECL child_wait
{
public:
    /// When the wait ends.
    enum class goal
    {
        any, ///< one of the children has ended, or one of the objects is gone
        all, ///< all children have ended, or one of the objects is gone
        reap ///< all children have ended, even if their objects are gone
    };

    child_wait(popen_list children, goal until);
    ~child_wait();
    child_wait(child_wait const&) = delete;
    child_wait& operator=(child_wait const&) = delete;

    driver_step advance() noexcept;
    int number() const noexcept;
    std::chrono::nanoseconds pause() noexcept;
    void poll_only() noexcept;
    void cancel(boost::asio::cancellation_type) noexcept;
    void fail(std::exception_ptr) noexcept;

    /// After `done`: the error, if any.
    boost::system::error_code error() const noexcept;

    /// After `done` without an error: the first place of the first child that
    /// was found ended.
    std::size_t index() const noexcept;

    /// The exit status of the child at a place; 0 if it was not reaped.
    int returncode(std::size_t place) const noexcept;

    /// The exit statuses of all children; empty after an error. They can be
    /// taken once.
    std::vector<int> returncodes() noexcept;

private:
    struct impl;

    std::unique_ptr<impl> impl_;
};

/** Block until a goal is reached.

    @return False if the time has passed first.

    @throws OSError The system refused to wait.
    @throws ... The exception of an interrupt.
*/
CONCUR_SUBPROCESS_DECL bool wait_blocking(child_wait& w,
                                          concur::timeout const& t);

/// Throw the TimeoutExpired of the first child that still runs.
[[noreturn]] CONCUR_SUBPROCESS_DECL void
throw_timeout_of(popen_list const& children, concur::timeout const& t);

/// Throw ValueError if there is no child.
CONCUR_SUBPROCESS_DECL void check_not_empty(popen_list const& children);

/// Throw ValueError about a null pointer among process objects.
[[noreturn]] CONCUR_SUBPROCESS_DECL void throw_null_popen();

} // namespace concur::subprocess::detail

#endif
