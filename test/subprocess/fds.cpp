// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/child_descriptor.hpp>

#include "both_drivers.hpp"
#include "start_modes.hpp"

#include <concur/subprocess/keywords.hpp>
#include <concur/subprocess/pipeline.hpp>
#include <concur/subprocess/run.hpp>

#include <support/may_refuse_calls.hpp>
#include <support/refused_calls.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <climits>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

// Descriptors that a child gets under other numbers.

namespace sp = concur::subprocess;
using namespace support;

namespace {

// Three files a, b and c, which are close-on-exec.
struct three_files
{
    scratch_directory const place;
    file_descriptor const first{place.file("a", "apple")};
    file_descriptor const second{place.file("b", "banana")};
    file_descriptor const third{place.file("c", "cherry")};
    int const a = first.fileno();
    int const b = second.fileno();
    int const c = third.fileno();
};

using items = sp::sequence<sp::child_descriptor>;

// The options of a start, with some items of `fds`.
sp::options with(sp::options o, items fds)
{
    o.fds = std::move(fds);
    o.stdin_ = sp::DEVNULL;
    o.stdout_ = sp::PIPE;
    return o;
}

// The command that prints the names of the files that the child has as some
// descriptors, a line each.
std::vector<std::string> look(std::vector<int> const& numbers)
{
    std::vector<std::string> words{"readlink"};
    for (int number : numbers)
    {
        words.push_back("/proc/self/fd/" + std::to_string(number));
    }
    return words;
}

// The last character of each line, so the names of the three files.
std::string names(std::string const& lines)
{
    std::string all;
    for (auto end = lines.find('\n'); end != lines.npos;
         end = lines.find('\n', end + 1))
    {
        all += lines[end - 1];
    }
    return all;
}

std::string seen(std::vector<int> const& numbers, sp::options const& o)
{
    return names(*sp::run(look(numbers), o).stdout_);
}

std::string item(int number, int parents)
{
    return "fds {" + std::to_string(number) + ", " + std::to_string(parents) +
           "}";
}

// All of this in each start mode.
void every_mode_places()
{
    three_files const f;
    null_descriptors const high(1, false, 80);
    for (auto const& way : start_modes())
    {
        EXPECT(seen({60}, with(way, {{60, high[0]}})) == "l");
        // One descriptor under several numbers.
        auto const several =
            with(way, {{60, f.a}, {61, f.b}, {62, f.a}, {f.c, f.c}});
        EXPECT(seen({60, 61, 62, f.c}, several) == "abac");
        auto const open = numbers(sp::run(child({"fds"}), several).stdout_);
        EXPECT(!way.close_fds ||
               open == std::set<int>{0, 1, 2, 60, 61, 62, f.c});
        EXPECT(!open.contains(f.a) && !open.contains(f.b));

        // An exchange, a cycle of three and a chain.
        EXPECT(seen({f.a, f.b}, with(way, {{f.a, f.b}, {f.b, f.a}})) == "ba");
        auto const cycle = with(way, {{f.a, f.b}, {f.b, f.c}, {f.c, f.a}});
        EXPECT(seen({f.a, f.b, f.c}, cycle) == "bca");
        auto const chain = with(way, {{f.b, f.a}, {f.c, f.b}, {60, f.c}});
        EXPECT(seen({f.b, f.c, 60}, chain) == "abc");
        for (int number : {f.a, f.b, f.c})
        {
            EXPECT(::fcntl(number, F_GETFD) == FD_CLOEXEC);
        }
    }
}

// Every number that the library could use itself is given to the child.
void every_mode_keeps_its_own_numbers()
{
    three_files const f;
    items many;
    std::vector<int> all;
    std::string expected;
    for (int number = 3; number != 50; ++number)
    {
        // The numbers of a and b get the other file.
        bool const first = number == f.b || (number != f.a && number % 2 == 0);
        many.emplace_back(number, first ? f.a : f.b);
        all.push_back(number);
        expected += first ? 'a' : 'b';
    }
    for (auto const& way : start_modes())
    {
        auto o = with(way, many);
        EXPECT(seen(all, o) == expected);
        o.stdin_ = f.c;
        o.stderr_ = sp::PIPE;
        auto const r = sp::run(child({"cat", "err:e"}), o);
        EXPECT(*r.stdout_ == "cherry");
        EXPECT(*r.stderr_ == "e");
        EXPECT(::lseek(f.c, 0, SEEK_SET) == 0);
        EXPECT(failure_of([&] { sp::run({"/missing"}, o); }) ==
               failure(ENOENT, "/missing"));
    }
}

void every_mode_reports()
{
    three_files const f;
    int const closed = ::dup(f.a);
    ::close(closed);
    for (auto const& way : start_modes())
    {
        auto const fails = [&](items fds) {
            return failure_of(
                [&] { sp::run(child({"exit:0"}), with(way, std::move(fds))); });
        };
        EXPECT(fails({{60, f.a}, {61, closed}}) ==
               failure(EBADF, item(61, closed)));
        EXPECT(fails({{60, f.a}, {INT_MAX, f.b}}) ==
               failure(EBADF, item(INT_MAX, f.b)));
        EXPECT(no_children());
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(fds, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(other_numbers_in_each_start_mode)
{
    CHECK_FORKED(every_mode_places);
    CHECK_FORKED(every_mode_keeps_its_own_numbers);
    CHECK_FORKED(every_mode_reports);
}

BOOST_AUTO_TEST_CASE(other_numbers_on_an_older_kernel,
                     *support::may_refuse_calls)
{
    CHECK_FORKED([] {
        refuse_calls({calls::close_range, calls::clone3, calls::clone_sharing},
                     ENOSYS);
        every_mode_places();
        every_mode_keeps_its_own_numbers();
        every_mode_reports();
    });
}

BOOST_AUTO_TEST_CASE(the_parents_streams_are_sources)
{
    CHECK_FORKED([] {
        three_files const f;
        auto const out = f.place.file("out");
        redirect_stream(1, out);
        for (auto const& way : start_modes())
        {
            auto const r = sp::run(child({"cat", "write:60:x", "out:y"}), way,
                                   sp::stdin_ = f.a, sp::stdout_ = sp::PIPE,
                                   sp::fds = {{60, 1}, {f.a, f.b}});
            EXPECT(*r.stdout_ == "appley");
            EXPECT(::lseek(f.a, 0, SEEK_SET) == 0);
        }
        EXPECT(read_file(out) == std::string(4, 'x'));
        // No stream is redirected.
        EXPECT(sp::call(child({"write:60:z"}), sp::fds = {{60, 1}}) == 0);
        EXPECT(read_file(out) == "xxxxz");
    });
}

BOOST_AUTO_TEST_CASE(numbers_up_to_the_limit)
{
    CHECK_FORKED([] {
        three_files const f;
        rlimit limit;
        EXPECT(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
        limit.rlim_cur = 64;
        EXPECT(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
        null_descriptors const high(1, false, 63);
        EXPECT(high[0] == 63);
        for (auto const& way : start_modes())
        {
            auto const exchange = with(way, {{63, f.a}, {f.a, 63}});
            EXPECT(seen({63, f.a}, exchange) == "al");
            EXPECT(failure_of([&] {
                       sp::run(child({"exit:0"}), with(way, {{64, f.a}}));
                   }) == failure(EBADF, item(64, f.a)));
        }
    });
}

BOOST_AUTO_TEST_CASE(together_with_other_keywords)
{
    three_files const f;
    sp::Popen p(
        look({60, f.b, f.c}), sp::fds = {{60, f.first}, {f.c, f.c}},
        sp::pass_fds = {f.b, f.c}, sp::cwd = "/", sp::stdout_ = sp::PIPE,
        sp::preexec_fn = [] {
            expect(::fcntl(60, F_GETFD) == 0, "60 is open");
        });
    BOOST_TEST(names(p.stdout_().read()) == "abc");
    BOOST_TEST(p.wait() == 0);
    with_both_drivers([&](auto run) {
        auto const o = with({}, {{60, f.a}, {61, f.c}});
        BOOST_TEST(names(*run(look({60, 61}), o).stdout_) == "ac");
    });
}

BOOST_AUTO_TEST_CASE(in_a_pipeline)
{
    three_files const f;
    sp::command const cat("cat");
    auto const r = sp::run_pipeline(
        sp::stage(look({60, 61}), sp::fds = {{60, f.b}, {61, f.a}}) | cat,
        sp::fds = {{60, f.c}}, sp::capture_output);
    BOOST_TEST(names(r.stdout_.value()) == "ba");
    auto const wrong = cat | sp::stage(cat, sp::fds = {{INT_MAX, f.a}});
    BOOST_TEST(failure_of([&] {
                   sp::run_pipeline(wrong, sp::stdin_ = sp::DEVNULL);
               }) == failure(EBADF, item(INT_MAX, f.a)));
}

BOOST_AUTO_TEST_SUITE_END()
