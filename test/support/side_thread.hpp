// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUPPORT_SIDE_THREAD_HPP
#define CONCUR_TEST_SUPPORT_SIDE_THREAD_HPP

#include <support/support.hpp>

#include <boost/test/unit_test.hpp>
#include <boost/thread/thread.hpp>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <string>
#include <utility>

namespace support {

/** A body that runs on a thread of its own.

    It checks by EXPECT() and expect_throw(), since Boost.Test knows one thread
    only; what it throws is an error of the test.

    A body that does not end in a long time ends the program: what it refers to
    could not be destroyed.
*/
class side_thread
{
public:
    explicit side_thread(std::function<void()> body)
        : body_(std::move(body)), thread_([this] { run(); })
    {
    }

    side_thread(side_thread const&) = delete;
    side_thread& operator=(side_thread const&) = delete;

    ~side_thread()
    {
        try
        {
            join();
        }
        catch (std::exception const& e)
        {
            BOOST_ERROR("on another thread: " << e.what());
        }
        catch (...)
        {
            BOOST_ERROR("something was thrown on another thread");
        }
    }

    /// True if it sleeps in the kernel, as a blocked thread does; for others it
    /// may be true for a moment.
    bool asleep() const
    {
        auto const id = id_.load();
        if (id == 0 || done_)
        {
            return false;
        }
        return support::asleep(id);
    }

    bool done() const noexcept
    {
        return done_;
    }

    void interrupt()
    {
        thread_.interrupt();
    }

    /// Wait for its end, and throw what the body threw.
    void join()
    {
        wait();
        if (auto const failure = std::exchange(failure_, nullptr))
        {
            std::rethrow_exception(failure);
        }
    }

private:
    void run()
    {
        id_ = task_id();
        try
        {
            body_();
        }
        catch (...)
        {
            failure_ = std::current_exception();
        }
        done_ = true;
    }

    void wait()
    {
        if (!thread_.joinable())
        {
            return;
        }
        if (!eventually([this] { return done(); }, std::chrono::seconds(120)))
        {
            std::fputs("a thread has not ended\n", stderr);
            std::abort();
        }
        boost::this_thread::disable_interruption const uninterrupted;
        thread_.join();
    }

    std::function<void()> body_;
    std::exception_ptr failure_;
    std::atomic<long> id_{0};
    std::atomic<bool> done_{false};
    boost::thread thread_; // the last, it uses all others
};

/// True as soon as it sleeps, before it is done.
inline bool falls_asleep(side_thread const& t)
{
    return eventually([&] { return t.done() || t.asleep(); }) && !t.done();
}

/// Throw unless a call throws an error.
template<class Error, class Call>
void expect_throw(Call const& call)
{
    try
    {
        call();
    }
    catch (Error const&)
    {
        return;
    }
    expect(false, "an exception");
}

} // namespace support

#endif
