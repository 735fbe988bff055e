// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUPPORT_TEST_THREAD_HPP
#define CONCUR_TEST_SUPPORT_TEST_THREAD_HPP

#include <support/expect_error.hpp>
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

/** A thread that runs a body.

    The body checks by EXPECT() and expect_error(), since Boost.Test's checks
    are for one thread only. An exception that leaves the body fails the test.

    The program is aborted if the body has not ended after two minutes, since
    the objects that it uses could not be destroyed.
*/
class test_thread
{
public:
    explicit test_thread(std::function<void()> body)
        : body_(std::move(body)), thread_([this] { run(); })
    {
    }

    test_thread(test_thread const&) = delete;
    test_thread& operator=(test_thread const&) = delete;

    ~test_thread()
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

    /// True if the thread sleeps for longer than a moment.
    bool asleep() const
    {
        auto const id = id_.load();
        if (id == 0 || done_)
        {
            return false;
        }
        return parked(id);
    }

    bool done() const noexcept
    {
        return done_;
    }

    void interrupt()
    {
        thread_.interrupt();
    }

    /// Wait until the thread has ended, and throw what the body threw.
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
    boost::thread thread_; // the last member: it uses all others
};

/// Wait until a thread sleeps for longer than a moment; false if its body ends
/// before that.
inline bool falls_asleep(test_thread const& t)
{
    return eventually([&] { return t.done() || t.asleep(); }) && !t.done();
}

} // namespace support

#endif
