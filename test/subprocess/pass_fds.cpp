// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/popen.hpp>

#include "start_modes.hpp"

#include <concur/hooks.hpp>
#include <concur/subprocess/run.hpp>

#include <support/may_refuse_calls.hpp>
#include <support/refused_calls.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <climits>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// Which descriptors besides 0, 1 and 2 a child inherits.

namespace sp = concur::subprocess;
using namespace support;
using boost::unit_test::label;

namespace {

// The descriptors of a child, whose own streams have none of the numbers that
// the test uses.
template<class... Keywords>
std::set<int> open_in_child(sp::options const& way, Keywords&&... keywords)
{
    return numbers(sp::run(child({"fds"}), way, sp::stdin_ = sp::DEVNULL,
                           sp::stdout_ = sp::PIPE, sp::stderr_ = sp::DEVNULL,
                           sp::timeout = 30,
                           std::forward<Keywords>(keywords)...)
                       .stdout_);
}

std::set<int> const just_the_streams{0, 1, 2};

bool includes(std::set<int> const& all, std::vector<int> some)
{
    std::sort(some.begin(), some.end());
    return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

bool contains_any(std::set<int> const& all, std::vector<int> const& some)
{
    return std::any_of(some.begin(), some.end(),
                       [&](int n) { return all.contains(n); });
}

bool closes_on_exec(int number)
{
    return ::fcntl(number, F_GETFD) == FD_CLOEXEC;
}

// Collects warnings while it exists.
class warnings
{
public:
    warnings()
        : before_(concur::set_warning_hook(
              [this](concur::warning kind, std::string_view text) {
                  heard.emplace_back(kind, text);
              }))
    {
    }

    ~warnings()
    {
        concur::set_warning_hook(before_);
    }

    std::vector<std::pair<concur::warning, std::string>> heard;

private:
    concur::warning_hook before_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(pass_fds, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(posix_pipes_cloexec,
                     *label("py:subprocess.posix.pipes.cloexec"))
{
    killed_popen first(child({"cat"}), sp::stdin_ = sp::PIPE,
                       sp::stdout_ = sp::PIPE, sp::stderr_ = sp::PIPE,
                       sp::close_fds = false);
    std::vector<int> const ends{first.stdin_().fileno(),
                                first.stdout_().fileno(),
                                first.stderr_().fileno()};
    BOOST_TEST(std::all_of(ends.begin(), ends.end(), closes_on_exec));
    auto way = sp::options{};
    way.close_fds = false;
    auto second = open_in_child(way);
    BOOST_TEST(!contains_any(second, ends));
    way.preexec_fn = [] {};
    BOOST_TEST(!contains_any(open_in_child(way), ends));
    first.communicate({}, 30);
}

BOOST_AUTO_TEST_CASE(posix_pipes_pipeline_eof,
                     *label("py:subprocess.posix.pipes.pipeline_eof"))
{
    killed_popen first(child({"cat"}), sp::stdin_ = sp::PIPE,
                       sp::stdout_ = sp::PIPE, sp::close_fds = false);
    killed_popen second(child({"upper"}), sp::stdin_ = first.stdout_(),
                        sp::stdout_ = sp::PIPE, sp::close_fds = false);
    first.stdin_().write("zebra\n");
    first.stdin_().close();
    stopwatch const watch;
    BOOST_TEST((second.communicate({}, 30).stdout_ == "ZEBRA\n"));
    BOOST_TEST(watch.seconds() < far_too_long);
    BOOST_TEST(second.returncode().value() == 0);
    BOOST_TEST(first.wait(30) == 0);
}

BOOST_AUTO_TEST_CASE(posix_close_fds_closes_inheritable,
                     *label("py:subprocess.posix.close_fds.closes_inheritable"))
{
    null_descriptors const open(11);
    std::vector<int> const eight(open.all().begin(), open.all().begin() + 8);
    for (auto way : start_modes())
    {
        way.close_fds = false;
        auto seen = open_in_child(way);
        BOOST_TEST(includes(seen, open.all()));
        BOOST_TEST(seen.contains(1));

        way.close_fds = true;
        BOOST_TEST(open_in_child(way) == just_the_streams);

        auto expected = just_the_streams;
        expected.insert(eight.begin(), eight.end());
        BOOST_TEST(open_in_child(way, sp::pass_fds = eight) == expected);
    }
}

BOOST_AUTO_TEST_CASE(
    posix_close_fds_above_lowered_rlimit,
    *label("py:subprocess.posix.close_fds.above_lowered_rlimit") *
        support::may_refuse_calls)
{
    for (bool const by_hand : {false, true})
    {
        CHECK_FORKED([=] {
            if (by_hand)
            {
                refuse_calls({SYS_close_range}, ENOSYS);
            }
            null_descriptors const above(20, true, 40);
            null_descriptors const far(1, true, 700);
            rlimit limit;
            EXPECT(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
            limit.rlim_cur = 29;
            EXPECT(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
            for (auto way : start_modes())
            {
                way.close_fds = true;
                EXPECT(open_in_child(way) == just_the_streams);
                EXPECT(open_in_child(way, sp::pass_fds = {above[3]}) ==
                       std::set<int>{0, 1, 2, above[3]});
            }
        });
    }
}

BOOST_AUTO_TEST_CASE(posix_pass_fds_keeps_only_listed,
                     *label("py:subprocess.posix.pass_fds.keeps_only_listed"))
{
    null_descriptors const open(10);
    for (auto way : start_modes())
    {
        std::set<int> const expected{0, 1, 2, open[4]};
        warnings said;
        way.close_fds = true;
        BOOST_TEST(open_in_child(way, sp::pass_fds = {open[4]}) == expected);
        BOOST_TEST(said.heard.empty());
        way.close_fds = false;
        BOOST_TEST(open_in_child(way, sp::pass_fds = {open[4]}) == expected);
        BOOST_TEST_REQUIRE(said.heard.size() == 1u);
        BOOST_TEST((said.heard[0].first == concur::warning::runtime));
        BOOST_TEST(said.heard[0].second == "pass_fds overriding close_fds.");
    }
}

BOOST_AUTO_TEST_CASE(
    posix_pass_fds_sets_inheritable_in_child_only,
    *label("py:subprocess.posix.pass_fds.sets_inheritable_in_child_only"))
{
    null_descriptors const inheritable(1, true);
    null_descriptors const closing(1, false);
    for (auto way : start_modes())
    {
        way.close_fds = true;
        BOOST_TEST(
            (open_in_child(way, sp::pass_fds = {inheritable[0], closing[0]}) ==
             std::set<int>{0, 1, 2, inheritable[0], closing[0]}));
        BOOST_TEST(!closes_on_exec(inheritable[0]));
        BOOST_TEST(closes_on_exec(closing[0]));
    }
}

BOOST_AUTO_TEST_CASE(posix_pass_fds_also_redirected,
                     *label("py:subprocess.posix.pass_fds.also_redirected"))
{
    for (auto way : start_modes())
    {
        scratch_directory const place;
        file_descriptor const in(place.file("in", "apple"));
        file_descriptor const out(place.file("out"), O_WRONLY);
        file_descriptor const err(place.file("err"), O_WRONLY);
        way.close_fds = true;
        auto const number = [](file_descriptor const& file) {
            return std::to_string(file.fileno());
        };
        BOOST_TEST(
            sp::call(
                child({"cat", "out:1", "err:2", "write:" + number(out) + ":3",
                       "write:" + number(err) + ":4", "isopen:" + number(in),
                       "fds"}),
                way, sp::stdin_ = in, sp::stdout_ = out, sp::stderr_ = err,
                sp::pass_fds = {out.fileno(), in.fileno(), err.fileno()},
                sp::timeout = 30) == 0);
        std::set<int> const kept{in.fileno(), out.fileno(), err.fileno()};
        std::string list = "0 1 2";
        for (int n : kept)
        {
            list += " " + std::to_string(n);
        }
        BOOST_TEST(read_file(place.path() + "/out") == "apple13"
                                                       "1" +
                                                           list + "\n");
        BOOST_TEST(read_file(place.path() + "/err") == "24");
    }
}

BOOST_AUTO_TEST_CASE(posix_close_fds_after_preexec,
                     *label("py:subprocess.posix.close_fds.after_preexec"))
{
    // A descriptor that was open, some that were not, and the next to be
    // opened: pipes of the library may get these numbers, and must not be
    // inherited.
    null_descriptors const spare(1);
    int const next = ::fcntl(0, F_DUPFD_CLOEXEC, 3);
    ::close(next);
    sp::options way;
    way.preexec_fn = [&] {
        expect(::dup2(1, spare[0]) == spare[0], "dup2");
        expect(::dup2(1, 300) == 300, "dup2");
        expect(::dup2(1, next) == next, "dup2");
        expect(::dup2(1, next + 1) == next + 1, "dup2");
        expect(::open("/dev/null", O_RDONLY) > 2, "open");
    };
    BOOST_TEST(open_in_child(way) == just_the_streams);
    way.close_fds = false;
    BOOST_TEST(includes(open_in_child(way), {0, 1, 2, spare[0], 300}));
}

BOOST_AUTO_TEST_CASE(
    posix_fork_exec_fds_to_keep_checked,
    *label("py:subprocess.posix.fork_exec.fds_to_keep_checked"))
{
    for (auto bad : {-1LL, LLONG_MIN, LLONG_MAX, INT_MAX + 1LL})
    {
        BOOST_TEST(error_message<std::invalid_argument>([&] {
                       sp::call(child(), sp::pass_fds = {1, bad});
                   }) == "bad value(s) in fds_to_keep");
    }
    null_descriptors const open(3);
    for (auto way : start_modes())
    {
        way.close_fds = true;
        BOOST_TEST((
            open_in_child(way, sp::pass_fds = {open[2], open[0], open[2], 1}) ==
            std::set<int>{0, 1, 2, open[0], open[2]}));
    }
}

BOOST_AUTO_TEST_CASE(close_fds_default_true,
                     *label("py:subprocess.close_fds.default_true"))
{
    null_descriptors const inheritable(2, true);
    null_descriptors const closing(2, false);
    null_descriptors const high(1, true, 500);
    BOOST_TEST(open_in_child({}) == just_the_streams);
}

BOOST_AUTO_TEST_CASE(close_fds_false_obeys_inheritable,
                     *label("py:subprocess.close_fds.false_obeys_inheritable"))
{
    null_descriptors const inheritable(1, true);
    null_descriptors const closing(1, false);
    for (auto way : start_modes())
    {
        way.close_fds = false;
        auto const seen = open_in_child(way);
        BOOST_TEST(seen.contains(inheritable[0]));
        BOOST_TEST(!seen.contains(closing[0]));
    }
}

BOOST_AUTO_TEST_CASE(pass_fds_forces_close_fds,
                     *label("py:subprocess.pass_fds.forces_close_fds"))
{
    null_descriptors const open(2);
    BOOST_TEST(
        (open_in_child({}, sp::close_fds = false, sp::pass_fds = {open[1]}) ==
         std::set<int>{0, 1, 2, open[1]}));
    // One that the child has in any case.
    BOOST_TEST((open_in_child({}, sp::close_fds = false, sp::pass_fds = {0}) ==
                just_the_streams));
}

BOOST_AUTO_TEST_CASE(pass_fds_bad_fd, *label("py:subprocess.pass_fds.bad_fd"))
{
    int bad;
    {
        null_descriptors const gone(1, false, 100);
        bad = gone[0];
    }
    for (auto const& way : start_modes())
    {
        for (auto number : {bad, INT_MAX})
        {
            BOOST_TEST(failure_of([&] {
                           sp::call(child(), way, sp::pass_fds = {number});
                       }) == failure(EBADF));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
