// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_SUBPROCESS_CONCUR_ASYNC_HPP
#define CONCUR_TEST_BENCH_SUBPROCESS_CONCUR_ASYNC_HPP

#include "../protocol.hpp"

#include <concur/subprocess/async.hpp>
#include <concur/subprocess/keywords.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <utility>

// The asynchronous calls of concur as a contender, on one thread. The variant
// "bytes" collects into sp::bytes instead of std::string.

namespace bench::concur_async {

namespace asio = boost::asio;
namespace sp = concur::subprocess;

struct bulk : sp::default_policy
{
    using bytes = sp::bytes;
};

inline void check(std::exception_ptr const& error)
{
    if (error)
    {
        std::rethrow_exception(error);
    }
}

// Calls async_run() and returns its result when it has ended.
template<class Policy, class... Keywords>
auto run(asio::io_context& io, request const& r, Keywords&&... keywords)
{
    sp::basic_completed_process<typename Policy::bytes> result;
    sp::async_run<Policy>(io.get_executor(), r.command,
                          std::forward<Keywords>(keywords)...,
                          [&](std::exception_ptr const& error, auto done) {
                              check(error);
                              result = std::move(done);
                          });
    io.restart();
    io.run();
    return result;
}

template<class Policy>
measurement collect(request const& r)
{
    auto const io = std::make_shared<asio::io_context>();
    return [=] {
        return timed(
            [&] { return run<Policy>(*io, r, sp::stdout_ = sp::PIPE); },
            [&](auto const& done) {
                expect(done.stdout_->size() == r.amount,
                       "not all was captured");
            });
    };
}

inline void start_children(asio::io_context& io, request const& r,
                           std::size_t& ended)
{
    for (std::size_t i = 0; i != r.amount; ++i)
    {
        sp::async_run(io.get_executor(), r.command,
                      [&](std::exception_ptr const& error,
                          sp::CompletedProcess const& done) {
                          check(error);
                          expect(done.returncode == 0, "a child failed");
                          ++ended;
                      });
    }
}

inline double many_children(request const& r)
{
    auto const begin = now_ns();
    asio::io_context io;
    std::size_t ended = 0;
    start_children(io, r, ended);
    io.run();
    expect(ended == r.amount, "a handler was not called");
    return seconds_since(begin);
}

// The greatest delay of a timer of 1 ms while children are waited for.
class ticker
{
public:
    ticker(asio::io_context& io, std::size_t const& ended, std::size_t all)
        : timer_(io), ended_(ended), all_(all)
    {
        tick();
    }

    double latest() const
    {
        return std::chrono::duration<double>(latest_).count();
    }

private:
    using clock = std::chrono::steady_clock;

    void tick()
    {
        timer_.expires_after(std::chrono::milliseconds(1));
        timer_.async_wait([this](boost::system::error_code) {
            latest_ = std::max(latest_, clock::now() - timer_.expiry());
            if (ended_ != all_)
            {
                tick();
            }
        });
    }

    asio::steady_timer timer_;
    std::size_t const& ended_;
    std::size_t all_;
    clock::duration latest_{};
};

inline double delay_of_ticker(request const& r)
{
    asio::io_context io;
    std::size_t ended = 0;
    start_children(io, r, ended);
    ticker const t(io, ended, r.amount);
    io.run();
    return t.latest();
}

inline measurement make(request const& r)
{
    if (r.task == "capture")
    {
        auto const io = std::make_shared<asio::io_context>();
        return [=] {
            return timed(
                [&] {
                    return run<sp::default_policy>(*io, r, sp::capture_output);
                },
                [](auto const& done) {
                    expect(!done.stdout_->empty(), "nothing was captured");
                });
        };
    }
    if (r.task == "collect")
    {
        return r.variant == "bytes" ? collect<bulk>(r)
                                    : collect<sp::default_policy>(r);
    }
    if (r.task == "many-children")
    {
        return [=] { return many_children(r); };
    }
    if (r.task == "ticker")
    {
        return [=] { return delay_of_ticker(r); };
    }
    no_such(r);
}

inline enlist const here("concur async", make);

} // namespace bench::concur_async

#endif
