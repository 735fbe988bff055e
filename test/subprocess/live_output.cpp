// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/run.hpp>

#include "answering_stream.hpp"
#include "both_drivers.hpp"
#include "checks.hpp"

#include <concur/subprocess/popen.hpp>

#include <support/sanitized.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <cstddef>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/syscall.h>
#include <unistd.h>

namespace sp = concur::subprocess;
using namespace support;

namespace {

using list = std::vector<std::string>;

// A function for on_stdout that adds what it gets to a list.
auto adds_to(list& all)
{
    return [&all](std::string_view text) { all.emplace_back(text); };
}

std::string joined(list const& all)
{
    std::string text;
    for (auto const& each : all)
    {
        text += each;
    }
    return text;
}

std::string numbered_lines(int count)
{
    std::string text;
    for (int n = 1; n <= count; ++n)
    {
        text += std::to_string(n) + '\n';
    }
    return text;
}

struct refused : std::exception
{
};

// The memory that this process uses, in bytes.
std::size_t used_memory()
{
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
    {
        if (word == "VmRSS:")
        {
            std::size_t kilobytes = 0;
            status >> kilobytes;
            return kilobytes * 1024;
        }
    }
    return 0;
}

// Whether a process sleeps in write(). Where the system does not show the call,
// any sleep counts.
bool sleeps_in_write(long pid)
{
    auto const place = "/proc/" + std::to_string(pid);
    auto const stat = read_file(place + "/stat");
    auto const call = read_file(place + "/syscall");
    return stat.find(") S ") != stat.npos &&
           (call.empty() || call.starts_with(std::to_string(SYS_write) + " "));
}

// Much less than the outputs of the tests of memory, and much more than the
// buffers need.
constexpr std::size_t some_memory = 64 * 1024 * 1024;

void check_memory(std::size_t before)
{
    // A sanitizer has memory of its own.
    if (!sanitized)
    {
        BOOST_TEST(used_memory() < before + some_memory);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(live_output,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(lines_come_instead_of_a_captured_output)
{
    list out;
    list err;
    auto const done = sp::run(
        child({"out:one\\r\\ntwo\\n\\nlast", "err:e", "exit:3"}), sp::text,
        sp::on_stdout = adds_to(out), sp::on_stderr = adds_to(err));
    BOOST_TEST(out == (list{"one", "two", "", "last"}),
               boost::test_tools::per_element());
    BOOST_TEST(err == (list{"e"}), boost::test_tools::per_element());
    BOOST_TEST(done.returncode == 3);
    BOOST_TEST(!done.stdout_.has_value());
    BOOST_TEST(!done.stderr_.has_value());
}

BOOST_AUTO_TEST_CASE(lines_come_beside_a_captured_output)
{
    list out;
    auto const done = sp::run(child({"out:one\\ntwo\\n", "err:e"}), sp::text,
                              sp::on_stdout = adds_to(out), sp::capture_output);
    BOOST_TEST(out == (list{"one", "two"}), boost::test_tools::per_element());
    BOOST_TEST(done.stdout_.value_or("") == "one\ntwo\n");
    BOOST_TEST(done.stderr_.value_or("") == "e");
}

BOOST_AUTO_TEST_CASE(without_text_mode_bytes_come_unchanged)
{
    list out;
    auto const done =
        sp::run(child({"out:a\\r\\n\\xff\\0", "outn:300000"}),
                sp::on_stdout = adds_to(out), sp::stdout_ = sp::PIPE);
    BOOST_TEST((joined(out) == *done.stdout_));
    BOOST_TEST(done.stdout_->size() == 300005u);
}

BOOST_AUTO_TEST_CASE(a_divided_character_or_line_ending_is_joined)
{
    with_both_drivers([](auto const& run) {
        list out;
        answering_stream answers;
        sp::options o;
        o.stdin_ = answers;
        o.tee = answers.stream;
        o.text = true;
        o.on_stdout = adds_to(out);
        run(child({"out:a\\xc3", "skip:1", "out:\\xa9\\r", "skip:1",
                   "out:\\nb\\r", "skip:1", "out:c"}),
            o);
        BOOST_TEST(out == (list{"a\xc3\xa9", "b", "c"}),
                   boost::test_tools::per_element());
    });
}

BOOST_AUTO_TEST_CASE(alternating_lines_come_in_the_order_of_their_output)
{
    list actions;
    for (int n = 1; n <= 1000; ++n)
    {
        actions.push_back((n % 2 != 0 ? "out:" : "err:") + std::to_string(n) +
                          "\\n");
    }
    auto command = list{child()};
    command.insert(command.end(), actions.begin(), actions.end());
    int last[3] = {0, -1, 0};
    std::chrono::nanoseconds time{};
    int count = 0;
    sp::run(
        command, sp::text, sp::on_output = [&](sp::output_piece const& p) {
            auto const stream = static_cast<int>(p.stream);
            auto const number = std::stoi(std::string(p.text));
            BOOST_TEST(number == last[stream] + 2);
            last[stream] = number;
            BOOST_TEST((p.time >= time));
            time = p.time;
            BOOST_TEST(!p.partial);
            ++count;
        });
    BOOST_TEST(count == 1000);
    BOOST_TEST(last[1] == 999);
    BOOST_TEST(last[2] == 1000);
}

BOOST_AUTO_TEST_CASE(a_long_line_comes_whole_below_the_limit)
{
    with_both_drivers([](auto const& run) {
        list out;
        sp::options o;
        o.text = true;
        o.line_limit = 20 * 1024 * 1024;
        o.on_stdout = adds_to(out);
        run(child({"outn:10485760", "out:\\nlast"}), o);
        BOOST_TEST_REQUIRE(out.size() == 2u);
        BOOST_TEST(out[0].size() == 10485760u);
        BOOST_TEST(out[1] == "last");
    });
}

BOOST_AUTO_TEST_CASE(a_long_line_comes_in_parts_above_the_limit)
{
    with_both_drivers([](auto const& run) {
        std::size_t size = 0;
        std::vector<bool> partial;
        sp::options o;
        o.text = true;
        o.on_output = [&](sp::output_piece const& p) {
            BOOST_TEST(p.text.size() <= 1024u * 1024u);
            size += p.text.size();
            partial.push_back(p.partial);
        };
        run(child({"outn:10485761", "out:\\n"}), o);
        BOOST_TEST(size == 10485761u);
        std::vector<bool> expected(11, true);
        expected.back() = false;
        BOOST_TEST((partial == expected));
    });
}

BOOST_AUTO_TEST_CASE(an_exception_of_the_function_ends_the_child)
{
    with_both_drivers([](auto const& run) {
        list out;
        sp::options o;
        o.input = numbered_lines(1000);
        o.text = true;
        o.on_stdout = [&](std::string_view line) {
            out.emplace_back(line);
            if (out.size() == 500)
            {
                throw refused();
            }
        };
        BOOST_CHECK_THROW(run(child({"cat", "forever"}), o), refused);
        BOOST_TEST(out.size() == 500u);
        BOOST_TEST(out.back() == "500");
        BOOST_TEST(no_children());
    });
}

// While the function runs, the child fills the pipe and sleeps before it has
// written everything.
BOOST_AUTO_TEST_CASE(a_child_waits_for_a_function_that_is_slower)
{
    with_both_drivers([](auto const& run) {
        scratch_directory const place;
        auto const trace = place.path() + "/trace";
        bool first = true;
        sp::options o;
        o.on_stdout = [&](std::string_view piece) {
            if (std::exchange(first, false))
            {
                auto const pid = std::stol(std::string(piece));
                BOOST_TEST(eventually([&] { return sleeps_in_write(pid); }));
                BOOST_TEST(!std::filesystem::exists(trace));
            }
        };
        run(child({"pid", "blocks:4:1048576:0", "create:" + trace}), o);
        BOOST_TEST(std::filesystem::exists(trace));
    });
}

// The output ends when the child is killed, so its last line ends there, too.
BOOST_AUTO_TEST_CASE(a_timeout_comes_after_all_output)
{
    list out;
    auto const e = expect_timeout(
        [&](double seconds) {
            out.clear();
            sp::run(child({"out:one\\ntwo\\nthr", "forever"}), sp::text,
                    sp::on_stdout = adds_to(out), sp::timeout = seconds);
        },
        [&](auto const&) { return out.size() == 3; });
    BOOST_TEST(out == (list{"one", "two", "thr"}),
               boost::test_tools::per_element());
    BOOST_TEST(!e.output.has_value());
}

// The function is slower than the child. The deadline is checked between its
// calls.
BOOST_AUTO_TEST_CASE(a_slow_function_does_not_delay_a_timeout)
{
    stopwatch const time;
    BOOST_CHECK_THROW(
        sp::run(
            {"yes"}, sp::text, sp::timeout = 0.2,
            sp::on_stdout = [](std::string_view) { ::usleep(1000); }),
        sp::TimeoutExpired);
    BOOST_TEST(time.seconds() < far_too_long);
}

BOOST_AUTO_TEST_CASE(a_slow_function_needs_no_memory)
{
    with_both_drivers([](auto const& run) {
        std::size_t before = 0;
        std::size_t count = 0;
        sp::options o;
        o.text = true;
        o.on_stdout = [&](std::string_view) {
            if (++count == 10)
            {
                before = used_memory();
            }
            if (count % 100 == 0)
            {
                ::usleep(100);
            }
            if (count == 100'000)
            {
                check_memory(before);
                throw refused();
            }
        };
        BOOST_CHECK_THROW(run({"yes"}, o), refused);
    });
}

BOOST_AUTO_TEST_CASE(an_output_that_is_not_kept_needs_no_memory)
{
    with_both_drivers([](auto const& run) {
        std::size_t const blocks = sanitized ? 64 : 2048;
        auto const before = used_memory();
        std::size_t size = 0;
        sp::options o;
        o.on_stdout = [&](std::string_view piece) {
            constexpr std::size_t step = 256 * 1024 * 1024;
            if (size / step != (size + piece.size()) / step)
            {
                check_memory(before);
            }
            size += piece.size();
        };
        o.tee = "/dev/null";
        run(child({"blocks:" + std::to_string(blocks) + ":1048576:0"}), o);
        BOOST_TEST(size == blocks * 1048576);
    });
}

BOOST_AUTO_TEST_CASE(functions_like_run_deliver_output)
{
    list out;
    BOOST_TEST(sp::call(child({"out:one\\n", "exit:3"}), sp::text,
                        sp::on_stdout = adds_to(out)) == 3);
    BOOST_CHECK_THROW(sp::check_call(child({"out:two\\n", "exit:3"}), sp::text,
                                     sp::on_stdout = adds_to(out)),
                      sp::CalledProcessError);
    BOOST_TEST(sp::check_output(child({"out:three\\n"}), sp::text,
                                sp::on_stdout = adds_to(out)) == "three\n");
    BOOST_TEST(out == (list{"one", "two", "three"}),
               boost::test_tools::per_element());
    BOOST_CHECK_THROW(sp::call(
                          child({"out:x", "forever"}), sp::timeout = 0.1,
                          sp::on_stdout = [](std::string_view) {}),
                      sp::TimeoutExpired);
    BOOST_CHECK_THROW(
        sp::call(
            child({"out:x", "forever"}),
            sp::on_stdout = [](std::string_view) { throw refused(); }),
        refused);
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_CASE(the_function_may_kill_the_child)
{
    list out;
    sp::Popen* running = nullptr;
    sp::Popen p(
        child({"out:one\\n", "forever"}), sp::text,
        sp::on_stdout = [&](std::string_view line) {
            out.emplace_back(line);
            running->kill();
        });
    running = &p;
    auto const output = p.communicate();
    BOOST_TEST(!output.stdout_.has_value());
    BOOST_TEST(out == list{"one"}, boost::test_tools::per_element());
    BOOST_TEST(p.returncode().value_or(0) == -SIGKILL);
}

BOOST_AUTO_TEST_CASE(communicate_goes_on_after_an_exception_and_a_timeout)
{
    list out;
    sp::Popen p(
        child({"out:one\\ntwo\\nthree\\nfo", "line", "out:ur\\n"}), sp::text,
        sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
        sp::on_stdout = [&](std::string_view line) {
            out.emplace_back(line);
            if (out.size() == 2)
            {
                throw refused();
            }
        });
    // The stream has read the first line already.
    BOOST_TEST(p.stdout_().readline() == "one\n");
    BOOST_CHECK_THROW(p.communicate("\n"), refused);
    BOOST_TEST(!p.poll().has_value());
    auto const output = p.communicate();
    BOOST_TEST(out == (list{"two", "three", "fo", "ur"}),
               boost::test_tools::per_element());
    BOOST_TEST(output.stdout_.value_or("") == "two\nthree\nfo\nur\n");
}

BOOST_AUTO_TEST_CASE(the_function_sees_the_signal_mask_of_the_caller)
{
    auto const pipe_signal_blocked = [] {
        sigset_t mask;
        ::sigprocmask(SIG_BLOCK, nullptr, &mask);
        return ::sigismember(&mask, SIGPIPE) == 1;
    };
    bool const before = pipe_signal_blocked();
    std::string const much(1'000'000, 'x');
    sp::run(
        child({"cat"}), sp::input = much,
        sp::on_stdout = [&](std::string_view) {
            BOOST_TEST(pipe_signal_blocked() == before);
        });
}

BOOST_AUTO_TEST_CASE(wrong_bytes_are_the_error_of_run)
{
    list out;
    for (bool kept : {false, true})
    {
        sp::options o;
        o.text = true;
        o.on_stdout = adds_to(out);
        if (kept)
        {
            o.stdout_ = sp::PIPE;
        }
        auto const e = expect_error<concur::UnicodeDecodeError>([&] {
            sp::run(child({"out:one\\n\\xff", "drain"}), o, sp::input = "");
        });
        BOOST_TEST(e.start() == 4u);
        auto const same = expect_error<concur::UnicodeDecodeError>([&] {
            sp::run(child({"out:one\\n\\xff"}), sp::stdout_ = sp::PIPE,
                    sp::text);
        });
        BOOST_TEST(std::string(e.what()) == same.what());
    }
    out.clear();
    sp::run(child({"out:one\\n\\xfftwo"}), sp::errors = "replace",
            sp::on_stdout = adds_to(out));
    BOOST_TEST(out == (list{"one", "\xef\xbf\xbdtwo"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_function_needs_a_pipe)
{
    auto const ignore = [](std::string_view) {};
    check_rejected(
        [&](auto const& command) {
            sp::run(command, sp::on_stdout = ignore, sp::stdout_ = sp::DEVNULL);
        },
        {"on_stdout", "pipe"});
    check_rejected(
        [&](auto const& command) {
            sp::run(command, sp::on_stderr = ignore, sp::stderr_ = sp::STDOUT);
        },
        {"on_stderr", "pipe"});
    check_rejected(
        [&](auto const& command) {
            sp::run(
                command, sp::on_output = [](sp::output_piece const&) {},
                sp::stdout_ = sp::DEVNULL, sp::stderr_ = 2);
        },
        {"on_output", "pipe"});
    for (long long limit : {-1LL, 0LL, 3LL})
    {
        check_rejected(
            [&](auto const& command) {
                sp::run(command, sp::on_stdout = ignore,
                        sp::line_limit = limit);
            },
            {"line_limit"});
    }
    list out;
    sp::run(child({"out:o", "err:e\\n"}), sp::stderr_ = sp::STDOUT, sp::text,
            sp::on_stdout = adds_to(out));
    BOOST_TEST(joined(out) == "oe");
}

BOOST_AUTO_TEST_SUITE_END()
