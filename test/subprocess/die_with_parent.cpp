// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/parent_death.hpp>

#include "both_drivers.hpp"
#include "each_mechanism.hpp"
#include "start_modes.hpp"

#include <concur/subprocess/pipeline.hpp>
#include <concur/subprocess/popen.hpp>

#include <support/on_native_kernel.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <functional>
#include <string>
#include <vector>

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

// The keyword die_with_parent. A process between the test and the children is
// killed; a pipe that they hold ends when none of them is left.

namespace sp = concur::subprocess;
using namespace support;

namespace {

// A process that runs a body, and then waits. The body gets the write end of a
// pipe.
class middle_process
{
public:
    explicit middle_process(std::function<void(int)> const& body)
    {
        int ends[2];
        EXPECT(::pipe2(ends, O_CLOEXEC) == 0);
        held_ = ends[0];
        pid_ = ::fork();
        if (pid_ == 0)
        {
            try
            {
                body(ends[1]);
                for (;;)
                {
                    ::pause();
                }
            }
            catch (...)
            {
                ::_exit(99);
            }
        }
        ::close(ends[1]);
        EXPECT(pid_ > 0);
    }

    ~middle_process()
    {
        kill();
        ::close(held_);
    }

    middle_process(middle_process const&) = delete;
    middle_process& operator=(middle_process const&) = delete;

    // The next word from the pipe; empty at its end.
    std::string read() const
    {
        pollfd ready{held_, POLLIN, 0};
        char text[2]; // one word
        if (::poll(&ready, 1, 20'000) != 1)
        {
            return "nothing within 20 s";
        }
        auto const size = ::read(held_, text, sizeof text);
        return std::string(text, size > 0 ? static_cast<std::size_t>(size) : 0);
    }

    void kill()
    {
        if (pid_ > 0)
        {
            ::kill(pid_, SIGKILL);
            ::waitpid(pid_, nullptr, 0);
            pid_ = -1;
        }
    }

    bool nothing_is_left() const
    {
        std::string text;
        do
        {
            text = read();
        } while (text == "up");
        return text.empty();
    }

private:
    pid_t pid_ = -1;
    int held_ = -1;
};

sp::options dying(int out, sp::options o = {})
{
    o.die_with_parent = true;
    o.stdout_ = out;
    return o;
}

sp::command const lives({"sh", "-c", "printf up; exec sleep 60"});

} // namespace

BOOST_AUTO_TEST_SUITE(die_with_parent,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(values)
{
    sp::parent_death const none;
    BOOST_TEST((none == sp::parent_death(false)));
    BOOST_TEST(
        (sp::parent_death(true).what() == sp::parent_death::kind::kills));
    BOOST_TEST((sp::strict.what() == sp::parent_death::kind::kills_always));
    BOOST_TEST(sp::run({"true"}, sp::die_with_parent = false).returncode == 0);
}

BOOST_AUTO_TEST_CASE(the_parent_is_killed, *on_native_kernel)
{
    auto ways = start_modes();
    if (is_root())
    {
        // The system forgets the signal when the user changes.
        ways.emplace_back().user = 65534;
    }
    for (auto const& way : ways)
    {
        middle_process m(
            [&](int out) { new sp::Popen(lives, dying(out, way)); });
        BOOST_TEST(m.read() == "up");
        m.kill();
        BOOST_TEST(m.nothing_is_left());
    }
    middle_process asynchronous(
        [](int out) { run_asynchronously(lives, dying(out)); });
    BOOST_TEST(asynchronous.read() == "up");
    asynchronous.kill();
    BOOST_TEST(asynchronous.nothing_is_left());

    middle_process pipeline([](int out) {
        auto o = dying(out);
        o.pass_fds = {out};
        sp::run_pipeline(sp::command(child({"sleep:60"})) | lives, o);
    });
    BOOST_TEST(pipeline.read() == "up");
    pipeline.kill();
    BOOST_TEST(pipeline.nothing_is_left());
}

// At other points of the starts each time.
BOOST_AUTO_TEST_CASE(a_tree_ends_with_the_parent, *on_native_kernel)
{
    auto const before = sp::containment(sp::stop_scope::tree);
    if (before == sp::containment_mechanism::group)
    {
        BOOST_TEST_MESSAGE("no helper process here");
        return;
    }
    middle_process m([](int out) {
        auto o = dying(out);
        o.scope = sp::stop_scope::tree;
        new sp::Popen(
            {"sh", "-c",
             "setsid sh -c 'printf up; exec sleep 60' & exec sleep 60"},
            o);
    });
    BOOST_TEST(m.read() == "up");
    m.kill();
    BOOST_TEST(m.nothing_is_left());
}

// The command looks for a while whether anybody kills it.
BOOST_AUTO_TEST_CASE(without_the_keyword_a_tree_outlives_the_parent,
                     *on_native_kernel)
{
    with_each_mechanism([](mechanism what) {
        middle_process m([=](int out) {
            refuse_better_than(what);
            auto o = dying(out);
            o.die_with_parent = {};
            o.scope = sp::stop_scope::tree;
            new sp::Popen({"sh", "-c",
                           "printf up; while kill -0 $0 2>/dev/null; do "
                           "sleep 0.01; done; sleep 0.3; printf ok",
                           std::to_string(::getpid())},
                          o);
        });
        EXPECT(m.read() == "up");
        m.kill();
        EXPECT(m.read() == "ok");
        EXPECT(m.nothing_is_left());
    });
}

BOOST_AUTO_TEST_CASE(the_parent_is_killed_during_starts, *on_native_kernel)
{
    auto ways = start_modes();
    for (int n = 0; n != 40; ++n)
    {
        middle_process m([&](int out) {
            EXPECT(::write(out, "up", 2) == 2);
            for (int i = 0; i != 6; ++i)
            {
                auto const& way = ways[static_cast<std::size_t>(n + i) % 4];
                new sp::Popen(lives, dying(out, way));
            }
        });
        BOOST_TEST(m.read() == "up");
        ::usleep(static_cast<unsigned>(n) * 300);
        m.kill();
        BOOST_TEST_REQUIRE(m.nothing_is_left());
    }
}

BOOST_AUTO_TEST_CASE(the_parent_is_killed_during_preexec_fn, *on_native_kernel)
{
    middle_process m([](int out) {
        auto o = dying(out);
        o.preexec_fn = [] {
            if (::write(1, "up", 2) == 2)
            {
                ::sleep(60);
            }
        };
        sp::run({"true"}, o);
    });
    BOOST_TEST(m.read() == "up");
    m.kill();
    BOOST_TEST(m.nothing_is_left());
}

BOOST_AUTO_TEST_CASE(the_parent_executes_another_program, *on_native_kernel)
{
    auto const other = absolute_child();
    middle_process m([&](int out) {
        new sp::Popen(lives, dying(out));
        ::execl(other.c_str(), "child", "sleep:60", nullptr);
    });
    BOOST_TEST(m.nothing_is_left());
}

BOOST_AUTO_TEST_SUITE_END()
