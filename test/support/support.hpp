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

/// The path among a test's arguments that ends with a file name.
std::string program(std::string_view name);

/// The path of the child program, see child/child.cpp.
std::string child();

/// The child with a list of actions, ready for run().
std::vector<std::string> child(std::initializer_list<std::string> actions);

/// Repeat a question until the answer is yes; false after a generous bound.
bool eventually(std::function<bool()> const& yes,
                std::chrono::seconds bound = std::chrono::seconds(30));

/// The system's number of the calling thread.
long task_id();

/// True if a thread of this process sleeps in the kernel, as one that is
/// blocked does; for others it may be true for a moment.
bool asleep(long task);

/// The open descriptors of this process and what each refers to.
std::map<int, std::string> open_descriptors();

/// True if this process has no child at all, zombies included.
bool no_children();

/** All that a call must leave as it was: descriptors, children, signal mask
    and handlers, working directory, umask, environment.
*/
class surroundings
{
public:
    surroundings();

    /// What has changed since, a line each; empty if nothing has.
    std::string changes() const;

private:
    std::map<std::string, std::string> before_;
};

/** A fixture that fails a test case which leaves its surroundings changed. */
struct leaves_no_trace
{
    leaves_no_trace() = default;
    ~leaves_no_trace();
    surroundings before;
};

/// A directory that is removed with all that is in it.
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

    /// A file in it, with some contents.
    std::string file(std::string const& name, std::string_view contents = {},
                     int mode = 0644) const;

private:
    std::string path_;
};

std::string read_file(std::string const& path);

/** Run a body in a process of its own, so that it may spoil descriptors,
    signals, limits and ids.

    @return Empty if all went well; otherwise what the body threw, or how it
    ended. The body says that something is wrong with expect().
*/
std::string apart(std::function<void()> const& body);

/// Throw, naming what was expected, unless it is true.
void expect(bool truth, std::string const& what);

/// From now on the kernel refuses some system calls of this process and its
/// children with an errno. Only for use in apart().
void refuse_calls(std::initializer_list<long> numbers, int error);

/// Become an ordinary user without privileges. Only for use in apart().
void drop_privileges();

/// True if the program may become another user.
bool is_root();

/// True if the libraries were built for concur-kernel=portable. No constant, so
/// that the objects of tests serve both kinds of libraries.
bool portable_kernel();

} // namespace support

/// Check a body that runs in a process of its own.
#define CHECK_APART(...)                                                       \
    do                                                                         \
    {                                                                          \
        auto const wrong_ = ::support::apart(__VA_ARGS__);                     \
        BOOST_CHECK_MESSAGE(wrong_.empty(), wrong_);                           \
    } while (false)

/// Within such a body.
#define EXPECT(...) ::support::expect(bool(__VA_ARGS__), #__VA_ARGS__)

#endif
