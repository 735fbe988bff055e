// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/pipeline.hpp>

#include "both_pipeline_drivers.hpp"
#include "checks.hpp"
#include "pidfd_modes.hpp"

#include <concur/detail/interrupts.hpp>
#include <concur/errors.hpp>
#include <concur/subprocess/launcher.hpp>
#include <concur/subprocess/run.hpp>

#include <support/each_allocation_fails.hpp>
#include <support/reaped_later.hpp>
#include <support/support.hpp>
#include <support/when_main_sleeps.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <new>
#include <string>
#include <vector>

// Pipelines when memory fails, interrupts come, other code reaps the children,
// or the launcher is the caller's.

namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;
using concur::KeyboardInterrupt;

namespace {

sp::pipeline forever()
{
    sp::command const one = child({"forever"});
    return one | one | one;
}

// An initializer of Boost.Process that refuses the program /refused, by an
// exception that is no std::exception.
struct refusal
{
    template<class Launcher>
    boost::system::error_code
    on_setup(Launcher&, boost::process::v2::filesystem::path const& program,
             char const* const*&)
    {
        ++*setups;
        if (program == "/refused")
        {
            throw 7;
        }
        return {};
    }

    int* setups;
};

} // namespace

BOOST_AUTO_TEST_SUITE(pipeline_faults,
                      *boost::unit_test::fixture<leaves_no_trace>())

// Each allocation of a call fails once: the call throws std::bad_alloc or is
// successful, and leaves neither a child nor a descriptor.
BOOST_AUTO_TEST_CASE(memory_fails)
{
    auto const check = [](auto const& run, sp::pipeline const& p,
                          auto const& expected) {
        auto o = captured_pipeline();
        o.input = "a longer text than fits a string";
        o.check = true;
        auto const body = [&] {
            try
            {
                expected(run(p, o));
            }
            catch (sp::PipelineError const& e)
            {
                EXPECT(e.index == 1);
            }
            catch (concur::FileNotFoundError const& e)
            {
                EXPECT(e.filename() == "/missing");
            }
        };
        check_failing_allocations(body, 20);
    };
    with_both_pipeline_drivers([&](auto const& run) {
        check(run, {child({"upper"}), child({"cat"}), child({"cat"})},
              [](sp::PipelineResult const& r) {
                  EXPECT(*r.stdout_ == "A LONGER TEXT THAN FITS A STRING");
              });
        check(run, {child({"upper"}), child({"cat", "exit:3"}), child({"cat"})},
              [](sp::PipelineResult const&) { EXPECT(false); });
        check(run,
              {child({"upper"}), sp::command("/missing"), child({"forever"})},
              [](sp::PipelineResult const&) { EXPECT(false); });
    });
}

BOOST_AUTO_TEST_CASE(an_interrupt_waits_a_moment_and_kills)
{
    concur::detail::allow_interrupts();
    for (auto const& o : {sp::options{}, captured_pipeline()})
    {
        auto const interrupted = [&] {
            when_main_sleeps const other(
                [] { concur::detail::post_interrupt(SIGINT); });
            auto const begin = std::chrono::steady_clock::now();
            BOOST_CHECK_THROW(sp::run_pipeline(forever(), o),
                              KeyboardInterrupt);
            auto const took = std::chrono::steady_clock::now() - begin;
            BOOST_TEST((took >= 250ms));
            BOOST_TEST((took < 60s));
        };
        BOOST_TEST(leaves_no_child(interrupted, 500ms));
    }
    // Processes that end by themselves in that moment are not killed.
    scratch_directory const place;
    auto const ends = [&](std::string const& file) {
        return sp::command("/bin/sh", "-c",
                           "sleep 0.05; echo ended > '" + file + "'");
    };
    for (int i = 0;; ++i)
    {
        auto const a = place.path() + "/a" + std::to_string(i);
        auto const b = place.path() + "/b" + std::to_string(i);
        concur::detail::post_interrupt(SIGINT);
        BOOST_CHECK_THROW(sp::run_pipeline(ends(a) | ends(b)),
                          KeyboardInterrupt);
        if (read_file(a) == "ended\n" && read_file(b) == "ended\n")
        {
            break;
        }
        BOOST_TEST_REQUIRE(i < 20); // they were too slow
        BOOST_TEST(reaped_later());
    }
}

BOOST_AUTO_TEST_CASE(without_pidfds)
{
    check_with_and_without_pidfds([] {
        with_both_pipeline_drivers([](auto const& run) {
            auto o = captured_pipeline();
            o.input = std::string(200'000, 'x');
            auto const r = run(
                {child({"cat"}), child({"cat", "exit:3"}),
                 child({"cat", "close:1", "close:2", "sleep:0.1", "exit:4"})},
                o);
            EXPECT(r.stdout_->size() == 200'000);
            EXPECT(r.returncodes == (std::vector<int>{0, 3, 4}));
            o.timeout = 0.05;
            expect_error<sp::TimeoutExpired>([&] { run(forever(), o); });
            EXPECT(no_children());
        });
    });
}

// A host that ignores its children gets no statuses, as from run().
BOOST_AUTO_TEST_CASE(others_reap_the_children)
{
    with_both_pipeline_drivers([](auto const& run) {
        CHECK_FORKED([&] {
            ::signal(SIGCHLD, SIG_IGN);
            auto const r = run({child({"out:a", "exit:3"}), child({"upper"})},
                               captured_pipeline());
            EXPECT(*r.stdout_ == "A");
            EXPECT(r.returncodes == (std::vector<int>{0, 0}));
        });
    });
}

// The initializers are those of each stage.
BOOST_AUTO_TEST_CASE(an_initializer_throws_any_type)
{
    int setups = 0;
    auto const r = sp::run_pipeline({child({"out:a"}), child({"upper"})},
                                    sp::stdout_ = sp::PIPE, refusal{&setups});
    BOOST_TEST(*r.stdout_ == "A");
    BOOST_TEST(setups == 2);
    sp::command const last = child({"forever"});
    BOOST_CHECK_THROW(sp::run_pipeline(sp::command("/refused") | last | last,
                                       refusal{&setups}),
                      int);
    BOOST_TEST(setups == 5);
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_SUITE_END()
