// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUPPORT_SUPPORT_HPP
#define CONCUR_TEST_SUPPORT_SUPPORT_HPP

#include <chrono>
#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

// What the tests share.

namespace support {

/// The path of a program that this test may start, given its file name. The
/// paths are the test's arguments.
std::string program(std::string_view name);

/// The path of the child program, the first argument; see child/child.cpp.
std::string child();

/// The command that runs the child program with a list of actions.
std::vector<std::string> child(std::initializer_list<std::string> actions);

/// Wait until a condition is true; false if it is not true within a bound.
bool eventually(std::function<bool()> const& condition,
                std::chrono::seconds bound = std::chrono::seconds(30));

/// The kernel's id of the calling thread.
long task_id();

/// True if a thread of this process sleeps in the kernel. A blocked thread
/// always does; another thread may do so for a moment.
bool asleep(long task);

/// True if a thread of this process sleeps for longer than a moment. Allocates
/// memory and opens a file.
bool parked(long task);

/// Watches whether a thread of this process sleeps, also while the process may
/// not open another descriptor.
class sleep_watch
{
public:
    explicit sleep_watch(long task);
    sleep_watch(sleep_watch const&) = delete;
    sleep_watch& operator=(sleep_watch const&) = delete;
    ~sleep_watch();

    /// As the function asleep().
    bool asleep() const;

private:
    int const file_;
};

/// The open descriptors of this process and what each refers to.
std::map<int, std::string> open_descriptors();

/// True if this process has no child, not even a zombie.
bool no_children();

/** What a call must leave unchanged in the process: descriptors, children,
    signal mask and handlers, working directory, umask, environment.
*/
class process_state
{
public:
    process_state();

    /// The changes since construction, a line each; empty if there are none.
    std::string changes() const;

private:
    std::map<std::string, std::string> before_;
};

/** A fixture: the test case fails if it leaves the process changed. */
struct leaves_no_trace
{
    leaves_no_trace() = default;
    ~leaves_no_trace();
    process_state before;
};

/// A temporary directory; the destructor removes it with its files.
class scratch_directory
{
public:
    scratch_directory();
    ~scratch_directory();
    scratch_directory(scratch_directory const&) = delete;
    scratch_directory& operator=(scratch_directory const&) = delete;

    std::string const& path() const noexcept
    {
        return path_;
    }

    /// Create a file in the directory and return its path.
    std::string file(std::string const& name, std::string_view contents = {},
                     int mode = 0644) const;

private:
    std::string path_;
};

std::string read_file(std::string const& path);

/** Run a body in a forked process. It may change descriptors, signals, limits
    and ids of that process. It checks by EXPECT(), since Boost.Test knows the
    parent process only.

    @return Empty if the body returned; otherwise the message of what it threw,
    or the wait status of the process.
*/
std::string run_forked(std::function<void()> const& body);

/// Throw an exception that says what was expected, unless a condition is true.
void expect(bool condition, std::string const& what);

/// Become an ordinary user without privileges, if root runs the tests. Only for
/// use in run_forked(). Throws if root has no other users.
void drop_privileges();

/// True if root runs the tests, and may become another user.
bool is_root();

/// True if the libraries were built for concur-kernel=portable. It is not a
/// constant, so that a test is compiled once for both kinds of libraries.
bool portable_kernel();

} // namespace support

/// A check: a body that runs in a forked process must return.
#define CHECK_FORKED(...)                                                      \
    do                                                                         \
    {                                                                          \
        auto const wrong_ = ::support::run_forked(__VA_ARGS__);                \
        BOOST_CHECK_MESSAGE(wrong_.empty(), wrong_);                           \
    } while (false)

/// A check for such a body, and for threads: throws if an expression is false.
#define EXPECT(...) ::support::expect(bool(__VA_ARGS__), #__VA_ARGS__)

#endif
