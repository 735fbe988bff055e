// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/policy.hpp>

#include <concur/hooks.hpp>
#include <concur/subprocess/launcher.hpp>
#include <concur/subprocess/popen.hpp>
#include <concur/subprocess/run.hpp>

#include <support/reaped_later.hpp>
#include <support/support.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <unistd.h>

namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;

namespace {

template<sp::destroy How>
struct ends_by : sp::default_policy
{
    static constexpr auto on_destroy = How;
};

struct bulk : sp::default_policy
{
    using bytes = sp::bytes;
};

// A policy that changes every member.
struct mine : bulk
{
    struct launcher : sp::posix::launcher
    {
    };
    using executor_type = boost::asio::io_context::executor_type;
    static constexpr sp::destroy on_destroy = sp::destroy::kill;
};

static_assert(sp::policy<sp::default_policy> && sp::policy<mine>);
static_assert(!sp::policy<int>);
static_assert(std::is_same_v<sp::Popen, sp::basic_popen<sp::default_policy>>);
static_assert(std::is_same_v<sp::basic_popen<mine>::bytes, sp::bytes>);

} // namespace

BOOST_AUTO_TEST_SUITE(policy, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(the_default_closes_the_streams_and_waits)
{
    scratch_directory const scratch;
    auto const file = scratch.path() + "/x";
    {
        // The child ends when its input is closed, and then creates the file.
        sp::Popen p({child(), "drain", ("create:" + file).c_str()},
                    sp::stdin_ = sp::PIPE);
        p.stdin_().write("buffered");
    }
    BOOST_TEST(::access(file.c_str(), F_OK) == 0);
}

BOOST_AUTO_TEST_CASE(a_policy_may_terminate)
{
    scratch_directory const scratch;
    auto const file = scratch.file("x");
    {
        sp::basic_popen<ends_by<sp::destroy::terminate>> p(
            "trap 'echo caught >" + file +
                "; exit' TERM; echo ready; while :; do sleep 0.05; done",
            sp::shell, sp::stdout_ = sp::PIPE);
        BOOST_TEST(p.stdout_().readline() == "ready\n");
    }
    BOOST_TEST(read_file(file) == "caught\n");
    BOOST_TEST(no_children());
    {
        // A child that has ended gets no signal.
        sp::basic_popen<ends_by<sp::destroy::terminate>> p(child({"exit:3"}));
        BOOST_TEST(p.wait() == 3);
    }
}

BOOST_AUTO_TEST_CASE(a_policy_may_kill)
{
    {
        sp::basic_popen<ends_by<sp::destroy::kill>> p(
            child({"ignore:15", "out:ready\n", "forever"}),
            sp::stdout_ = sp::PIPE);
        BOOST_TEST(p.stdout_().readline() == "ready\n");
    }
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_CASE(a_policy_may_detach)
{
    std::string heard;
    auto const before = concur::set_warning_hook(
        [&](concur::warning kind, std::string_view text) {
            BOOST_TEST((kind == concur::warning::resource));
            heard = text;
        });
    long pid = 0;
    sp::stream in;
    {
        sp::basic_popen<ends_by<sp::destroy::detach>> p(child({"drain"}),
                                                        sp::stdin_ = sp::PIPE);
        pid = p.pid();
        in = p.stdin_();
    }
    concur::set_warning_hook(before);
    BOOST_TEST(heard ==
               "subprocess " + std::to_string(pid) + " is still running");
    BOOST_TEST(::kill(static_cast<pid_t>(pid), 0) == 0);
    // The child ends with its input; a later start reaps it.
    in.close();
    BOOST_TEST(reaped_later());
}

BOOST_AUTO_TEST_CASE(assignment_ends_the_old_child_as_the_policy_has_it)
{
    using killing = sp::basic_popen<ends_by<sp::destroy::kill>>;
    killing p(child({"forever"}));
    auto const old = static_cast<pid_t>(p.pid());
    p = killing(child({"exit:4"}));
    BOOST_TEST(::kill(old, 0) == -1);
    BOOST_TEST(p.wait() == 4);
    killing q(std::move(p));
    BOOST_TEST(q.returncode().value() == 4);
}

BOOST_AUTO_TEST_CASE(a_policy_chooses_the_container_of_output)
{
    auto const r =
        sp::run<bulk>(child({"out:a\\0b", "err:e"}), sp::capture_output);
    static_assert(std::is_same_v<decltype(r.stdout_)::value_type, sp::bytes>);
    BOOST_TEST(*r.stdout_ == std::string_view("a\0b", 3));
    BOOST_TEST(*r.stderr_ == "e");
    BOOST_TEST(sp::check_output<bulk>(child({"upper"}), sp::input = "x\r\ny",
                                      sp::text) == "X\nY");
    BOOST_TEST(!sp::run<bulk>(child({})).stdout_);

    sp::basic_popen<bulk> p(child({"out:abc"}), sp::stdout_ = sp::PIPE);
    auto const first = p.communicate();
    auto const second = p.communicate();
    BOOST_TEST(*first.stdout_ == "abc");
    BOOST_TEST((first == second));
    BOOST_TEST(!first.stderr_);
    // The output is shared, not copied.
    BOOST_TEST(static_cast<void const*>(first.stdout_->data()) ==
               second.stdout_->data());
}

BOOST_AUTO_TEST_CASE(errors_carry_strings_whatever_the_container)
{
    try
    {
        sp::run<bulk>(child({"out:x", "exit:3"}), sp::capture_output,
                      sp::check);
        BOOST_TEST(false);
    }
    catch (sp::CalledProcessError const& e)
    {
        BOOST_TEST(e.output.value() == "x");
        BOOST_TEST(e.stderr_.value() == "");
    }
}

BOOST_AUTO_TEST_CASE(a_users_policy_works_whole)
{
    boost::asio::io_context context;
    BOOST_TEST(sp::run<mine>(child({"exit:2"})).returncode == 2);
    BOOST_TEST(sp::call<mine>("exit 2", sp::shell) == 2);
    BOOST_TEST(sp::check_call<mine>(child({})) == 0);
    BOOST_TEST(sp::check_output<mine>(child({"out:x"})) == "x");
    sp::basic_popen<mine> forgotten(child({"forever"}));
    sp::basic_popen<mine> p(child({"exit:5"}));
    auto process = p.release(context.get_executor());
    BOOST_TEST(process.wait() == 5);
}

BOOST_AUTO_TEST_SUITE_END()
