// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/popen.hpp>
#include <concur/subprocess/run.hpp>

#include <support/may_refuse_calls.hpp>
#include <support/refused_calls.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;

namespace {

constexpr int count = 8;

// Run a body on 8 threads that begin together, and return the results. An
// exception of one of them is thrown again.
template<class T>
std::array<T, count> side_by_side(std::function<T(int)> const& body)
{
    std::array<T, count> results{};
    std::array<std::exception_ptr, count> errors;
    std::vector<std::thread> threads;
    std::atomic<int> ready{0};
    for (int i = 0; i != count; ++i)
    {
        threads.emplace_back([&, i] {
            ++ready;
            while (ready != count)
            {
                std::this_thread::yield();
            }
            try
            {
                results[i] = body(i);
            }
            catch (...)
            {
                errors[i] = std::current_exception();
            }
        });
    }
    for (auto& t : threads)
    {
        t.join();
    }
    for (auto const& e : errors)
    {
        if (e)
        {
            std::rethrow_exception(e);
        }
    }
    return results;
}

// A thread that opens descriptors without close-on-exec, again and again.
class careless_opener
{
public:
    careless_opener()
        : thread_([this] {
              while (!done_)
              {
                  std::array<int, 8> open;
                  for (auto& number : open)
                  {
                      number = ::open("/dev/null", O_RDONLY);
                  }
                  std::this_thread::yield();
                  for (auto number : open)
                  {
                      ::close(number);
                  }
              }
          })
    {
    }

    ~careless_opener()
    {
        done_ = true;
        thread_.join();
    }

private:
    std::atomic<bool> done_{false};
    std::thread thread_;
};

// Eight threads ask for one status, each in another way.
std::array<int, count> statuses_of(sp::Popen& p)
{
    return side_by_side<int>([&](int i) {
        switch (i % 4)
        {
        case 0:
            return p.wait();
        case 1:
            return p.wait(60s);
        case 2:
            p.terminate();
            return p.wait();
        default:
            while (!p.poll())
            {
                std::this_thread::yield();
            }
            return *p.returncode();
        }
    });
}

std::array<int, count> all(int code)
{
    std::array<int, count> same;
    same.fill(code);
    return same;
}

} // namespace

BOOST_AUTO_TEST_SUITE(threads, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(children_started_side_by_side_get_their_own_descriptors)
{
    careless_opener const opener;
    auto const seen = side_by_side<std::string>([](int i) {
        std::string all;
        for (int n = 0; n != 12; ++n)
        {
            auto const r = i % 4 == 0 ? sp::run(
                                            child({"fds"}), sp::capture_output,
                                            sp::preexec_fn = [] {})
                           : i % 4 == 1
                               ? sp::run(child({"fds"}), sp::capture_output,
                                         sp::user = ::getuid())
                               : sp::run(child({"fds"}), sp::capture_output,
                                         sp::timeout = 60s);
            all += *r.stdout_;
        }
        return all;
    });
    std::string right;
    for (int n = 0; n != 12; ++n)
    {
        right += "0 1 2\n";
    }
    for (auto const& one : seen)
    {
        BOOST_TEST(one == right);
    }
}

// With close_fds = false: an end that another child has inherited would keep
// the pipe open.
BOOST_AUTO_TEST_CASE(pipelines_built_side_by_side_come_to_an_end)
{
    auto const seen = side_by_side<std::string>([](int i) {
        std::string all;
        for (int n = 0; n != 8; ++n)
        {
            sp::Popen first(child({"cat"}), sp::stdin_ = sp::PIPE,
                            sp::stdout_ = sp::PIPE, sp::close_fds = false);
            sp::Popen second(child({"upper"}), sp::stdin_ = first.stdout_(),
                             sp::stdout_ = sp::PIPE, sp::close_fds = false);
            first.stdout_().close();
            first.stdin_().write("abc" + std::to_string(i));
            first.stdin_().close();
            all += *second.communicate({}, 60s).stdout_;
        }
        return all;
    });
    for (int i = 0; i != count; ++i)
    {
        std::string right;
        for (int n = 0; n != 8; ++n)
        {
            right += "ABC" + std::to_string(i);
        }
        BOOST_TEST(seen[i] == right);
    }
}

BOOST_AUTO_TEST_CASE(threads_that_wait_for_one_child_see_one_status)
{
    for (int n = 0; n != 15; ++n)
    {
        sp::Popen p(child({"trap:15", "out:ready\n", "forever"}),
                    sp::stdout_ = sp::PIPE);
        BOOST_TEST(p.stdout_().readline() == "ready\n");
        BOOST_TEST(statuses_of(p) == all(7));
        BOOST_TEST(p.wait() == 7);
    }
}

BOOST_AUTO_TEST_CASE(threads_that_wait_see_one_status_without_pidfds,
                     *support::may_refuse_calls)
{
    CHECK_FORKED([] {
        refuse_calls({SYS_clone3, SYS_pidfd_open}, ENOSYS);
        for (int n = 0; n != 15; ++n)
        {
            // A child with a hook is forked.
            sp::Popen p(
                child({"trap:15", "out:ready\n", "forever"}),
                sp::stdout_ = sp::PIPE, sp::preexec_fn = [] {});
            EXPECT(p.stdout_().readline() == "ready\n");
            EXPECT(statuses_of(p) == all(7));
        }
    });
}

BOOST_AUTO_TEST_CASE(threads_that_kill_one_child_see_one_status)
{
    for (int n = 0; n != 15; ++n)
    {
        sp::Popen p(child({"forever"}));
        auto const seen = side_by_side<int>([&](int i) {
            if (i % 2 != 0)
            {
                p.kill();
            }
            return p.wait();
        });
        BOOST_TEST(seen == all(-SIGKILL));
        // A signal that comes too late has no effect.
        BOOST_CHECK_NO_THROW(p.kill());
    }
}

BOOST_AUTO_TEST_CASE(a_wait_with_a_timeout_expires_beside_one_without)
{
    sp::Popen p(child({"forever"}));
    auto const seen = side_by_side<int>([&](int i) {
        if (i == 0)
        {
            return p.wait();
        }
        try
        {
            p.wait(50ms);
        }
        catch (sp::TimeoutExpired const&)
        {
            if (i == 1)
            {
                p.kill();
            }
            return 1000;
        }
        return p.wait();
    });
    BOOST_TEST(seen[0] == -SIGKILL);
    BOOST_TEST(seen[1] == 1000);
    for (auto code : seen)
    {
        BOOST_TEST((code == -SIGKILL || code == 1000));
    }
}

BOOST_AUTO_TEST_CASE(one_thread_reads_while_another_waits)
{
    for (int n = 0; n != 5; ++n)
    {
        sp::Popen p(child({"outn:300000", "exit:3"}), sp::stdout_ = sp::PIPE);
        int code = 0;
        std::thread waiter([&] { code = p.wait(); });
        auto const got = p.stdout_().read();
        waiter.join();
        BOOST_TEST(got.size() == 300000u);
        BOOST_TEST(code == 3);
    }
}

BOOST_AUTO_TEST_SUITE_END()
