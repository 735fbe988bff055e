// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_THREAD_SRC_JOINABLE_HPP
#define CONCUR_THREAD_SRC_JOINABLE_HPP

#include <concur/detail/parking_lock.hpp>
#include <concur/limit.hpp>
#include <concur/thread/handle.hpp>
#include <concur/thread/ident.hpp>

#include <boost/thread/thread.hpp>

#include <atomic>
#include <memory>

namespace concur::thread::detail {

/// The state that a thread shares with its handles.
class joinable
{
public:
    joinable();
    ~joinable();
    joinable(joinable const&) = delete;
    joinable& operator=(joinable const&) = delete;

    static handle handle_of(std::shared_ptr<joinable> state) noexcept
    {
        return handle(std::move(state));
    }

    /// Take over the thread, before there is a handle.
    void adopt(boost::thread thread);

    /// Note which thread the state belongs to. Called by this thread itself, at
    /// its beginning.
    static void begin(std::shared_ptr<joinable> const& state) noexcept;

    /// Mark the thread as done, and wake the callers of join(). Called by the
    /// thread itself, at its end.
    void end() noexcept;

    thread::ident ident() const noexcept
    {
        return ident_;
    }

    bool done() const noexcept
    {
        return done_;
    }

    bool join(limit const& until);
    void interrupt();

private:
    bool wait(limit const& until);

    thread::ident ident_ = 0;
    std::atomic<bool> done_{false};
    concur::detail::parking_lock running_; // held until the function has ended
    concur::detail::parking_lock joining_; // guards thread_
    boost::thread thread_;
};

} // namespace concur::thread::detail

#endif
