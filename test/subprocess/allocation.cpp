// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/popen.hpp>
#include <concur/subprocess/run.hpp>

#include <concur/hooks.hpp>

#include <support/each_allocation_fails.hpp>
#include <support/reaped_later.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include <unistd.h>

// Each allocation of a call fails once: the call throws std::bad_alloc or is
// successful, and leaves neither a child nor a descriptor.

namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;

namespace {

struct detaching : sp::default_policy
{
    static constexpr auto on_destroy = sp::destroy::detach;
};

struct bulk : sp::default_policy
{
    using bytes = sp::bytes;
};

} // namespace

BOOST_AUTO_TEST_SUITE(allocation, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(a_conversation_survives_failing_allocations)
{
    check_failing_allocations([] {
        sp::Popen p(child({"upper", "err:e"}), sp::stdin_ = sp::PIPE,
                    sp::stdout_ = sp::PIPE, sp::stderr_ = sp::PIPE, sp::text,
                    sp::cwd = "/", sp::env = {{"A", "b"}, {"C", "d"}});
        auto const o = p.communicate("a longer text than fits a string");
        EXPECT(*o.stdout_ == "A LONGER TEXT THAN FITS A STRING");
        EXPECT(*o.stderr_ == "e");
        EXPECT(p.returncode() == 0);
    });
}

BOOST_AUTO_TEST_CASE(run_survives_failing_allocations)
{
    check_failing_allocations([] {
        std::string const much(300000, 'x');
        auto const r = sp::run(child({"cat", "err:e", "exit:3"}),
                               sp::input = much, sp::capture_output);
        EXPECT(r.returncode == 3);
        EXPECT(*r.stdout_ == much);
        auto const b =
            sp::run<bulk>(child({"outn:300000"}), sp::capture_output);
        EXPECT(*b.stdout_ == much);
    });
}

BOOST_AUTO_TEST_CASE(live_output_survives_failing_allocations)
{
    check_failing_allocations([] {
        std::string const line(1000, 'x');
        std::string text;
        std::size_t pieces = 0;
        auto const r = sp::run(
            child({"cat", "err:e", "exit:3"}), sp::input = line + "\n" + line,
            sp::text, sp::line_limit = 64,
            sp::on_stdout = [&](std::string_view part) { text += part; },
            sp::on_output = [&](sp::output_piece const&) { ++pieces; });
        EXPECT(r.returncode == 3);
        EXPECT(text == line + line);
        EXPECT(pieces == 2 * 16 + 1);
    });
}

BOOST_AUTO_TEST_CASE(files_survive_failing_allocations)
{
    scratch_directory const place;
    std::filesystem::path const path =
        place.path() + "/a_name_longer_than_fits_a_string";
    check_failing_allocations([&] {
        EXPECT(sp::call(child({"out:one", "err:two"}), sp::stdout_ = path,
                        sp::stderr_ = sp::STDOUT) == 0);
        EXPECT(read_file(path.native()) == "onetwo");
        EXPECT(sp::run(
                   child({"err:x"}), sp::capture_output,
                   sp::on_output = [](sp::output_piece const&) {})
                   .returncode == 0);
    });
}

BOOST_AUTO_TEST_CASE(a_tee_survives_failing_allocations)
{
    scratch_directory const place;
    auto const path = place.path() + "/a_name_longer_than_fits_a_string";
    check_failing_allocations([&] {
        sp::run(child({"out:one", "err:two"}), sp::tee = {path, "/dev/full"},
                sp::stderr_ = sp::DEVNULL);
        EXPECT(read_file(path) == "one");
    });
}

BOOST_AUTO_TEST_CASE(a_record_survives_failing_allocations)
{
    check_failing_allocations([] {
        auto const r =
            sp::run(child({"out:one", "err:two"}), sp::record, sp::text);
        EXPECT(r.record.size() == 2);
        EXPECT(r.record[0].in(r) != r.record[1].in(r));
    });
}

BOOST_AUTO_TEST_CASE(errors_survive_failing_allocations)
{
    check_failing_allocations([] {
        try
        {
            sp::check_output(child({"out:some output", "exit:3"}));
            EXPECT(false);
        }
        catch (sp::CalledProcessError const& e)
        {
            EXPECT(e.returncode == 3 && *e.output == "some output");
        }
        try
        {
            sp::run({"/missing/program/of/a/long/name"}, sp::capture_output);
            EXPECT(false);
        }
        catch (concur::FileNotFoundError const& e)
        {
            EXPECT(e.filename() == "/missing/program/of/a/long/name");
        }
        try
        {
            sp::run(child({"out:some output", "forever"}), sp::capture_output,
                    sp::timeout = 20ms);
            EXPECT(false);
        }
        catch (sp::TimeoutExpired const& e)
        {
            EXPECT(e.timeout == 0.02);
        }
    });
}

BOOST_AUTO_TEST_CASE(separate_children_survive_failing_allocations)
{
    check_failing_allocations([] {
        auto const r = sp::run(
            child({"out:x"}), sp::capture_output, sp::pass_fds = {0, 1},
            sp::preexec_fn = [] {});
        EXPECT(*r.stdout_ == "x");
        EXPECT(sp::call(child({"exit:2"}), sp::user = ::getuid()) == 2);
    });
}

BOOST_AUTO_TEST_CASE(streams_survive_failing_allocations)
{
    check_failing_allocations([] {
        sp::Popen p(child({"cat"}), sp::stdin_ = sp::PIPE,
                    sp::stdout_ = sp::PIPE, sp::encoding = "utf-8-sig");
        p.stdin_().write("one line of some length\nand another\n");
        p.stdin_().close();
        EXPECT(p.stdout_().readline() == "one line of some length\n");
        EXPECT(p.stdout_().read() == "and another\n");
        EXPECT(p.close_and_wait() == 0);
    });
}

// A destructor cannot report an error, and must not end the program.
BOOST_AUTO_TEST_CASE(destructors_survive_failing_allocations)
{
    CHECK_FORKED([] {
        concur::set_warning_hook([](concur::warning, std::string_view text) {
            std::string const copied(text);
        });
        {
            process_state const before;
            for (long failed = 0; failed != 8; ++failed)
            {
                sp::basic_popen<detaching> p(child({"drain"}),
                                             sp::stdin_ = sp::PIPE);
                p.stdin_().write("buffered, and longer than a string");
                {
                    auto const old = std::move(p);
                    allocations_left = failed;
                }
                allocations_left = -1;
            }
            // A start reaps children whose objects were destroyed.
            EXPECT(reaped_later());
            expect(before.changes().empty(), before.changes());
        }
    });
}

BOOST_AUTO_TEST_SUITE_END()
