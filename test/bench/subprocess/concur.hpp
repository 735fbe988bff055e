// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_SUBPROCESS_CONCUR_HPP
#define CONCUR_TEST_BENCH_SUBPROCESS_CONCUR_HPP

#include "../protocol.hpp"
#include "newlines.hpp"
#include "stamp.hpp"

#include <concur/subprocess/pipeline.hpp>
#include <concur/subprocess/popen.hpp>
#include <concur/subprocess/run.hpp>

#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// concur as a contender. Variants: "bytes" collects into sp::bytes instead of
// std::string; "text" decodes lines; "both" captures stderr too; "forever"
// waits without a timeout.

namespace bench::concur_library {

namespace sp = concur::subprocess;
using namespace std::chrono_literals;

struct bulk : sp::default_policy
{
    using bytes = sp::bytes;
};

template<class Policy>
measurement collect(request const& r)
{
    auto const both = r.variant.find("both") != std::string::npos;
    return [=] {
        return timed(
            [&] {
                return both
                           ? sp::run<Policy>(r.command,
                                             sp::capture_output = true)
                           : sp::run<Policy>(r.command, sp::stdout_ = sp::PIPE);
            },
            [&](auto const& done) {
                expect(done.stdout_->size() == r.amount,
                       "not all was captured");
            });
    };
}

// sp::bytes are shared with the call; a std::string is copied.
template<class Policy>
measurement echo(request const& r)
{
    using bytes = typename Policy::bytes;
    auto const input = std::make_shared<bytes>(std::string(r.amount, 'x'));
    return [=] {
        return timed(
            [&] {
                return sp::run<Policy>(r.command, sp::input = *input,
                                       sp::stdout_ = sp::PIPE);
            },
            [&](auto const& done) {
                expect(done.stdout_->size() == r.amount,
                       "not all was captured");
            });
    };
}

// The lines are counted by the library in text mode, otherwise by memchr().
inline double count_lines(request const& r)
{
    auto const in_text = r.variant == "text";
    std::size_t count = 0;
    auto const begin = now_ns();
    sp::run(
        r.command, sp::text = in_text,
        sp::on_stdout = [&](std::string_view data) {
            count += in_text ? 1 : newlines(data);
        });
    auto const seconds = seconds_since(begin);
    expect(count == r.amount / 64, "not all lines were counted");
    return seconds;
}

inline double overshoot(request const& r)
{
    std::chrono::milliseconds const timeout(r.amount);
    auto const begin = now_ns();
    try
    {
        sp::run(r.command, sp::timeout = timeout);
    }
    catch (sp::TimeoutExpired const&)
    {
        return seconds_since(begin) -
               std::chrono::duration<double>(timeout).count();
    }
    throw std::runtime_error("the child ended too early");
}

inline double wake(request const& r, stamp& last)
{
    sp::Popen child(last.next(r.command));
    if (r.variant == "forever")
    {
        child.wait();
    }
    else
    {
        child.wait(10s);
    }
    return last.age();
}

inline double many_children(request const& r)
{
    auto const begin = now_ns();
    std::deque<sp::Popen> children;
    for (std::size_t i = 0; i != r.amount; ++i)
    {
        children.emplace_back(r.command);
    }
    for (auto& child : children)
    {
        child.wait();
    }
    return seconds_since(begin);
}

inline measurement make(request const& r)
{
    auto const in_pages = r.variant.starts_with("bytes");
    auto const full = [](auto const& done) {
        expect(done.returncode == 0, "the child failed");
        expect(!done.stdout_->empty(), "nothing was captured");
    };
    if (r.task == "start")
    {
        return [=] {
            return timed([&] { return sp::run(r.command); },
                         [](auto const& done) {
                             expect(done.returncode == 0, "the child failed");
                         });
        };
    }
    if (r.task == "read")
    {
        return [=] {
            return timed(
                [&] { return sp::run(r.command, sp::stdout_ = sp::PIPE); },
                full);
        };
    }
    if (r.task == "capture")
    {
        return [=] {
            return timed(
                [&] { return sp::run(r.command, sp::capture_output = true); },
                full);
        };
    }
    if (r.task == "pipeline")
    {
        sp::command const each(r.command);
        return [p = each | each | each] {
            return timed([&] { return sp::run_pipeline(p); },
                         [](auto const& done) {
                             expect(done.returncodes == std::vector<int>(3, 0),
                                    "a child failed");
                         });
        };
    }
    if (r.task == "collect")
    {
        return in_pages ? collect<bulk>(r) : collect<sp::default_policy>(r);
    }
    if (r.task == "echo")
    {
        return in_pages ? echo<bulk>(r) : echo<sp::default_policy>(r);
    }
    if (r.task == "lines")
    {
        return [=] { return count_lines(r); };
    }
    if (r.task == "timeout")
    {
        return [=] { return overshoot(r); };
    }
    if (r.task == "wake")
    {
        auto const last = std::make_shared<stamp>();
        return [=] { return wake(r, *last); };
    }
    if (r.task == "many-children")
    {
        return [=] { return many_children(r); };
    }
    no_such(r);
}

inline enlist const here("concur", make);

} // namespace bench::concur_library

#endif
