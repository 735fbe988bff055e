// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/trace.hpp>

#include "both_drivers.hpp"
#include "warnings.hpp"

#include <concur/errors.hpp>
#include <concur/subprocess/pipeline.hpp>
#include <concur/subprocess/popen.hpp>

#include <support/expect_error.hpp>
#include <support/support.hpp>
#include <support/test_thread.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace sp = concur::subprocess;
using namespace support;

namespace {

// The events, as texts, while this object exists. The numbers begin at 1.
class recorded_trace
{
public:
    recorded_trace()
        : before_(sp::set_trace_hook([this](auto const& e) { add(e); }))
    {
    }

    ~recorded_trace()
    {
        sp::set_trace_hook(before_);
    }

    recorded_trace(recorded_trace const&) = delete;
    recorded_trace& operator=(recorded_trace const&) = delete;

    // The lines so far; the time that a child took is left out.
    std::string take()
    {
        std::lock_guard const held(mutex_);
        return std::exchange(text_, {});
    }

    // The part of the last events that the texts do not have.
    sp::trace_event last() const
    {
        std::lock_guard const held(mutex_);
        return last_;
    }

private:
    void add(sp::trace_event e)
    {
        std::lock_guard const held(mutex_);
        first_ = first_.value_or(e.id - 1);
        e.id -= *first_;
        auto line = sp::to_string(e);
        if (e.what == sp::trace_kind::ended)
        {
            line.resize(line.rfind(" after "));
        }
        text_ += line + "\n";
        last_ = e;
        last_.command_line = {};
        last_.line.reset();
    }

    mutable std::mutex mutex_;
    std::optional<unsigned long long> first_;
    std::string text_;
    sp::trace_event last_;
    sp::trace_hook before_;
};

sp::options text(sp::options o = {})
{
    o.text = true;
    o.on_stdout = [](auto) {};
    return o;
}

} // namespace

BOOST_AUTO_TEST_SUITE(trace, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(a_command)
{
    with_both_drivers([](auto run) {
        recorded_trace seen;
        auto const before = std::chrono::system_clock::now();
        sp::command const c({"sh", "-c", "echo a; echo b; exit 3"});
        auto const done = run(c, text());
        BOOST_TEST(seen.take() == "[1] $ sh -c 'echo a; echo b; exit 3'\n"
                                  "[1] stdout: a\n"
                                  "[1] stdout: b\n"
                                  "[1] exit status 3\n");
        auto const e = seen.last();
        BOOST_TEST(e.pid == done.pid);
        BOOST_TEST((e.report->ended == done.ended));
        BOOST_TEST((e.report->usage == done.usage));
        BOOST_TEST((e.time >= before));
        BOOST_TEST((e.time <= std::chrono::system_clock::now()));
    });
    BOOST_TEST(sp::run({"true"}).returncode == 0); // without a hook
}

BOOST_AUTO_TEST_CASE(secrets_are_masked)
{
    recorded_trace seen;
    sp::run(sp::command("true", sp::secret("pass word")));
    BOOST_TEST(seen.take() == "[1] $ true '***'\n[1] exit status 0\n");
    sp::run(sp::command("true", sp::secret("one"), "two", sp::secret("three")));
    BOOST_TEST(seen.take() == "[2] $ true '***' two '***'\n"
                              "[2] exit status 0\n");
    sp::run(sp::secret("exit 3"), sp::shell);
    BOOST_TEST(seen.take() == "[3] $ ***\n[3] exit status 3\n");
    BOOST_CHECK_THROW(
        sp::run(sp::command("/nonexistent", sp::secret("pass word"))),
        concur::FileNotFoundError);
    BOOST_TEST(seen.take() == "[4] not started: /nonexistent '***': [Errno 2] "
                              "No such file or directory: '/nonexistent'\n");
    BOOST_CHECK_THROW(sp::run(sp::command(sp::secret("/nonexistent"), "x")),
                      concur::FileNotFoundError);
    BOOST_TEST(seen.take() == "[5] not started: '***' x: [Errno 2] "
                              "No such file or directory: '***'\n");
    sp::options o;
    o.cwd = sp::secret("/nonexistent");
    BOOST_CHECK_THROW(sp::run({"true"}, o), concur::FileNotFoundError);
    BOOST_TEST(seen.take() == "[6] not started: true: [Errno 2] "
                              "No such file or directory: '***'\n");
    sp::run_pipeline(sp::command("echo", sp::secret("a")) |
                     sp::command("grep", "-q", sp::secret("a")));
    BOOST_TEST(seen.take().starts_with("[7] $ grep -q '***'\n"
                                       "[8] $ echo '***'\n"));
}

BOOST_AUTO_TEST_CASE(starts_that_fail)
{
    with_both_drivers([](auto run) {
        recorded_trace seen;
        BOOST_CHECK_THROW(run({"/nonexistent", "x"}, {}),
                          concur::FileNotFoundError);
        BOOST_TEST(seen.take() == "[1] not started: /nonexistent x: [Errno 2] "
                                  "No such file or directory: "
                                  "'/nonexistent'\n");
        BOOST_TEST(seen.last().pid == 0);
        BOOST_CHECK_THROW(std::rethrow_exception(seen.last().error),
                          concur::FileNotFoundError);
        sp::options o;
        o.stdin_ = std::filesystem::path("/nonexistent");
        BOOST_CHECK_THROW(run({"true"}, o), concur::FileNotFoundError);
        BOOST_TEST(seen.take().starts_with("[2] not started: true: "));
        // Nothing was tried.
        o.umask = -1;
        o.nice = 1LL << 40;
        BOOST_CHECK_THROW(run({"true"}, o), concur::OverflowError);
        BOOST_TEST(seen.take() == "");
    });
}

BOOST_AUTO_TEST_CASE(a_process_object)
{
    recorded_trace seen;
    {
        sp::Popen p({"cat"}, sp::stdin_ = sp::PIPE);
        BOOST_TEST(seen.take() == "[1] $ cat\n");
        BOOST_TEST(!p.poll());
        p.kill();
        p.wait();
        BOOST_TEST(seen.take() == "[1] SIGKILL\n");
        p.kill();
        p.poll();
        p.wait();
        BOOST_TEST(p.returncode().value() == -SIGKILL);
    }
    BOOST_TEST(seen.take() == "");
    // A signal finds the end.
    sp::Popen p({"true"});
    BOOST_TEST(eventually([&] {
        p.send_signal(0);
        return p.returncode().has_value();
    }));
    BOOST_TEST(seen.take() == "[2] $ true\n[2] exit status 0\n");
}

BOOST_AUTO_TEST_CASE(how_a_child_was_ended)
{
    with_both_drivers([](auto run) {
        recorded_trace seen;
        sp::options o;
        o.timeout = 0.01;
        BOOST_CHECK_THROW(run({"sleep", "60"}, o), sp::TimeoutExpired);
        BOOST_TEST(seen.take() == "[1] $ sleep 60\n[1] SIGKILL after a "
                                  "timeout\n");
    });
}

BOOST_AUTO_TEST_CASE(a_pipeline)
{
    auto const stages = sp::command({"echo", "a"}) | sp::command({"cat"});
    recorded_trace seen;
    sp::run_pipeline(stages, text());
    auto const all = seen.take();
    // The stages end in any order.
    BOOST_TEST(all.starts_with("[1] $ cat\n[2] $ echo a\n"));
    for (std::string const line : {"\n[1] stdout: a\n", "\n[1] exit status 0\n",
                                   "\n[2] exit status 0\n"})
    {
        BOOST_TEST((all.find(line) != all.npos), all << " lacks " << line);
    }
    BOOST_CHECK_THROW(sp::run_pipeline(sp::command({"/nonexistent"}) |
                                       sp::command({"sleep", "60"})),
                      concur::FileNotFoundError);
    auto const failed = seen.take();
    BOOST_TEST((failed.find("[4] not started: /nonexistent: ") != failed.npos));
    BOOST_TEST((failed.find("[3] SIGKILL after a failure\n") != failed.npos));
}

// In the way of binary output and of output that is only captured.
BOOST_AUTO_TEST_CASE(no_lines)
{
    recorded_trace seen;
    sp::run(
        {"echo", "a"}, sp::on_stdout = [](auto) {});
    sp::run({"echo", "a"}, sp::text, sp::capture_output);
    BOOST_TEST(seen.take() == "[1] $ echo a\n[1] exit status 0\n"
                              "[2] $ echo a\n[2] exit status 0\n");
}

BOOST_AUTO_TEST_CASE(a_hook_that_throws)
{
    with_both_drivers([](auto run) {
        heard_warnings heard(concur::warning::runtime);
        auto const before = sp::set_trace_hook(
            [](auto const&) { throw std::runtime_error("full"); });
        auto const done = run({"sh", "-c", "echo a; exit 3"}, text());
        sp::set_trace_hook([](auto const&) { throw 1; });
        sp::run({"true"});
        sp::set_trace_hook(before);
        BOOST_TEST(done.returncode == 3);
        BOOST_TEST(heard.texts.size() == 5u);
        BOOST_TEST(heard.texts.front() ==
                   "the trace hook threw an exception: full");
        BOOST_TEST(heard.texts.back() == "the trace hook threw an exception");
    });
}

// It uses the child of the event, starts others and removes itself.
BOOST_AUTO_TEST_CASE(a_hook_that_uses_the_library)
{
    int calls = 0;
    std::optional<sp::Popen> p;
    sp::set_trace_hook([&](sp::trace_event const& e) {
        ++calls;
        BOOST_TEST(sp::check_output({"echo", "inner"}) == "inner\n");
        if (e.what == sp::trace_kind::ended)
        {
            BOOST_TEST(p->poll().value() == 4);
            sp::set_trace_hook({});
        }
    });
    p.emplace(child({"exit:4"}));
    BOOST_TEST(p->wait() == 4);
    BOOST_TEST(calls == 2);
    sp::run({"true"});
    BOOST_TEST(calls == 2);
}

// The hook waits for a traced child, and starts another command after that.
BOOST_AUTO_TEST_CASE(an_event_while_the_hook_runs)
{
    int started = 0;
    int ended = 0;
    std::optional<sp::Popen> first;
    sp::set_trace_hook([&](sp::trace_event const& e) {
        ended += e.what == sp::trace_kind::ended;
        if (e.what == sp::trace_kind::started && ++started == 2)
        {
            BOOST_TEST(first->wait() == 3);
            BOOST_TEST(ended == 1);
            BOOST_TEST(sp::call({"true"}) == 0);
        }
    });
    first.emplace(child({"exit:3"}));
    BOOST_TEST(sp::call(child({"exit:4"})) == 4);
    sp::set_trace_hook({});
    BOOST_TEST(started == 2);
    BOOST_TEST(ended == 2);
}

// Its later events go to the hook of that time.
BOOST_AUTO_TEST_CASE(a_command_between_two_hooks)
{
    std::optional<sp::Popen> untraced(std::in_place, child({"exit:0"}));
    std::optional<sp::Popen> traced;
    {
        recorded_trace first;
        traced.emplace(child({"exit:0"}));
        BOOST_TEST(first.take() != "");
    }
    recorded_trace second;
    untraced->wait();
    BOOST_TEST(second.take() == "");
    traced->wait();
    BOOST_TEST(second.take() == "[1] exit status 0\n");
}

BOOST_AUTO_TEST_CASE(the_hook_is_exchanged_while_commands_run)
{
    std::atomic<int> running{4};
    std::atomic<int> started{0};
    std::atomic<int> ended{0};
    std::vector<std::unique_ptr<test_thread>> threads;
    auto const hook = [&](sp::trace_event const& e) {
        started += e.what == sp::trace_kind::started;
        ended += e.what == sp::trace_kind::ended;
    };
    sp::set_trace_hook(hook);
    for (int t = 0; t != 4; ++t)
    {
        threads.push_back(std::make_unique<test_thread>([&running] {
            for (int n = 0; n != 10; ++n)
            {
                EXPECT(
                    sp::run(child({"out:a\\n", "exit:3"}), text()).returncode ==
                    3);
            }
            --running;
        }));
    }
    while (running != 0)
    {
        sp::set_trace_hook(hook);
    }
    threads.clear();
    sp::set_trace_hook({});
    BOOST_TEST(started == 40);
    BOOST_TEST(ended == 40);
}

BOOST_AUTO_TEST_SUITE_END()
