// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/run.hpp>

#include "start_modes.hpp"

#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

// The descriptors 0, 1 and 2 of a child, whatever they are in the parent.

namespace sp = concur::subprocess;
using namespace support;
using boost::unit_test::label;

namespace {

// If some of 0, 1 and 2 are closed, each pipe is still connected to the right
// stream.
void check_closed(std::vector<int> const& closed)
{
    CHECK_FORKED([&] {
        // A copy of descriptor 0, if it can be opened.
        int const in = ::fcntl(0, F_DUPFD_CLOEXEC, 10);
        for (int number : closed)
        {
            ::close(number);
        }
        for (auto const& way : start_modes())
        {
            auto const done =
                sp::run(child({"out:apple", "err:orange", "fds"}), way,
                        sp::capture_output, sp::stdin_ = in, sp::timeout = 30);
            EXPECT(done.returncode == 0);
            EXPECT(done.stdout_->starts_with("apple0 1 2"));
            EXPECT(done.stderr_ == "orange");
        }
    });
}

// Files as descriptors 0, 1 and 2. Only for use in run_forked().
class three_files
{
public:
    three_files()
    {
        for (int i = 0; i != 3; ++i)
        {
            redirect_stream(i, path(i), O_RDWR | O_CREAT);
        }
    }

    std::string path(int i) const
    {
        return place_.path() + "/" + std::to_string(i);
    }

    std::string contents(int i) const
    {
        return read_file(path(i));
    }

    // Write the text that the child is to read from a descriptor.
    static void offer(int number)
    {
        EXPECT(::write(number, "STDIN", 5) == 5);
        EXPECT(::lseek(number, 0, SEEK_SET) == 0);
    }

    // Make all three files empty.
    static void clear()
    {
        for (int i = 0; i != 3; ++i)
        {
            EXPECT(::ftruncate(i, 0) == 0);
            EXPECT(::lseek(i, 0, SEEK_SET) == 0);
        }
    }

private:
    scratch_directory place_;
};

int answer(int in, int out, int err, sp::options const& way)
{
    return sp::call(child({"out:got ", "cat", "err:err"}), way, sp::stdin_ = in,
                    sp::stdout_ = out, sp::stderr_ = err, sp::timeout = 30);
}

// A temporary file with contents.
std::shared_ptr<std::FILE> temporary(std::string const& contents = {})
{
    std::shared_ptr<std::FILE> file(std::tmpfile(), std::fclose);
    std::fputs(contents.c_str(), file.get());
    std::rewind(file.get());
    return file;
}

std::string contents(std::FILE* file)
{
    std::string all(100, '\0');
    all.resize(static_cast<std::size_t>(
        std::max<ssize_t>(0, ::pread(::fileno(file), all.data(), 100, 0))));
    return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(std_fds, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(posix_std_fds_closed_0,
                     *label("py:subprocess.posix.std_fds.closed_0"))
{
    check_closed({0});
}

BOOST_AUTO_TEST_CASE(posix_std_fds_closed_1,
                     *label("py:subprocess.posix.std_fds.closed_1"))
{
    check_closed({1});
}

BOOST_AUTO_TEST_CASE(posix_std_fds_closed_2,
                     *label("py:subprocess.posix.std_fds.closed_2"))
{
    check_closed({2});
}

BOOST_AUTO_TEST_CASE(posix_std_fds_closed_0_1,
                     *label("py:subprocess.posix.std_fds.closed_0_1"))
{
    check_closed({0, 1});
}

BOOST_AUTO_TEST_CASE(posix_std_fds_closed_0_2,
                     *label("py:subprocess.posix.std_fds.closed_0_2"))
{
    check_closed({0, 2});
}

BOOST_AUTO_TEST_CASE(posix_std_fds_closed_1_2,
                     *label("py:subprocess.posix.std_fds.closed_1_2"))
{
    check_closed({1, 2});
}

BOOST_AUTO_TEST_CASE(posix_std_fds_closed_0_1_2,
                     *label("py:subprocess.posix.std_fds.closed_0_1_2"))
{
    check_closed({0, 1, 2});
}

BOOST_AUTO_TEST_CASE(posix_std_fds_error_pipe_above_2,
                     *label("py:subprocess.posix.std_fds.error_pipe_above_2"))
{
    CHECK_FORKED([] {
        ::close(0);
        ::close(1);
        for (auto way : start_modes())
        {
            if (way.preexec_fn)
            {
                way.preexec_fn = [] {
                    for (int number : {0, 1})
                    {
                        auto const flags = ::fcntl(number, F_GETFD);
                        expect(flags < 0 || flags & FD_CLOEXEC, "its own");
                    }
                    // Nothing can be written here.
                    std::string const text(100, 'x');
                    expect(::write(1, text.data(), text.size()) < 0, "EBADF");
                };
            }
            // 99: the child could not write.
            EXPECT(sp::call(child({"isopen:0"}), way, sp::timeout = 30) == 99);
            EXPECT(sp::call(child({"write:0:x"}), way, sp::timeout = 30) == 99);
            EXPECT(failure_of([&] { sp::call("/nonexistent", way); }) ==
                   failure(ENOENT, "/nonexistent"));
        }
    });
    // A closed descriptor does not disturb the child's own descriptors, either.
    CHECK_FORKED([] {
        ::close(0);
        ::close(1);
        ::close(2);
        for (auto const& way : start_modes())
        {
            for (auto where : {sp::redirect(), sp::redirect(sp::DEVNULL)})
            {
                EXPECT(failure_of([&] {
                           sp::call("/nonexistent", way, sp::stdin_ = where,
                                    sp::stdout_ = sp::DEVNULL,
                                    sp::stderr_ = sp::DEVNULL);
                       }) == failure(ENOENT, "/nonexistent"));
            }
        }
    });
}

BOOST_AUTO_TEST_CASE(posix_std_fds_remap_wrong_order,
                     *label("py:subprocess.posix.std_fds.remap_wrong_order"))
{
    CHECK_FORKED([] {
        three_files const files;
        for (auto const& way : start_modes())
        {
            files.clear();
            files.offer(1);
            int high[3];
            for (int i = 0; i != 3; ++i)
            {
                high[i] = ::fcntl(i, F_DUPFD_CLOEXEC, 3);
            }
            EXPECT(answer(high[1], high[2], high[0], way) == 0);
            EXPECT(files.contents(0) == "err");
            EXPECT(files.contents(1) == "STDIN");
            EXPECT(files.contents(2) == "got STDIN");
            std::for_each(high, high + 3, ::close);
        }
    });
}

BOOST_AUTO_TEST_CASE(
    posix_std_fds_swap_all_permutations,
    *label("py:subprocess.posix.std_fds.swap_all_permutations"))
{
    CHECK_FORKED([] {
        three_files const files;
        for (auto const& way : start_modes())
        {
            std::array<int, 3> order{0, 1, 2};
            do
            {
                files.clear();
                files.offer(order[0]);
                EXPECT(answer(order[0], order[1], order[2], way) == 0);
                EXPECT(files.contents(order[0]) == "STDIN");
                EXPECT(files.contents(order[1]) == "got STDIN");
                EXPECT(files.contents(order[2]) == "err");
            } while (std::next_permutation(order.begin(), order.end()));
        }
    });
}

BOOST_AUTO_TEST_CASE(posix_std_fds_swap_with_one_closed,
                     *label("py:subprocess.posix.std_fds.swap_with_one_closed"))
{
    for (int closed = 0; closed != 3; ++closed)
    {
        CHECK_FORKED([=] {
            three_files const files;
            ::close(closed);
            int const a = closed == 0 ? 1 : 0;
            int const b = closed == 2 ? 1 : 2;
            for (auto const& way : start_modes())
            {
                for (auto [to_a, to_b] :
                     {std::pair{0, 1}, {1, 0}, {0, 2}, {2, 0}, {1, 2}, {2, 1}})
                {
                    for (int number : {a, b})
                    {
                        EXPECT(::ftruncate(number, 0) == 0);
                        EXPECT(::lseek(number, 0, SEEK_SET) == 0);
                    }
                    auto o = way;
                    for (auto [from, to] : {std::pair{a, to_a}, {b, to_b}})
                    {
                        (to == 0   ? o.stdin_
                         : to == 1 ? o.stdout_
                                   : o.stderr_) = from;
                    }
                    auto const say = [](int n) {
                        auto const text = std::to_string(n);
                        return "write:" + text + ":through " + text;
                    };
                    EXPECT(sp::call(child({say(to_a), say(to_b)}), o,
                                    sp::timeout = 30) == 0);
                    EXPECT(files.contents(a) ==
                           "through " + std::to_string(to_a));
                    EXPECT(files.contents(b) ==
                           "through " + std::to_string(to_b));
                }
            }
        });
    }
}

BOOST_AUTO_TEST_CASE(posix_single_fd_stdin_stdout,
                     *label("py:subprocess.posix.single_fd.stdin_stdout"))
{
    for (auto const& way : start_modes())
    {
        auto const file = temporary("abc");
        BOOST_TEST(sp::call(child({"read:3"}), way, sp::stdin_ = file.get(),
                            sp::stdout_ = file.get(), sp::timeout = 30) == 0);
        BOOST_TEST(contents(file.get()) == "abcabc");
    }
}

BOOST_AUTO_TEST_CASE(posix_single_fd_stdout_stderr,
                     *label("py:subprocess.posix.single_fd.stdout_stderr"))
{
    for (auto const& way : start_modes())
    {
        auto const file = temporary();
        BOOST_TEST(sp::call(child({"out:a", "err:b", "out:c"}), way,
                            sp::stdout_ = file.get(), sp::stderr_ = file.get(),
                            sp::timeout = 30) == 0);
        BOOST_TEST(contents(file.get()) == "abc");
    }
}

BOOST_AUTO_TEST_CASE(posix_single_fd_stdin_stderr,
                     *label("py:subprocess.posix.single_fd.stdin_stderr"))
{
    for (auto const& way : start_modes())
    {
        auto const file = temporary("abc");
        auto const done = sp::run(
            child({"read:3", "err:d"}), way, sp::stdin_ = file.get(),
            sp::stdout_ = sp::PIPE, sp::stderr_ = file.get(), sp::timeout = 30);
        BOOST_TEST(done.returncode == 0);
        BOOST_TEST((done.stdout_ == "abc"));
        BOOST_TEST(contents(file.get()) == "abcd");
    }
}

// The library does not change the descriptors of the caller, close-on-exec or
// not.
BOOST_AUTO_TEST_CASE(own_descriptors_stay_as_they_were)
{
    for (bool const inheritable : {false, true})
    {
        for (auto const& way : start_modes())
        {
            null_descriptors const null(1, inheritable);
            auto const flags = ::fcntl(null[0], F_GETFD);
            BOOST_TEST(sp::call(child({"out:x", "err:x"}), way,
                                sp::stdin_ = null[0], sp::stdout_ = null[0],
                                sp::stderr_ = null[0], sp::timeout = 30) == 0);
            BOOST_TEST(::fcntl(null[0], F_GETFD) == flags);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
