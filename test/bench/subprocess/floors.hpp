// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_SUBPROCESS_FLOORS_HPP
#define CONCUR_TEST_BENCH_SUBPROCESS_FLOORS_HPP

#include "../protocol.hpp"
#include "newlines.hpp"
#include "raw_start.hpp"
#include "raw_streams.hpp"
#include "stamp.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <csignal>
#include <ctime>

#include <poll.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// What the machine can do: the least system calls that do each task, and
// posix_spawn. Variants are ways to start a child: "vfork", "close_range"
// (vfork and close everything above 2), "pidfd" (clone), "posix_spawn"; of
// collecting: "populate"; of waiting for many children: "epoll"; and "timer",
// which waits for no child.

namespace bench::raw {

// Waits on the pidfd until a time; true if the child has ended.
inline bool wait_until(child const& c, std::uint64_t deadline)
{
    auto const now = now_ns();
    auto const left = deadline > now ? deadline - now : 0;
    timespec const timeout{time_t(left / 1'000'000'000),
                           long(left % 1'000'000'000)};
    pollfd fd{c.pidfd, POLLIN, 0};
    return checked(::ppoll(&fd, 1, &timeout, nullptr), "ppoll") == 1;
}

inline void end_and_close(child const& c)
{
    wait_for(c.pid);
    if (c.pidfd >= 0)
    {
        ::close(c.pidfd);
    }
}

// How late a run with a timeout of `amount` ms returns. The deadline counts
// from before the start.
inline double overshoot(char* const* argv, std::size_t amount)
{
    auto const start = now_ns();
    auto const c = by_pidfd(argv, {});
    expect(!wait_until(c, start + amount * 1'000'000),
           "the child ended too early");
    ::syscall(SYS_pidfd_send_signal, c.pidfd, SIGKILL, nullptr, 0U);
    end_and_close(c);
    return seconds_since(start) - double(amount) * 1e-3;
}

inline double count_lines(starter start, char* const* argv, std::size_t amount)
{
    std::string room(1 << 20, '\0');
    std::size_t count = 0;
    auto const begin = now_ns();
    pipe_pair const out;
    out.widen();
    auto const c = start(argv, {-1, out.write_end, -1});
    ::close(out.write_end);
    for (;;)
    {
        auto const size = ::read(out.read_end, room.data(), room.size());
        expect(size >= 0, "read");
        if (size == 0)
        {
            break;
        }
        count += newlines({room.data(), std::size_t(size)});
    }
    ::close(out.read_end);
    wait_for_success(c.pid);
    auto const seconds = seconds_since(begin);
    expect(count == amount / 64, "not all lines were counted");
    return seconds;
}

inline double wake(starter start, stamp& last,
                   std::vector<std::string> const& command)
{
    arguments const argv(last.next(command));
    auto const c = start(argv.get(), {});
    if (c.pidfd >= 0)
    {
        wait_until(c, now_ns() + 10'000'000'000);
    }
    wait_for_success(c.pid);
    auto const age = last.age();
    if (c.pidfd >= 0)
    {
        ::close(c.pidfd);
    }
    return age;
}

inline double pipeline(char* const* argv)
{
    auto const begin = now_ns();
    pipe_pair const first;
    pipe_pair const second;
    child const children[] = {
        by_vfork<false>(argv, {-1, first.write_end, -1}),
        by_vfork<false>(argv, {first.read_end, second.write_end, -1}),
        by_vfork<false>(argv, {second.read_end, -1, -1})};
    for (auto const end :
         {first.read_end, first.write_end, second.read_end, second.write_end})
    {
        ::close(end);
    }
    for (auto const& c : children)
    {
        wait_for_success(c.pid);
    }
    return seconds_since(begin);
}

inline double shell_pipeline(char* const* argv)
{
    auto const begin = now_ns();
    wait_for_success(by_vfork<false>(argv, {}).pid);
    return seconds_since(begin);
}

inline double many_children(starter start, char* const* argv, std::size_t count)
{
    auto const begin = now_ns();
    for (std::size_t i = 0; i != count; ++i)
    {
        start(argv, {});
    }
    for (std::size_t i = 0; i != count; ++i)
    {
        siginfo_t info;
        checked(::waitid(P_ALL, 0, &info, WEXITED), "waitid");
    }
    return seconds_since(begin);
}

// Waits for all children by one epoll of their pidfds.
inline double many_pidfds(char* const* argv, std::size_t count)
{
    auto const begin = now_ns();
    auto const set = checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
    std::vector<child> children;
    children.reserve(count);
    for (std::size_t i = 0; i != count; ++i)
    {
        auto& c = children.emplace_back(by_pidfd(argv, {}));
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = &c;
        checked(::epoll_ctl(set, EPOLL_CTL_ADD, c.pidfd, &event), "epoll_ctl");
    }
    while (count != 0)
    {
        epoll_event ready[128];
        auto const found = checked(::epoll_wait(set, ready, 128, -1), "epoll");
        for (int i = 0; i != found; ++i)
        {
            end_and_close(*static_cast<child*>(ready[i].data.ptr));
            --count;
        }
    }
    ::close(set);
    return seconds_since(begin);
}

// The greatest delay of a sleep of 1 ms, in 200 ms.
inline double delay_of_sleep()
{
    constexpr std::uint64_t millisecond = 1'000'000;
    std::uint64_t latest = 0;
    auto const end = now_ns() + 200 * millisecond;
    while (now_ns() < end)
    {
        auto const due = now_ns() + millisecond;
        ::poll(nullptr, 0, 1);
        latest = std::max(latest, std::max(now_ns(), due) - due);
    }
    return double(latest) * 1e-9;
}

inline measurement make(request const& r)
{
    auto const start = starter_of(r.variant);
    auto const argv = std::make_shared<arguments>(r.command);
    auto const amount = r.amount;
    auto const full = [](auto const& text) {
        expect(!text.empty(), "nothing was captured");
    };
    if (r.task == "start")
    {
        return [=] {
            auto const begin = now_ns();
            wait_for_success(start(argv->get(), {}).pid);
            return seconds_since(begin);
        };
    }
    if (r.task == "read")
    {
        return [=] {
            return timed([&] { return read_one(start, argv->get()); }, full);
        };
    }
    if (r.task == "capture")
    {
        return [=] {
            return timed([&] { return read_both(start, argv->get()); },
                         [=](auto const& both) { full(both[0]); });
        };
    }
    if (r.task == "pipeline" && r.variant == "shell")
    {
        auto const& each = r.command.front();
        auto const shell = std::make_shared<arguments>(std::vector<std::string>{
            "/bin/sh", "-c", each + "|" + each + "|" + each});
        return [=] { return shell_pipeline(shell->get()); };
    }
    if (r.task == "pipeline")
    {
        return [=] { return pipeline(argv->get()); };
    }
    if (r.task == "collect")
    {
        auto const populate = r.variant == "populate";
        return [=] {
            return timed(
                [&] { return collect(start, argv->get(), amount, populate); },
                [](auto const&) {});
        };
    }
    if (r.task == "echo")
    {
        auto const input = std::make_shared<std::string>(amount, 'x');
        return [=] {
            return timed([&] { return echo(start, argv->get(), *input); },
                         [=](auto const& all) {
                             expect(all->size == amount, "bytes were lost");
                         });
        };
    }
    if (r.task == "lines")
    {
        return [=] { return count_lines(start, argv->get(), amount); };
    }
    if (r.task == "timeout")
    {
        return [=] { return overshoot(argv->get(), amount); };
    }
    if (r.task == "wake")
    {
        auto const last = std::make_shared<stamp>();
        return [=, command = r.command] { return wake(start, *last, command); };
    }
    if (r.task == "ticker")
    {
        return [] { return delay_of_sleep(); };
    }
    if (r.task == "many-children" && r.variant == "epoll")
    {
        return [=] { return many_pidfds(argv->get(), amount); };
    }
    if (r.task == "many-children")
    {
        return [=] { return many_children(start, argv->get(), amount); };
    }
    no_such(r);
}

inline enlist const here("raw", make);

} // namespace bench::raw

#endif
