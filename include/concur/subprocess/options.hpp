// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_OPTIONS_HPP
#define CONCUR_SUBPROCESS_OPTIONS_HPP

#include <concur/config.hpp>
#include <concur/detail/wide_integer.hpp>
#include <concur/subprocess/bytes.hpp>
#include <concur/subprocess/child_descriptor.hpp>
#include <concur/subprocess/environment.hpp>
#include <concur/subprocess/os_string.hpp>
#include <concur/subprocess/output_limit.hpp>
#include <concur/subprocess/output_piece.hpp>
#include <concur/subprocess/parent_death.hpp>
#include <concur/subprocess/redirect.hpp>
#include <concur/subprocess/resource_limit.hpp>
#include <concur/subprocess/stop.hpp>
#include <concur/subprocess/tee_target.hpp>
#include <concur/timeout.hpp>

#include <concepts>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <optional>
#include <ranges>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace concur::subprocess {

/// A vector that any range converts to.
template<class T>
class sequence : public std::vector<T>
{
public:
    using std::vector<T>::vector;

    /// The items of a range, converted.
    template<std::ranges::input_range R>
    requires(!string_like<R> && !path_like<R> &&
             std::constructible_from<T, std::ranges::range_reference_t<R>>)
        sequence(R&& items)
    {
        for (auto&& item : items)
        {
            this->push_back(T(std::forward<decltype(item)>(item)));
        }
    }
};

/** A user or group: a number, or a name to look up when the child is started.

    The number has a wide type: a number that the system does not support is an
    error, and does not become another user.
*/
class principal
{
public:
    /// The id of a user or group.
    template<concur::detail::number_argument T>
    principal(T number) noexcept : number_(concur::detail::wide_integer(number))
    {
    }

    /// The name of a user or group.
    template<string_like T>
    principal(T const& name) : name_(os_string(name).str())
    {
    }

    /// The name; absent if an id was given.
    std::optional<std::string> const& name() const noexcept
    {
        return name_;
    }

    /// The id; -1 if a name was given.
    long long number() const noexcept
    {
        return number_;
    }

private:
    std::optional<std::string> name_;
    long long number_ = -1;
};

/** The value of the keyword `input`: the data for a child's standard input.

    "Not given" and "given as none" differ, since Python's check_output() treats
    them differently. In text mode the bytes are UTF-8.
*/
class input_data
{
public:
    /// No input was given.
    input_data() = default;

    /// The input is given as none, Python's `input=None`.
    input_data(std::nullopt_t) noexcept : given_(true) {}

    /// A null pointer is not Python's None.
    input_data(std::nullptr_t) = delete;

    /// A copy of a string.
    template<string_like T>
    requires(!std::same_as<T, bytes>) input_data(T const& data)
        : given_(true), present_(true), text_(os_string(data).str())
    {
    }

    /// A string that is moved, not copied.
    input_data(std::string&& data) noexcept
        : given_(true), present_(true), text_(std::move(data))
    {
    }

    /// Bytes, which are shared and not copied.
    input_data(bytes data) noexcept
        : given_(true), present_(true), shared_(std::move(data))
    {
    }

    /// Data that may be absent. Absent data is given as none.
    template<class T>
    input_data(std::optional<T> const& data)
        : input_data(data ? input_data(*data) : input_data(std::nullopt))
    {
    }

    /// Whether input was given, even if it is none.
    bool given() const noexcept
    {
        return given_;
    }

    /// Whether there is data, even if it is empty.
    bool present() const noexcept
    {
        return present_;
    }

    /// The data; empty if there is none.
    std::string_view view() const noexcept
    {
        return shared_.empty() ? std::string_view(text_)
                               : std::string_view(shared_);
    }

private:
    bool given_ = false;
    bool present_ = false;
    std::string text_;
    bytes shared_;
};

/// Windows' start-up information; accepted on Windows only.
struct startup_info
{
    /// The members have the names and meanings of Python's STARTUPINFO.
    unsigned long dwFlags = 0;
    void* hStdInput = nullptr;
    void* hStdOutput = nullptr;
    void* hStdError = nullptr;
    unsigned short wShowWindow = 0;
    std::vector<void*> handle_list;
};

/** All keyword arguments of Python's functions, with Python's defaults.

    This aggregate is for programs that set options at run time; otherwise
    keywords are easier to read. Each member is documented at the keyword with
    its name.

    @see keywords.hpp
*/
struct options
{
    /// The buffer of the streams in bytes; 0 for none, 1 for line buffering,
    /// negative for the default.
    std::optional<long long> bufsize = -1;
    /// The program to run instead of the first item of the command.
    std::optional<os_string> executable = {};
    /// The child's standard input.
    redirect stdin_ = {};
    /// The child's standard output.
    redirect stdout_ = {};
    /// The child's standard error.
    redirect stderr_ = {};
    /// A function that the child calls before it executes the program.
    std::function<void()> preexec_fn = {};
    /// Whether the child closes all descriptors from 3 on, except `pass_fds`.
    bool close_fds = true;
    /// Whether a shell runs the command.
    bool shell = false;
    /// The child's working directory; absent for the parent's.
    std::optional<os_string> cwd = {};
    /// The child's whole environment; absent for the parent's.
    std::optional<environment> env = {};
    /// The older name of `text`.
    std::optional<bool> universal_newlines = {};
    /// For Windows only; on POSIX a ValueError.
    std::optional<startup_info> startupinfo = {};
    /// For Windows only; on POSIX a ValueError unless it is 0.
    long long creationflags = 0;
    /// Whether SIGPIPE and SIGXFSZ get their default action in the child.
    bool restore_signals = true;
    /// Whether the child becomes the leader of a new session.
    bool start_new_session = false;
    /// Descriptors that stay open in the child, under their numbers.
    sequence<long long> pass_fds = {};
    /// The user that the child runs as; absent for the parent's.
    std::optional<principal> user = {};
    /// The group that the child runs as; absent for the parent's.
    std::optional<principal> group = {};
    /// The child's supplementary groups; absent for the parent's.
    std::optional<sequence<principal>> extra_groups = {};
    /// The encoding of the streams; if set, it turns text mode on.
    std::optional<os_string> encoding = {};
    /// The error handler of the encoding; if set, it turns text mode on.
    std::optional<os_string> errors = {};
    /// Whether text mode is asked for; `encoding`, `errors` and
    /// `universal_newlines` turn it on, too.
    std::optional<bool> text = {};
    /// The child's file mode creation mask; negative for the parent's.
    long long umask = -1;
    /// The size of the pipes in bytes; 0 or a negative number for the default.
    std::optional<long long> pipesize = -1;
    /// The process group to join; 0 for a new one, negative or absent for the
    /// parent's.
    std::optional<long long> process_group = {};
    /// What is added to the nice value of the child; absent for nothing.
    std::optional<long long> nice = {};
    /// Limits of resources of the child; the others are the parent's.
    sequence<resource_limit> rlimits = {};
    /// The numbers of the processors that the child may use; absent for the
    /// parent's.
    std::optional<sequence<long long>> cpu_affinity = {};
    /// The child's score for the killer of the system that has no memory left;
    /// absent for the parent's.
    std::optional<long long> oom_score_adj = {};
    /// Whether the child and its descendants can gain no rights by execve().
    bool no_new_privs = false;
    /// The directory of the cgroup in which the child starts; absent for the
    /// parent's.
    std::optional<os_string> cgroup = {};
    /// Whether the child is killed when the parent ends.
    parent_death die_with_parent = {};
    /// Descriptors that the child gets under other numbers.
    sequence<child_descriptor> fds = {};
    /// A function that receives standard output while the child runs.
    std::function<void(std::string_view)> on_stdout = {};
    /// A function that receives standard error while the child runs.
    std::function<void(std::string_view)> on_stderr = {};
    /// A function that receives both outputs while the child runs.
    std::function<void(output_piece const&)> on_output = {};
    /// The most bytes of a line that these functions receive at once.
    long long line_limit = 1024 * 1024;
    /// Files that receive a copy of both outputs while the child runs.
    tee_targets tee = {};
    /// Files that receive a copy of standard output while the child runs.
    tee_targets tee_stdout = {};
    /// Files that receive a copy of standard error while the child runs.
    tee_targets tee_stderr = {};
    /// Whether both outputs are captured, and the order in which they come.
    bool record = false;
    /// The most bytes of each output that are kept; absent for all.
    output_limit max_output = {};
    /// The time to wait for another byte of the outputs after the end of the
    /// child; absent to wait for their end.
    concur::timeout grace = {};
    /// The signals that stop the child, before SIGKILL.
    sequence<stop_step> stop = {};
    /// The processes that a stop reaches.
    stop_scope scope = stop_scope::child;

    // A process object does not take the following options. Functions such as
    // run() do.
    /// The data for the child's standard input.
    input_data input = {};
    /// Whether standard output and standard error are captured.
    bool capture_output = false;
    /// The timeout, after which functions such as run() kill the child.
    concur::timeout timeout = {};
    /// The token whose stop cancels functions such as run().
    std::stop_token stop_token = {};
    /// Whether an exit status other than 0 is an error.
    std::optional<bool> check = {};

    // Only pipelines take the following options.
    /// Exit statuses of a stage that are no failure, besides 0.
    sequence<long long> ok_codes = {};
    /// Whether the death of a stage by SIGPIPE is always a failure.
    bool strict_pipe = false;
};

} // namespace concur::subprocess

#endif
