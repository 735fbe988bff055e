// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_SUBPROCESS_PEERS_HPP
#define CONCUR_TEST_BENCH_SUBPROCESS_PEERS_HPP

#include "../protocol.hpp"
#include "stamp.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/readable_pipe.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/writable_pipe.hpp>
#include <boost/asio/write.hpp>
#include <boost/process/v2/posix/vfork_launcher.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/stdio.hpp>

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

// Boost.Process v2, each task as its documentation would do it. Variants are
// launchers: the default one, which forks, and "vfork".

namespace bench::boost_process {

namespace asio = boost::asio;
namespace process = boost::process::v2;

using command = std::vector<std::string>;

struct expect_end
{
    void operator()(boost::system::error_code ec, std::size_t) const
    {
        expect(ec == asio::error::eof, "a read failed");
    }
};

template<class Launcher>
class worker
{
public:
    explicit worker(request const& r)
        : executable_(r.command.front()),
          arguments_(r.command.begin() + 1, r.command.end())
    {
    }

    int start() const
    {
        asio::io_context context;
        return launch(context, arguments_).wait();
    }

    std::string read_one() const
    {
        asio::io_context context;
        asio::readable_pipe out(context);
        auto child =
            launch(context, arguments_, process::process_stdio{{}, out, {}});
        std::string result;
        boost::system::error_code ec;
        asio::read(out, asio::dynamic_buffer(result), ec);
        expect_end()(ec, 0);
        expect(child.wait() == 0, "the child failed");
        return result;
    }

    std::array<std::string, 2> read_both() const
    {
        asio::io_context context;
        asio::readable_pipe out(context), err(context);
        auto child =
            launch(context, arguments_, process::process_stdio{{}, out, err});
        std::array<std::string, 2> result;
        asio::async_read(out, asio::dynamic_buffer(result[0]), expect_end());
        asio::async_read(err, asio::dynamic_buffer(result[1]), expect_end());
        context.run();
        expect(child.wait() == 0, "the child failed");
        return result;
    }

    std::string echo(std::string const& input) const
    {
        asio::io_context context;
        asio::writable_pipe in(context);
        asio::readable_pipe out(context);
        auto child =
            launch(context, arguments_, process::process_stdio{in, out, {}});
        std::string result;
        asio::async_write(in, asio::buffer(input),
                          [&](boost::system::error_code ec, std::size_t) {
                              expect(!ec, "a write failed");
                              in.close();
                          });
        asio::async_read(out, asio::dynamic_buffer(result), expect_end());
        context.run();
        expect(child.wait() == 0, "the child failed");
        return result;
    }

    double overshoot(std::chrono::milliseconds timeout) const
    {
        auto const begin = now_ns();
        asio::io_context context;
        auto child = launch(context, arguments_);
        asio::steady_timer timer(context, timeout);
        bool ended = false;
        child.async_wait([&](boost::system::error_code, int) {
            ended = true;
            timer.cancel();
        });
        timer.async_wait([&](boost::system::error_code) { context.stop(); });
        context.run();
        expect(!ended, "the child ended too early");
        child.terminate();
        return seconds_since(begin) -
               std::chrono::duration<double>(timeout).count();
    }

    double wake(stamp& last) const
    {
        auto const words = last.next(arguments_);
        asio::io_context context;
        auto child = launch(context, words);
        asio::steady_timer timer(context, std::chrono::seconds(10));
        timer.async_wait([&](boost::system::error_code ec) {
            if (!ec)
            {
                child.terminate();
            }
        });
        child.async_wait(
            [&](boost::system::error_code, int) { timer.cancel(); });
        context.run();
        return last.age();
    }

    double many_children(std::size_t count) const
    {
        auto const begin = now_ns();
        asio::io_context context;
        std::vector<child_type> children;
        children.reserve(count);
        for (std::size_t i = 0; i != count; ++i)
        {
            children.push_back(launch(context, arguments_));
            children.back().async_wait([](boost::system::error_code ec, int) {
                expect(!ec, "a wait failed");
            });
        }
        context.run();
        return seconds_since(begin);
    }

private:
    using child_type = process::basic_process<asio::io_context::executor_type>;

    template<class... Inits>
    child_type launch(asio::io_context& context, command const& arguments,
                      Inits&&... inits) const
    {
        return Launcher()(context, executable_, arguments,
                          std::forward<Inits>(inits)...);
    }

    process::filesystem::path executable_;
    command arguments_;
};

template<class Launcher>
measurement make_with(request const& r)
{
    worker<Launcher> const w(r);
    auto const amount = r.amount;
    auto const holds = [=](std::string const& text) {
        expect(amount == 0 ? !text.empty() : text.size() == amount,
               "not all was captured");
    };
    if (r.task == "start")
    {
        return [=] {
            return timed([&] { return w.start(); },
                         [](int code) { expect(code == 0, "a child failed"); });
        };
    }
    if (r.task == "read" || r.task == "collect")
    {
        return [=] { return timed([&] { return w.read_one(); }, holds); };
    }
    if (r.task == "capture")
    {
        return [=] {
            return timed([&] { return w.read_both(); },
                         [=](auto const& both) { holds(both[0]); });
        };
    }
    if (r.task == "echo")
    {
        auto const input = std::make_shared<std::string>(amount, 'x');
        return [=] { return timed([&] { return w.echo(*input); }, holds); };
    }
    if (r.task == "timeout")
    {
        return [=] { return w.overshoot(std::chrono::milliseconds(amount)); };
    }
    if (r.task == "wake")
    {
        auto const last = std::make_shared<stamp>();
        return [=] { return w.wake(*last); };
    }
    if (r.task == "many-children")
    {
        return [=] { return w.many_children(amount); };
    }
    no_such(r);
}

inline measurement make(request const& r)
{
    return r.variant == "vfork"
               ? make_with<process::posix::vfork_launcher>(r)
               : make_with<process::posix::default_launcher>(r);
}

inline enlist const here("boost", make);

} // namespace bench::boost_process

#endif
