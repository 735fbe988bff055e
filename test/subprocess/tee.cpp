// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/tee_target.hpp>

#include "answering_stream.hpp"
#include "both_drivers.hpp"
#include "checks.hpp"
#include "warnings.hpp"

#include <concur/subprocess/popen.hpp>

#include <support/may_refuse_calls.hpp>
#include <support/refused_calls.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace sp = concur::subprocess;
using namespace support;

namespace {

struct refused : std::exception
{
};

// Two connected descriptors. What is written to `in` can be read from `out`.
struct channel
{
    channel(int from, int to) : out(from), in(to)
    {
        expect(out >= 0 && in >= 0, "a channel");
    }

    channel(channel&& other) noexcept
        : out(std::exchange(other.out, -1)), in(std::exchange(other.in, -1))
    {
    }

    ~channel()
    {
        close_out();
        close_in();
    }

    void close_out()
    {
        close(out);
    }

    void close_in()
    {
        close(in);
    }

    int out;
    int in;

private:
    static void close(int& number)
    {
        if (number >= 0)
        {
            ::close(std::exchange(number, -1));
        }
    }
};

channel make_pipe()
{
    int ends[2];
    expect(::pipe2(ends, O_CLOEXEC) == 0, "pipe2");
    return {ends[0], ends[1]};
}

channel make_sockets()
{
    int ends[2];
    expect(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0,
           "socketpair");
    return {ends[0], ends[1]};
}

// The terminal does not change the bytes.
channel make_terminal()
{
    int const master = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    expect(master >= 0 && ::grantpt(master) == 0 && ::unlockpt(master) == 0,
           "posix_openpt");
    return {master, ::open(::ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC)};
}

struct
{
    char const* name;
    channel (*make)();
} const channels[] = {{"a pipe", make_pipe},
                      {"a pair of sockets", make_sockets},
                      {"a terminal", make_terminal}};

std::string read_all(int number)
{
    std::string all;
    std::array<char, 4096> piece;
    for (;;)
    {
        auto const n = ::read(number, piece.data(), piece.size());
        if (n <= 0)
        {
            return all;
        }
        all.append(piece.data(), static_cast<std::size_t>(n));
    }
}

// A C file that is closed at the end of the scope.
struct c_file
{
    explicit c_file(std::string const& path, char const* mode = "we")
        : file(std::fopen(path.c_str(), mode))
    {
        expect(file != nullptr, "fopen " + path);
    }

    c_file(c_file const&) = delete;

    ~c_file()
    {
        std::fclose(file);
    }

    std::FILE* file;
};

// Options with stdout captured, and a tee.
sp::options with_tee(sp::tee_targets targets)
{
    sp::options o;
    o.stdout_ = sp::PIPE;
    o.tee = std::move(targets);
    return o;
}

double used_processor_time()
{
    timespec t{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) / 1e9;
}

} // namespace

BOOST_AUTO_TEST_SUITE(tee_, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(each_kind_of_target_gets_the_captured_bytes)
{
    with_both_drivers([](auto const& run) {
        scratch_directory const place;
        auto const path = place.path() + "/";
        file_descriptor const number(path + "descriptor", O_CREAT | O_WRONLY);
        file_descriptor const holder(path + "holder", O_CREAT | O_WRONLY);
        c_file const file(path + "file");
        std::ostringstream stream;
        auto const done = run(child({"out:one\\r\\n\\xff\\0", "outn:300000"}),
                              with_tee({number.fileno(), holder, file.file,
                                        path + "path", stream}));
        BOOST_TEST_REQUIRE(done.stdout_->size() == 300'007u);
        for (char const* name : {"descriptor", "holder", "file", "path"})
        {
            BOOST_TEST((read_file(path + name) == *done.stdout_), name);
        }
        BOOST_TEST((stream.str() == *done.stdout_));
    });
}

BOOST_AUTO_TEST_CASE(in_text_mode_the_bytes_are_those_of_the_child)
{
    with_both_drivers([](auto const& run) {
        std::ostringstream copy;
        auto o = with_tee(copy);
        o.text = true;
        auto const done = run(child({"out:caf\\xc3\\xa9\\r\\n"}), o);
        BOOST_TEST(*done.stdout_ == "caf\xc3\xa9\n");
        BOOST_TEST(copy.str() == "caf\xc3\xa9\r\n");
    });
}

BOOST_AUTO_TEST_CASE(each_output_can_have_targets_of_its_own)
{
    with_both_drivers([](auto const& run) {
        std::ostringstream both;
        std::ostringstream out;
        std::ostringstream err;
        sp::options o;
        o.tee = both;
        o.tee_stdout = out;
        o.tee_stderr = err;
        o.capture_output = true;
        auto const done = run(child({"out:one", "err:two"}), o);
        BOOST_TEST(out.str() == "one");
        BOOST_TEST(err.str() == "two");
        BOOST_TEST((both.str() == "onetwo" || both.str() == "twoone"));
        BOOST_TEST(*done.stdout_ == "one");
        BOOST_TEST(*done.stderr_ == "two");
    });
}

BOOST_AUTO_TEST_CASE(without_pipe_the_output_is_copied_and_not_captured)
{
    with_both_drivers([](auto const& run) {
        std::ostringstream out;
        sp::options o;
        o.tee_stdout = out;
        o.stderr_ = sp::DEVNULL;
        auto const done = run(child({"out:one", "err:two"}), o);
        BOOST_TEST(out.str() == "one");
        BOOST_TEST(!done.stdout_.has_value());
        BOOST_TEST(!done.stderr_.has_value());
    });
}

BOOST_AUTO_TEST_CASE(functions_like_run_copy_output)
{
    std::ostringstream copy;
    BOOST_TEST(sp::call(child({"out:1", "exit:3"}), sp::tee = copy) == 3);
    sp::check_call(child({"out:2"}), sp::tee = {copy});
    BOOST_TEST(sp::check_output(child({"out:3"}), sp::tee_stdout = copy) ==
               "3");
    boost::asio::io_context io;
    sp::async_call(io.get_executor(), child({"out:4"}), sp::tee = copy,
                   [](std::exception_ptr e, int) { BOOST_TEST(!e); });
    io.run();
    BOOST_TEST(copy.str() == "1234");
}

BOOST_AUTO_TEST_CASE(lines_are_delivered_beside_a_tee)
{
    with_both_drivers([](auto const& run) {
        std::ostringstream copy;
        std::string lines;
        sp::options o;
        o.tee = copy;
        o.text = true;
        o.on_stdout = [&](std::string_view line) {
            // The bytes are written before they are delivered.
            BOOST_TEST(copy.str().find(line) != std::string::npos);
            lines += "<" + std::string(line) + ">";
        };
        run(child({"out:one\\r\\ntwo\\n", "outn:100000"}), o);
        std::string const much(100'000, 'x');
        BOOST_TEST((lines == "<one><two><" + much + ">"));
        BOOST_TEST((copy.str() == "one\r\ntwo\n" + much));
    });
}

// The child waits for a line, which is written when the output is copied.
BOOST_AUTO_TEST_CASE(output_is_copied_as_it_comes)
{
    with_both_drivers([](auto const& run) {
        answering_stream answers;
        auto o = with_tee(answers.stream);
        o.stdin_ = answers;
        auto const done = run(child({"out:one", "line", "out:two"}), o);
        BOOST_TEST(*done.stdout_ == "one\ntwo");
    });
}

BOOST_AUTO_TEST_CASE(the_descriptor_may_be_closed_after_the_start)
{
    scratch_directory const place;
    auto const path = place.path() + "/copy";
    auto number = std::make_unique<file_descriptor>(path, O_CREAT | O_WRONLY);
    sp::Popen p(child({"out:one"}), sp::tee = number->fileno());
    number.reset();
    p.communicate();
    BOOST_TEST(read_file(path) == "one");
}

BOOST_AUTO_TEST_CASE(a_slow_reader_gets_everything)
{
    with_both_drivers([](auto const& run) {
        for (auto const& kind : channels)
        {
            auto channel = kind.make();
            std::string got;
            std::jthread reader([&] { got = read_all(channel.out); });
            sp::CompletedProcess done;
            BOOST_CHECK_NO_THROW(done = run(child({"blocks:1000:1000:0"}),
                                            with_tee(channel.in)));
            channel.close_in();
            reader.join();
            BOOST_TEST_REQUIRE(done.stdout_.has_value());
            BOOST_TEST(done.stdout_->size() == 1'000'000u);
            BOOST_TEST((got == *done.stdout_), kind.name);
        }
    });
}

// The reader of the tee reads nothing. The time of the processor shows that
// nothing polls without a pause.
BOOST_AUTO_TEST_CASE(a_full_target_does_not_delay_a_timeout)
{
    with_both_drivers([](auto const& run) {
        for (auto const& kind : channels)
        {
            auto const channel = kind.make();
            auto o = with_tee(channel.in);
            o.timeout = 1.0;
            stopwatch const time;
            auto const before = used_processor_time();
            BOOST_CHECK_THROW(run({"yes"}, o), sp::TimeoutExpired);
            BOOST_TEST(used_processor_time() - before < 0.1, kind.name);
            BOOST_TEST(time.seconds() < far_too_long);
            BOOST_TEST(no_children());
        }
    });
}

BOOST_AUTO_TEST_CASE(a_full_target_does_not_hold_the_loop)
{
    auto const pipe = make_pipe();
    boost::asio::io_context io;
    bool done = false;
    sp::async_run(io.get_executor(), {"yes"}, sp::tee = pipe.in,
                  sp::timeout = 1.0,
                  [&](std::exception_ptr, auto const&) { done = true; });
    int others = 0;
    std::function<void()> other = [&] {
        if (!done)
        {
            ++others;
            boost::asio::post(io, other);
        }
    };
    other();
    io.run();
    BOOST_TEST(others > 100);
}

// A sandbox refuses to watch the target after the child was started.
BOOST_AUTO_TEST_CASE(a_full_target_that_cannot_be_watched_is_polled,
                     *support::may_refuse_calls)
{
    // Throws if the child did not write within the timeout.
    auto const check = [](double seconds) {
        auto const pipe = make_pipe();
        bool called = false;
        bool in_time = false;
        auto const begin = std::chrono::steady_clock::now();
        flush_hook buffer([&] {
            if (!std::exchange(called, true))
            {
                in_time = std::chrono::steady_clock::now() - begin <
                          std::chrono::duration<double>(seconds);
                refuse_calls({SYS_epoll_ctl}, ENOSPC);
            }
        });
        std::ostream stream(&buffer);
        auto o = with_tee({stream, pipe.in});
        o.timeout = seconds;
        boost::asio::io_context io;
        boost::asio::steady_timer const begins_to_watch(io);
        std::exception_ptr error;
        sp::async_run(io.get_executor(), {"yes"}, o,
                      [&](std::exception_ptr e, auto const&) { error = e; });
        io.run();
        expect_error<sp::TimeoutExpired>(
            [&] { std::rethrow_exception(error); });
        EXPECT(no_children());
        expect(in_time, "output in time");
    };
    double seconds = 0.5;
    auto wrong = run_forked([&] { check(seconds); });
    while (wrong.find("output in time") != wrong.npos && seconds < 20)
    {
        seconds *= 2;
        wrong = run_forked([&] { check(seconds); });
    }
    BOOST_TEST(wrong == "");
}

BOOST_AUTO_TEST_CASE(after_a_timeout_nothing_is_copied_twice)
{
    auto pipe = make_pipe();
    std::string got;
    std::jthread reader;
    std::optional<sp::Popen> p(std::in_place, child({"outn:300000"}),
                               sp::stdout_ = sp::PIPE, sp::tee = pipe.in);
    pipe.close_in();
    BOOST_CHECK_THROW(p->communicate({}, 0.2), sp::TimeoutExpired);
    reader = std::jthread([&] { got = read_all(pipe.out); });
    auto const output = p->communicate();
    p.reset();
    reader.join();
    BOOST_TEST(output.stdout_->size() == 300'000u);
    BOOST_TEST((got == *output.stdout_));
}

BOOST_AUTO_TEST_CASE(a_target_that_fails_is_reported_and_the_capture_goes_on)
{
    scratch_directory const place;
    auto const path = place.file("read_only");
    with_both_drivers([&](auto const& run) {
        auto pipe = make_pipe();
        pipe.close_out();
        auto sockets = make_sockets();
        sockets.close_out();
        file_descriptor const read_only(path);
        c_file const full("/dev/full");
        c_file const broken("/dev/fd/" + std::to_string(pipe.in));
        std::ostringstream bad;
        bad.setstate(std::ios::badbit);
        flush_hook buffer([] { throw refused(); });
        std::ostream refusing(&buffer);
        refusing.exceptions(std::ios::badbit);
        std::ofstream file("/dev/full");
        auto const by = [](int number) {
            return "tee to descriptor " + std::to_string(number) + " failed: ";
        };
        struct
        {
            sp::tee_target target;
            std::string warning;
        } const cases[] = {
            {pipe.in, by(pipe.in) + "Broken pipe"},
            {sockets.in, by(sockets.in) + "Broken pipe"},
            {read_only, by(read_only.fileno()) + "Bad file descriptor"},
            {"/dev/full", "tee to /dev/full failed: No space left on device"},
            {full.file, "tee to a FILE failed: No space left on device"},
            {broken.file, "tee to a FILE failed: Broken pipe"},
            {file, "tee to a stream failed: No space left on device"},
            {bad, "tee to a stream failed: Input/output error"},
            {refusing, "tee to a stream failed: Input/output error"},
        };
        for (auto const& c : cases)
        {
            std::ostringstream good;
            heard_warnings heard(concur::warning::runtime);
            auto const done = run(child({"blocks:3:100000:0", "err:two"}),
                                  with_tee({c.target, good}));
            BOOST_TEST(heard.texts == std::vector<std::string>{c.warning},
                       boost::test_tools::per_element());
            BOOST_TEST(done.stdout_->size() == 300'000u);
            BOOST_TEST(good.str().size() == 300'003u);
        }
    });
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_opened_is_an_error_before_the_start)
{
    with_both_drivers([](auto const& run) {
        scratch_directory const place;
        auto const trace = place.path() + "/trace";
        auto const missing = place.path() + "/missing/copy";
        check_os_error(
            [&] { run(child({"create:" + trace}), with_tee(missing)); }, ENOENT,
            missing);
        int const closed = ::dup(0);
        ::close(closed);
        check_os_error(
            [&] { run(child({"create:" + trace}), with_tee(closed)); }, EBADF,
            std::nullopt);
        BOOST_TEST(no_children());
        BOOST_TEST(!std::filesystem::exists(trace));
    });
}

BOOST_AUTO_TEST_CASE(wrong_targets_are_rejected)
{
    with_both_drivers([](auto const& run) {
        scratch_directory const place;
        auto const copy = place.path() + "/copy";
        auto const rejects = [&](auto const& change,
                                 std::initializer_list<std::string> words) {
            sp::options o;
            change(o);
            check_rejected([&](auto const& command) { run(command, o); },
                           words);
            // The files were not created.
            BOOST_TEST(!std::filesystem::exists(copy));
        };
        rejects([](auto& o) { o.tee = -1; }, {"negative"});
        rejects([](auto& o) { o.tee = std::string("a\0b", 3); }, {"null"});
        rejects(
            [&](auto& o) {
                o.tee = copy;
                o.stdout_ = sp::DEVNULL;
                o.stderr_ = sp::DEVNULL;
            },
            {"tee", "pipe"});
        rejects(
            [&](auto& o) {
                o.tee_stdout = copy;
                o.stdout_ = std::nullopt;
            },
            {"tee_stdout", "pipe"});
        rejects(
            [&](auto& o) {
                o.tee_stderr = copy;
                o.stderr_ = sp::STDOUT;
            },
            {"tee_stderr", "pipe"});
        BOOST_CHECK_THROW(run(child({}), with_tee(1ull << 40)),
                          concur::OverflowError);
    });
    BOOST_CHECK_THROW(sp::tee_target(static_cast<std::FILE*>(nullptr)),
                      concur::ValueError);
}

BOOST_AUTO_TEST_CASE(an_error_of_the_text_does_not_hide_bytes_from_the_tee)
{
    with_both_drivers([](auto const& run) {
        std::ostringstream copy;
        auto o = with_tee(copy);
        o.text = true;
        std::string lines;
        o.on_stdout = [&](std::string_view line) { lines += line; };
        BOOST_CHECK_THROW(run(child({"out:one\\n\\xff"}), o),
                          concur::UnicodeDecodeError);
        BOOST_TEST(copy.str() == "one\n\xff");
    });
}

BOOST_AUTO_TEST_SUITE_END()
