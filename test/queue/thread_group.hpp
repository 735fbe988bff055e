// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_QUEUE_THREAD_GROUP_HPP
#define CONCUR_TEST_QUEUE_THREAD_GROUP_HPP

#include <support/support.hpp>
#include <support/test_thread.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <functional>
#include <latch>
#include <memory>
#include <string>
#include <vector>

// Groups of threads, and counts of their items.

using support::expect_error;

/// Threads that run one body at the same time, each with its number.
class thread_group
{
public:
    thread_group(int size, std::function<void(int)> body)
        : body_(std::move(body)), ready_(size)
    {
        for (int i = 0; i != size; ++i)
        {
            threads_.push_back(
                std::make_unique<support::test_thread>([this, i] {
                    ready_.arrive_and_wait();
                    ++under_way_;
                    body_(i);
                }));
        }
    }

    /// Wait until all have ended; throws the first exception.
    void join()
    {
        for (auto const& t : threads_)
        {
            t->join();
        }
    }

    /// Wait until every thread sleeps in its body; false if one ends before.
    bool falls_asleep() const
    {
        return support::eventually(
                   [this] { return under_way_ == threads_.size(); }) &&
               std::all_of(threads_.begin(), threads_.end(), [](auto const& t) {
                   return support::falls_asleep(*t);
               });
    }

    support::test_thread& operator[](int i)
    {
        return *threads_[i];
    }

private:
    std::function<void(int)> body_;
    std::latch ready_;
    std::atomic<std::size_t> under_way_{0};
    std::vector<std::unique_ptr<support::test_thread>> threads_;
};

/// Counts how often each item was put and got.
class tally
{
public:
    explicit tally(int size) : puts_(size), gets_(size) {}

    void put(int item)
    {
        ++puts_.at(item);
    }

    void got(int item)
    {
        ++gets_.at(item);
    }

    int gets() const
    {
        return total(gets_);
    }

    int puts() const
    {
        return total(puts_);
    }

    /// The items whose numbers of puts and gets differ.
    std::string wrong() const
    {
        std::string all;
        for (std::size_t i = 0; i != puts_.size(); ++i)
        {
            if (puts_[i] != gets_[i])
            {
                all += std::to_string(i) + ": put " + std::to_string(puts_[i]) +
                       ", got " + std::to_string(gets_[i]) + "; ";
            }
        }
        return all;
    }

private:
    static int total(std::vector<std::atomic<int>> const& counts)
    {
        int sum = 0;
        for (auto const& c : counts)
        {
            sum += c;
        }
        return sum;
    }

    std::vector<std::atomic<int>> puts_;
    std::vector<std::atomic<int>> gets_;
};

/// An io_context that a thread runs until the end.
class running_context
{
public:
    running_context()
        : work_(context_.get_executor()), thread_([this] { context_.run(); })
    {
    }

    ~running_context()
    {
        work_.reset();
        context_.stop();
    }

    boost::asio::io_context& operator*() noexcept
    {
        return context_;
    }

    boost::asio::io_context* operator->() noexcept
    {
        return &context_;
    }

    /// Let all pending operations end.
    void finish()
    {
        work_.reset();
        thread_.join();
    }

private:
    boost::asio::io_context context_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type>
        work_;
    support::test_thread thread_;
};

#endif
