// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/popen.hpp>

#include "start_modes.hpp"

#include <concur/hooks.hpp>
#include <concur/subprocess/run.hpp>

#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace sp = concur::subprocess;
using namespace support;
using boost::unit_test::label;

namespace {

// Whether the kernel that the library was built for supports pipe sizes.
bool const applies = !support::portable_kernel();

using sizes = std::array<int, 3>;

sizes all(int size)
{
    return {size, size, size};
}

int fresh_size()
{
    int ends[2];
    expect(::pipe(ends) == 0, "pipe");
    auto const size = ::fcntl(ends[0], F_GETPIPE_SZ);
    ::close(ends[0]);
    ::close(ends[1]);
    return size;
}

// The sizes of the three pipes of a child. Checks that the pipes work.
sizes sizes_of(std::optional<long long> pipesize)
{
    killed_popen p(child({"cat", "err:lemon"}), sp::stdin_ = sp::PIPE,
                   sp::stdout_ = sp::PIPE, sp::stderr_ = sp::PIPE,
                   sp::pipesize = pipesize);
    BOOST_TEST(p.pipesize() == pipesize.value_or(-1));
    sizes found{};
    for (int i = 0; auto const& end : {p.stdin_(), p.stdout_(), p.stderr_()})
    {
        found[static_cast<std::size_t>(i++)] =
            ::fcntl(end.fileno(), F_GETPIPE_SZ);
    }
    // More than a pipe holds.
    std::string const much(300000, 'y');
    auto const said = p.communicate(much, 30);
    BOOST_TEST((said.stdout_ == much));
    BOOST_TEST((said.stderr_ == "lemon"));
    return found;
}

} // namespace

BOOST_AUTO_TEST_SUITE(pipesize, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(popen_pipesize_applied,
                     *label("py:subprocess.popen.pipesize.applied"))
{
    auto const fresh = fresh_size();
    BOOST_TEST(sizes_of(fresh / 2) == all(applies ? fresh / 2 : fresh));
}

BOOST_AUTO_TEST_CASE(popen_pipesize_default,
                     *label("py:subprocess.popen.pipesize.default"))
{
    BOOST_TEST(sizes_of(-1) == all(fresh_size()));
    BOOST_TEST(sizes_of(std::nullopt) == all(fresh_size()));
}

BOOST_AUTO_TEST_CASE(pipesize_rounded_up,
                     *label("py:subprocess.pipesize.rounded_up"))
{
    auto const fresh = fresh_size();
    auto const page = static_cast<int>(::sysconf(_SC_PAGESIZE));
    for (auto [asked, got] : {std::pair{1, page},
                              {page, page},
                              {page + 1, 2 * page},
                              {131072, 131072},
                              {0, fresh},
                              {-2, fresh},
                              {-1000000, fresh}})
    {
        BOOST_TEST_CONTEXT("pipesize " << asked)
        {
            BOOST_TEST(sizes_of(asked) == all(applies ? got : fresh));
        }
    }
}

BOOST_AUTO_TEST_CASE(pipesize_failure_reported,
                     *label("py:subprocess.pipesize.failure_reported"))
{
    CHECK_FORKED([] {
        // A privileged process might get such a size.
        drop_privileges();
        process_state const before;
        for (auto size : {1LL << 31, 1LL << 33, 1LL << 30})
        {
            auto const start = [=] {
                sp::Popen p("/bin/true", sp::stdin_ = sp::PIPE,
                            sp::stdout_ = sp::PIPE, sp::stderr_ = sp::PIPE,
                            sp::pipesize = size);
            };
            if (applies)
            {
                EXPECT(failure_of(start) == failure(EPERM));
            }
            else
            {
                start();
            }
            expect(before.changes().empty(), before.changes());
        }
        // Without a pipe the size does not matter.
        EXPECT(sp::call("/bin/true", sp::pipesize = 1LL << 31) == 0);
    });
}

BOOST_AUTO_TEST_CASE(pipesize_ignored_elsewhere,
                     *label("py:subprocess.pipesize.ignored_elsewhere"))
{
    auto const done = sp::run(child({"out:apple"}), sp::capture_output,
                              sp::pipesize = applies ? 65536 : 1LL << 40);
    BOOST_TEST((done.stdout_ == "apple"));
    BOOST_TEST(sp::run(child(), sp::pipesize = 1LL << 40).returncode == 0);
}

// The value is ignored, with a warning.
BOOST_AUTO_TEST_CASE(pipesize_ignored_with_a_warning)
{
    std::vector<std::string> said;
    auto const old =
        concur::set_warning_hook([&](concur::warning, std::string_view text) {
            said.emplace_back(text);
        });
    sp::run(child(), sp::capture_output, sp::pipesize = 65536);
    sp::run(child(), sp::capture_output, sp::pipesize = -1);
    sp::run(child(), sp::pipesize = 65536);
    concur::set_warning_hook(old);
    BOOST_TEST(said.size() == (applies ? 0u : 1u));
}

// When the pipes of a user take too much memory, new pipes are small in all of
// the user's programs. Captures must not use up that memory.
BOOST_AUTO_TEST_CASE(few_pipes_are_enlarged_at_once)
{
    CHECK_FORKED([] {
        drop_privileges();
        auto const fresh = fresh_size();
        auto const much = child({"outn:300000", "forever"});
        std::vector<std::unique_ptr<killed_popen>> all;
        std::size_t enlarged = 0;
        std::size_t memory = 0;
        for (int i = 0; i != 24; ++i)
        {
            auto& p = *all.emplace_back(
                std::make_unique<killed_popen>(much, sp::stdout_ = sp::PIPE));
            for (bool whole = false; !whole;)
            {
                try
                {
                    p.communicate({}, 0.02);
                }
                catch (sp::TimeoutExpired const& e)
                {
                    whole = e.output && e.output->size() == 300000;
                }
            }
            auto const size = ::fcntl(p.stdout_().fileno(), F_GETPIPE_SZ);
            enlarged += size > fresh;
            memory += static_cast<std::size_t>(size > fresh ? size : 0);
        }
        EXPECT(memory <= 4u << 20);
        EXPECT(applies == (enlarged != 0));
        EXPECT(fresh_size() == fresh);
        // The memory is free again when the pipes are closed.
        for (auto const& one : all)
        {
            one->kill();
            one->communicate();
        }
        killed_popen p(much, sp::stdout_ = sp::PIPE);
        for (int size = fresh; applies && size != 1 << 20;)
        {
            try
            {
                p.communicate({}, 0.02);
            }
            catch (sp::TimeoutExpired const& e)
            {
                size = ::fcntl(p.stdout_().fileno(), F_GETPIPE_SZ);
                EXPECT(size == 1 << 20 || !e.output ||
                       e.output->size() < 300000);
            }
        }
    });
}

BOOST_AUTO_TEST_SUITE_END()
