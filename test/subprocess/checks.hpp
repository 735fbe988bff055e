// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUBPROCESS_CHECKS_HPP
#define CONCUR_TEST_SUBPROCESS_CHECKS_HPP

#include <concur/errors.hpp>
#include <concur/subprocess/errors.hpp>

#include <support/expect_error.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <concepts>
#include <csignal>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

// What the tests of run() and of the functions like it share.

namespace support {

/// Check that a body throws an OSError with an errno and a file name.
template<class Body>
void check_os_error(Body const& body, int error,
                    std::optional<std::string> const& filename)
{
    auto const e = expect_error<concur::OSError>(body);
    BOOST_TEST(e.errno_() == error);
    BOOST_TEST((e.code() == std::error_code(error, std::generic_category())));
    BOOST_TEST(e.filename().has_value() == filename.has_value());
    BOOST_TEST(e.filename().value_or("") == filename.value_or(""));
}

/// Check that `start` throws a std::invalid_argument whose message has some
/// words. It is given a command, and must not run it.
template<class Start>
void check_rejected(Start const& start,
                    std::initializer_list<std::string> words)
{
    scratch_directory const place;
    auto const trace = place.path() + "/trace";
    std::string const said = expect_error<std::invalid_argument>([&] {
                                 start(child({"create:" + trace}));
                             }).what();
    for (auto const& word : words)
    {
        BOOST_TEST((said.find(word) != said.npos), said << " lacks " << word);
    }
    BOOST_TEST(no_children());
    BOOST_TEST(!std::filesystem::exists(trace));
}

/// The TimeoutExpired that `start` throws. The child must get as far as
/// `enough` says, so `start` is repeated with longer timeouts until it has.
template<class Start, std::predicate<concur::subprocess::TimeoutExpired> Enough>
concur::subprocess::TimeoutExpired expect_timeout(Start const& start,
                                                  Enough const& enough)
{
    for (double seconds = 0.25;; seconds *= 4)
    {
        auto e = expect_error<concur::subprocess::TimeoutExpired>(
            [&] { start(seconds); });
        BOOST_TEST(e.timeout == seconds);
        if (enough(e) || seconds > 30)
        {
            return e;
        }
    }
}

/// The same, until the error has output.
template<class Start>
concur::subprocess::TimeoutExpired expect_timeout(Start const& start)
{
    return expect_timeout(start,
                          [](auto const& e) { return e.output.has_value(); });
}

/// A descriptor of a file; the destructor closes it.
class file_descriptor
{
public:
    explicit file_descriptor(std::string const& path, int flags = O_RDONLY)
        : number_(::open(path.c_str(), flags | O_CLOEXEC, 0644))
    {
        expect(number_ >= 0, "open " + path);
    }

    ~file_descriptor()
    {
        ::close(number_);
    }

    file_descriptor(file_descriptor const&) = delete;
    file_descriptor& operator=(file_descriptor const&) = delete;

    int fileno() const noexcept
    {
        return number_;
    }

private:
    int number_;
};

/// Redirect a standard stream of this process to a file. Only for use in
/// run_forked().
inline void redirect_stream(int stream, std::string const& path,
                            int flags = O_RDWR)
{
    file_descriptor const file(path, flags);
    expect(::dup2(file.fileno(), stream) == stream, "dup2");
}

/// How many children have ended and were killed since count_ended_children().
inline std::sig_atomic_t volatile ended_children = 0;
inline std::sig_atomic_t volatile killed_children = 0;

inline void on_child(int, siginfo_t* info, void*)
{
    ended_children = ended_children + 1;
    if (info->si_code == CLD_KILLED && info->si_status == SIGKILL)
    {
        killed_children = killed_children + 1;
    }
}

/// Begin to count the children that end. Only for use in run_forked().
inline void count_ended_children()
{
    struct sigaction action = {};
    action.sa_sigaction = on_child;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    expect(::sigaction(SIGCHLD, &action, nullptr) == 0, "sigaction");
}

/// The absolute path of the child program, for calls that change the directory.
inline std::string absolute_child()
{
    return std::filesystem::absolute(child()).string();
}

/// Measures the time since construction.
class stopwatch
{
public:
    double seconds() const
    {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() -
                                             start_)
            .count();
    }

private:
    std::chrono::steady_clock::time_point start_ =
        std::chrono::steady_clock::now();
};

/// A number of seconds that only a call which hangs would take.
constexpr double far_too_long = 25;

} // namespace support

#endif
