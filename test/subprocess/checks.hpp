// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUBPROCESS_CHECKS_HPP
#define CONCUR_TEST_SUBPROCESS_CHECKS_HPP

#include <concur/errors.hpp>
#include <concur/subprocess/error.hpp>

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

// What the tests of run() and its kin share.

namespace support {

/// The error that a body throws; it must throw one.
template<class Error, class Body>
Error caught(Body const& body)
{
    try
    {
        body();
    }
    catch (Error const& e)
    {
        return e;
    }
    throw std::logic_error("nothing was thrown");
}

/// An OSError with an errno and the file at fault.
template<class Body>
void check_os_error(Body const& body, int error,
                    std::optional<std::string> const& filename)
{
    auto const e = caught<concur::OSError>(body);
    BOOST_TEST(e.errno_() == error);
    BOOST_TEST((e.code() == std::error_code(error, std::generic_category())));
    BOOST_TEST(e.filename().has_value() == filename.has_value());
    BOOST_TEST(e.filename().value_or("") == filename.value_or(""));
}

/// An invalid-argument error whose message holds some words. `start` gets a
/// command, which must not have been run.
template<class Start>
void check_refused(Start const& start, std::initializer_list<std::string> words)
{
    scratch_directory const place;
    auto const trace = place.path() + "/trace";
    std::string const said = caught<std::invalid_argument>([&] {
                                 start(child({"create:" + trace}));
                             }).what();
    for (auto const& word : words)
    {
        BOOST_TEST((said.find(word) != said.npos), said << " lacks " << word);
    }
    BOOST_TEST(no_children());
    BOOST_TEST(!std::filesystem::exists(trace));
}

/// The error of a call that must run out of time, but not before the child
/// has got as far as it should: `start` is repeated with longer timeouts
/// until the error satisfies `enough`.
template<class Start, std::predicate<concur::subprocess::TimeoutExpired> Enough>
concur::subprocess::TimeoutExpired expired(Start const& start,
                                           Enough const& enough)
{
    for (double seconds = 0.25;; seconds *= 4)
    {
        auto e =
            caught<concur::subprocess::TimeoutExpired>([&] { start(seconds); });
        BOOST_TEST(e.timeout == seconds);
        if (enough(e) || seconds > 30)
        {
            return e;
        }
    }
}

/// Like that: until there is output.
template<class Start>
concur::subprocess::TimeoutExpired expired(Start const& start)
{
    return expired(start, [](auto const& e) { return e.output.has_value(); });
}

/// An open file.
class opened
{
public:
    explicit opened(std::string const& path, int flags = O_RDONLY)
        : number_(::open(path.c_str(), flags | O_CLOEXEC, 0644))
    {
        expect(number_ >= 0, "open " + path);
    }

    ~opened()
    {
        ::close(number_);
    }

    opened(opened const&) = delete;
    opened& operator=(opened const&) = delete;

    int fileno() const noexcept
    {
        return number_;
    }

private:
    int number_;
};

/// Make a standard stream of this process a file. Only for use in apart().
inline void become(int stream, std::string const& path, int flags)
{
    opened const file(path, flags);
    expect(::dup2(file.fileno(), stream) == stream, "dup2");
}

/// How the children of this process end, from watch_children() on.
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

/// Count the children that end. Only for use in apart().
inline void watch_children()
{
    struct sigaction action = {};
    action.sa_sigaction = on_child;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    expect(::sigaction(SIGCHLD, &action, nullptr) == 0, "sigaction");
}

/// The child by its absolute path, for calls that change the directory.
inline std::string absolute_child()
{
    return std::filesystem::absolute(child()).string();
}

/// Seconds since it was made.
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

/// A time that only something stuck would take.
constexpr double far_too_long = 25;

} // namespace support

#endif
