// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "both_drivers.hpp"
#include "both_pipeline_drivers.hpp"

#include <concur/subprocess/async_popen.hpp>
#include <concur/subprocess/popen.hpp>
#include <support/expect_error.hpp>
#include <support/sanitized.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

// The keyword `max_output`: what is kept of an output that is too long.

namespace sp = concur::subprocess;
using namespace support;
using sp::ended_by;
using sp::ended_how;
using sp::output_cut;
using sp::process_end;

namespace {

sp::options captured(sp::output_limit most)
{
    sp::options o;
    o.shell = true;
    o.capture_output = true;
    o.max_output = most;
    return o;
}

sp::options text_of(sp::output_limit most, char const* encoding = "utf-8")
{
    auto o = captured(most);
    o.encoding = encoding;
    return o;
}

std::string whole(sp::stream file)
{
    return file.read();
}

// The error of a run that had enough time to write so many bytes.
template<class Run>
sp::TimeoutExpired late(Run const& run, char const* script, sp::options o,
                        unsigned long long bytes)
{
    for (o.timeout = 0.2;; o.timeout = *o.timeout.seconds() * 2)
    {
        auto const e =
            expect_error<sp::TimeoutExpired>([&] { run(script, o); });
        if (e.stdout_bytes == bytes || e.timeout > 20)
        {
            return e;
        }
    }
}

// A script that writes bytes, which are given as in printf.
std::string print(std::string const& bytes)
{
    return "printf '" + bytes + "'";
}

// The peak of the resident memory of this process, in bytes.
long peak_memory()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
    {
        if (line.starts_with("VmHWM:"))
        {
            return 1024 * std::stol(line.substr(6));
        }
    }
    return 0;
}

void reset_peak_memory()
{
    std::ofstream("/proc/self/clear_refs") << "5";
}

} // namespace

BOOST_AUTO_TEST_SUITE(max_output)

BOOST_AUTO_TEST_CASE(an_output_up_to_the_limit_is_whole)
{
    with_both_drivers([](auto const& run) {
        for (int most : {6, 7})
        {
            auto const done = run(print("abcdef"), captured(most));
            BOOST_TEST(*done.stdout_ == "abcdef");
            BOOST_TEST(!done.truncated);
            BOOST_TEST(!done.stdout_cut);
            BOOST_TEST(done.stdout_bytes == 6u);
        }
    });
}

BOOST_AUTO_TEST_CASE(of_a_longer_output_a_part_is_kept)
{
    struct
    {
        sp::output_limit most;
        char const* kept;
        output_cut cut;
    } const cases[] = {{5, "abcfg", {3, 2}},
                       {6, "abcefg", {3, 1}},
                       {{4, sp::keep_head}, "abcd", {4, 3}},
                       {{4, sp::keep_tail}, "defg", {0, 3}},
                       {1, "a", {1, 6}},
                       {0, "", {0, 7}}};
    with_both_drivers([&](auto const& run) {
        for (auto const& each : cases)
        {
            auto const done =
                run(print("abcdefg") + "; exit 3", captured(each.most));
            BOOST_TEST(*done.stdout_ == each.kept);
            BOOST_TEST(done.truncated);
            BOOST_TEST((done.stdout_cut == each.cut));
            BOOST_TEST(done.stdout_bytes == 7u);
            BOOST_TEST(!done.stderr_cut);
            BOOST_TEST(*done.stderr_ == "");
            BOOST_TEST(done.returncode == 3);
        }
    });
}

BOOST_AUTO_TEST_CASE(many_pieces_give_the_same)
{
    with_both_drivers([](auto const& run) {
        auto const done = run("seq 400000; seq 300000 >&2", captured(1000));
        auto const first = std::string("1\n2\n3\n4\n");
        BOOST_TEST(done.stdout_->size() == 1000u);
        BOOST_TEST(done.stdout_->starts_with(first));
        BOOST_TEST(done.stdout_->ends_with("399999\n400000\n"));
        BOOST_TEST(done.stdout_bytes == 2'688'895u);
        BOOST_TEST((done.stdout_cut == output_cut{500, 2'687'895}));
        BOOST_TEST(done.stderr_->size() == 1000u);
        BOOST_TEST(done.stderr_->starts_with(first));
        BOOST_TEST(done.stderr_->ends_with("299999\n300000\n"));
        BOOST_TEST(done.stderr_bytes == 1'988'895u);
    });
}

BOOST_AUTO_TEST_CASE(memory_stays_bounded)
{
    with_both_drivers([](auto const& run) {
        constexpr std::size_t most = 1 << 20;
        reset_peak_memory();
        auto const before = peak_memory();
        auto const done = run("yes | head -c 200000000", captured(most));
        auto const grown = peak_memory() - before;
        BOOST_TEST(done.stdout_->size() == most);
        BOOST_TEST(done.stdout_->starts_with("y\ny\n"));
        BOOST_TEST(done.stdout_->ends_with("\ny\n"));
        BOOST_TEST(done.stdout_bytes == 200'000'000u);
        if (!sanitized)
        {
            BOOST_TEST(grown < 8 << 20);
        }
    });
}

BOOST_AUTO_TEST_CASE(a_timeout_has_the_cut_output)
{
    with_both_drivers([](auto const& run) {
        auto const e =
            late(run, "seq 100000; exec sleep 60", captured(1000), 588'895);
        BOOST_TEST(e.output->size() == 1000u);
        BOOST_TEST(e.output->ends_with("\n100000\n"));
        BOOST_TEST(e.truncated);
        BOOST_TEST(e.stdout_bytes == 588'895u);
        BOOST_TEST((e.stdout_cut == output_cut{500, 587'895}));
    });
}

BOOST_AUTO_TEST_CASE(an_error_of_the_status_has_the_cut_output)
{
    with_both_drivers([](auto const& run) {
        auto o = captured({3, sp::keep_tail});
        o.check = true;
        auto const e = expect_error<sp::CalledProcessError>(
            [&] { run(print("abcdef") + "; exit 2", o); });
        BOOST_TEST(*e.output == "def");
        BOOST_TEST((e.stdout_cut == output_cut{0, 3}));
        o.check = false;
        auto const done = run(print("abcdef") + "; exit 2", o);
        auto const later = expect_error<sp::CalledProcessError>(
            [&] { done.check_returncode(); });
        BOOST_TEST(later.truncated);
        BOOST_TEST((later.stdout_cut == output_cut{0, 3}));
    });
}

BOOST_AUTO_TEST_CASE(stop_kills_the_child_and_reads_the_rest)
{
    with_both_drivers([](auto const& run) {
        auto o = captured({100, sp::overflow_stop});
        o.check = false;
        auto const done = run("seq 50; exec sleep 60", o);
        BOOST_TEST(done.returncode == -9);
        BOOST_TEST((done.ended ==
                    process_end{ended_how::signalled, 9, ended_by::ceiling}));
        BOOST_TEST(done.stdout_bytes == 141u);
        BOOST_TEST(done.stdout_->ends_with("\n49\n50\n"));
        auto const all = run("seq 50", captured({141, sp::overflow_stop}));
        BOOST_TEST(all.returncode == 0);
        BOOST_TEST(!all.truncated);
        BOOST_TEST((all.ended->by == ended_by::itself));
    });
}

BOOST_AUTO_TEST_CASE(a_spill_file_has_the_whole_output)
{
    std::string expected;
    for (int i = 1; i <= 300000; ++i)
    {
        expected += std::to_string(i) + '\n';
    }
    with_both_drivers([&](auto const& run) {
        for (int most : {0, 1000, 1 << 20})
        {
            auto o = captured({most, sp::overflow_spill});
            auto const done = run("seq 300000; echo short >&2", o);
            BOOST_TEST(done.truncated);
            BOOST_TEST(done.stdout_->size() == most);
            BOOST_TEST_REQUIRE(static_cast<bool>(done.stdout_spill));
            BOOST_TEST((whole(done.stdout_spill) == expected));
            BOOST_TEST(static_cast<bool>(done.stderr_spill) == (most == 0));
        }
        auto const all = run("seq 3", captured({6, sp::overflow_spill}));
        BOOST_TEST(*all.stdout_ == "1\n2\n3\n");
        BOOST_TEST(!all.stdout_spill);
    });
}

BOOST_AUTO_TEST_CASE(a_spill_file_has_no_name_and_is_not_inherited)
{
    auto const done = sp::run(print("abc"), captured({1, sp::overflow_spill}));
    auto const number = std::to_string(done.stdout_spill.fileno());
    auto const name = std::filesystem::read_symlink("/proc/self/fd/" + number);
    BOOST_TEST(name.string().ends_with(" (deleted)"));
    BOOST_TEST(sp::call("test -e /proc/self/fd/" + number, sp::shell,
                        sp::close_fds = false) == 1);
}

BOOST_AUTO_TEST_CASE(an_error_has_the_spill_file)
{
    with_both_drivers([](auto const& run) {
        auto o = captured({2, sp::overflow_spill});
        auto const e = late(run, "printf abcdef; exec sleep 60", o, 6);
        BOOST_TEST(whole(e.stdout_spill) == "abcdef");
        o.check = true;
        auto const failed = expect_error<sp::CalledProcessError>(
            [&] { run("printf abcdef; exit 2", o); });
        BOOST_TEST(whole(failed.stdout_spill) == "abcdef");
    });
}

// Nobody reads what the tee has got, so it takes no more.
BOOST_AUTO_TEST_CASE(a_spill_file_is_whole_although_a_tee_is_full)
{
    int ends[2];
    BOOST_TEST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    auto const size = ::fcntl(ends[1], F_GETPIPE_SZ);
    BOOST_TEST_REQUIRE(size > 0);
    std::string const all(static_cast<std::size_t>(size), 'x');
    BOOST_TEST_REQUIRE(::write(ends[1], all.data(), all.size()) == size);
    with_both_drivers([&](auto const& run) {
        auto o = captured({2, sp::overflow_spill});
        o.tee = ends[1];
        auto const e = late(run, "printf abcdef; exec sleep 60", o, 6);
        BOOST_TEST_REQUIRE(static_cast<bool>(e.stdout_spill));
        BOOST_TEST(whole(e.stdout_spill) == "abcdef");
    });
    ::close(ends[0]);
    ::close(ends[1]);
}

BOOST_AUTO_TEST_CASE(a_spill_file_that_cannot_be_made_is_an_error)
{
    ::setenv("TMPDIR", "/no such directory", 1);
    with_both_drivers([](auto const& run) {
        auto const e = expect_error<concur::OSError>([&] {
            run("printf abc; exec sleep 60", captured({1, sp::overflow_spill}));
        });
        BOOST_TEST(e.errno_() == ENOENT);
        BOOST_TEST(e.filename().value_or("") == "/no such directory");
    });
    ::unsetenv("TMPDIR");
}

BOOST_AUTO_TEST_CASE(a_spill_file_that_is_full_is_an_error)
{
    auto const before = [] {
        rlimit r{};
        ::getrlimit(RLIMIT_FSIZE, &r);
        return r;
    }();
    auto small = before;
    small.rlim_cur = 100'000;
    std::signal(SIGXFSZ, SIG_IGN);
    ::setrlimit(RLIMIT_FSIZE, &small);
    with_both_drivers([](auto const& run) {
        auto const e = expect_error<concur::OSError>([&] {
            run("yes", captured({1, sp::overflow_spill}));
        });
        BOOST_TEST(e.errno_() == EFBIG);
    });
    ::setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, SIG_DFL);
}

BOOST_AUTO_TEST_CASE(a_cut_divides_no_character)
{
    // Each has two bytes in UTF-8 and in UTF-16.
    auto const e = std::string("\xc3\xa9");
    with_both_drivers([&](auto const& run) {
        // aééééb: the head ends and the tail begins within a character.
        auto const bytes = "a" + e + e + e + e + "b";
        auto done = run(print(bytes), text_of(4));
        BOOST_TEST(*done.stdout_ == "ab"); // 'a', half of é | half of é, 'b'
        BOOST_TEST((done.stdout_cut == output_cut{1, 8}));
        done = run(print(bytes), text_of(6));
        BOOST_TEST(*done.stdout_ == "a" + e + e + "b");
        BOOST_TEST((done.stdout_cut == output_cut{3, 4}));
        for (int most = 0; most != 12; ++most)
        {
            for (auto part : {sp::keep_head, sp::keep_tail, sp::keep_both})
            {
                // Strict decoding throws if a character is divided.
                done = run(print(bytes), text_of({most, part}));
                BOOST_TEST(done.truncated == (most < 10));
                auto const omitted =
                    done.stdout_cut ? done.stdout_cut->omitted : 0;
                BOOST_TEST(done.stdout_->size() + omitted == 10u);
            }
        }
    });
}

BOOST_AUTO_TEST_CASE(a_cut_divides_no_character_of_utf_16)
{
    // A mark, then A, U+1F600, B, U+1F600, C, big endian.
    std::string const bytes = "\\376\\377\\0A\\330\\75\\336\\0\\0B"
                              "\\330\\75\\336\\0\\0C";
    for (int most = 0; most != 18; ++most)
    {
        for (auto part : {sp::keep_head, sp::keep_tail, sp::keep_both})
        {
            auto const done =
                sp::run(print(bytes), text_of({most, part}, "utf-16"));
            for (char c : *done.stdout_)
            {
                BOOST_TEST((c == 'A' || c == 'B' || c == 'C' ||
                            static_cast<unsigned char>(c) >= 0x80));
            }
            BOOST_TEST(done.truncated == (most < 16));
        }
    }
    auto const done =
        sp::run(print(bytes), text_of({2, sp::keep_tail}, "utf-16"));
    BOOST_TEST(*done.stdout_ == "C");
    auto const half =
        sp::run(print(bytes), text_of({1, sp::keep_head}, "utf-16"));
    BOOST_TEST(*half.stdout_ == "");
    BOOST_TEST((half.stdout_cut == output_cut{0, 16}));
}

// The end alone does not say what the order of its bytes is.
BOOST_AUTO_TEST_CASE(the_mark_of_a_long_output_is_remembered)
{
    with_both_drivers([](auto const& run) {
        auto const done = run("printf '\\376\\377'; "
                              "yes A | head -c 1000000 | tr 'A\\n' '\\000A'",
                              text_of({6, sp::keep_tail}, "utf-16"));
        BOOST_TEST(*done.stdout_ == "AAA");
        BOOST_TEST((done.stdout_cut == output_cut{0, 999'996}));
    });
}

BOOST_AUTO_TEST_CASE(the_cuts_of_both_outputs_are_places_in_their_texts)
{
    with_both_drivers([](auto const& run) {
        auto const done = run(print("a\\r\\nbcdef") + "; " +
                                  print("\\r\\nabcdefghi") + " >&2",
                              text_of(6));
        BOOST_TEST(*done.stdout_ == "a\ndef");
        BOOST_TEST((done.stdout_cut == output_cut{2, 2}));
        BOOST_TEST(*done.stderr_ == "\naghi");
        BOOST_TEST((done.stderr_cut == output_cut{2, 5}));
    });
}

BOOST_AUTO_TEST_CASE(line_endings_at_a_cut_stay)
{
    auto const done = sp::run(print("a\\r\\nbcd\\r\\n"), text_of(4));
    BOOST_TEST(*done.stdout_ == "a\n\n");
    BOOST_TEST((done.stdout_cut == output_cut{2, 4}));
}

BOOST_AUTO_TEST_CASE(live_output_is_whole)
{
    with_both_drivers([](auto const& run) {
        std::string all;
        auto o = captured(10);
        o.on_stdout = [&](std::string_view piece) { all += piece; };
        auto const done = run("seq 100000", o);
        BOOST_TEST(all.size() == 588'895u);
        BOOST_TEST(*done.stdout_ == "1\n2\n30000\n");
    });
}

BOOST_AUTO_TEST_CASE(a_process_object_continues_after_a_timeout)
{
    sp::Popen p("seq 1000; exec sleep 60", sp::shell, sp::stdout_ = sp::PIPE,
                sp::max_output = 10);
    std::string seen;
    while (seen.size() != 10)
    {
        auto const e =
            expect_error<sp::TimeoutExpired>([&] { p.communicate({}, 0.05); });
        seen = e.output.value_or("");
        BOOST_TEST(e.truncated == (e.stdout_bytes > 10));
    }
    p.kill();
    auto const o = p.communicate();
    BOOST_TEST(o.truncated);
    BOOST_TEST(*o.stdout_ == "1\n2\n31000\n");
    BOOST_TEST(*p.communicate().stdout_ == *o.stdout_);
}

BOOST_AUTO_TEST_CASE(an_asynchronous_process_object_cuts)
{
    boost::asio::io_context io;
    sp::Popen p(io.get_executor(), "seq 1000", sp::shell,
                sp::stdout_ = sp::PIPE, sp::max_output = {4, sp::keep_tail});
    sp::Popen::outputs got;
    p.async_communicate(
        [&](std::exception_ptr, sp::Popen::outputs o) { got = std::move(o); });
    io.run();
    BOOST_TEST(*got.stdout_ == "000\n");
    BOOST_TEST((got.stdout_cut == output_cut{0, 3889}));
}

BOOST_AUTO_TEST_CASE(a_pipeline_cuts_and_stops)
{
    with_both_pipeline_drivers([](auto const& run) {
        auto o = captured_pipeline();
        o.max_output = 6;
        auto const seq = sp::pipeline{sp::command{"seq", "1000"}};
        auto const cat = sp::pipeline{sp::command{"cat"}};
        auto const done = run(seq | cat, o);
        BOOST_TEST(*done.stdout_ == "1\n200\n");
        BOOST_TEST(done.stdout_bytes == 3893u);
        BOOST_TEST(done.truncated);
        BOOST_TEST(done.returncode == 0);
        o.max_output = {6, sp::overflow_stop};
        auto const stopped = run(
            sp::pipeline{sp::command{"sh", "-c", "seq 1000; exec sleep 60"}} |
                cat,
            o);
        BOOST_TEST_REQUIRE(stopped.stages.size() == 2u);
        BOOST_TEST((*stopped.stages[0].ended ==
                    process_end{ended_how::signalled, 9, ended_by::ceiling}));
    });
}

BOOST_AUTO_TEST_CASE(wrong_uses_are_errors)
{
    with_both_drivers([](auto const& run) {
        auto o = captured(-1);
        BOOST_CHECK_THROW(run("true", o), concur::ValueError);
        o = captured(1);
        o.record = true;
        BOOST_CHECK_THROW(run("true", o), concur::ValueError);
        o = captured(1);
        o.capture_output = false;
        BOOST_CHECK_THROW(run("true", o), concur::ValueError);
    });
    sp::options o;
    o.max_output = 1;
    BOOST_CHECK_THROW(sp::check_output("true", o), concur::ValueError);
    BOOST_CHECK_THROW(sp::call("true", o), concur::ValueError);
}

BOOST_AUTO_TEST_SUITE_END()
