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

/// What the handles of a thread, and the thread itself, have in common.
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

    /// Take the thread over, before anybody else sees this.
    void adopt(boost::thread thread);

    /// Called by the thread itself, at its beginning and its end.
    static void begin(std::shared_ptr<joinable> const& state) noexcept;
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
    concur::detail::parking_lock running_; // held until it is done
    concur::detail::parking_lock joining_; // guards the thread
    boost::thread thread_;
};

} // namespace concur::thread::detail

#endif
