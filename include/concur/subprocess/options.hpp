// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_OPTIONS_HPP
#define CONCUR_SUBPROCESS_OPTIONS_HPP

#include <concur/config.hpp>
#include <concur/subprocess/bytes.hpp>
#include <concur/subprocess/environment.hpp>
#include <concur/subprocess/os_string.hpp>
#include <concur/subprocess/redirect.hpp>
#include <concur/timeout.hpp>

#include <concepts>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <limits>
#include <optional>
#include <ranges>
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

    The number is wide, so that one out of the system's range is an error and
    not another user.
*/
class principal
{
public:
    template<std::integral T>
    requires(!std::same_as<T, bool>) principal(T number)
    noexcept
        : number_(std::in_range<long long>(number)
                      ? static_cast<long long>(number)
                      : std::numeric_limits<long long>::max())
    {
    }

    template<string_like T>
    principal(T const& name) : name_(os_string(name).str())
    {
    }

    std::optional<std::string> const& name() const noexcept
    {
        return name_;
    }

    long long number() const noexcept
    {
        return number_;
    }

private:
    std::optional<std::string> name_;
    long long number_ = -1;
};

/** The standard input of a child, as `input`.

    Tells "not given" from "given as none", as Python's check_output() does.
    In text mode the bytes are UTF-8.
*/
class input_data
{
public:
    /// No input was given.
    input_data() = default;

    /// None was given, as Python's `input=None`.
    input_data(std::nullopt_t) noexcept : given_(true) {}

    /// A null pointer is not Python's None.
    input_data(std::nullptr_t) = delete;

    /// A copy of a string.
    template<string_like T>
    requires(!std::same_as<T, bytes>) input_data(T const& data)
        : given_(true), present_(true), text_(os_string(data).str())
    {
    }

    /// A string, without copying it.
    input_data(std::string&& data) noexcept
        : given_(true), present_(true), text_(std::move(data))
    {
    }

    /// Bytes, which are shared and not copied.
    input_data(bytes data) noexcept
        : given_(true), present_(true), shared_(std::move(data))
    {
    }

    template<class T>
    input_data(std::optional<T> const& data)
        : input_data(data ? input_data(*data) : input_data(std::nullopt))
    {
    }

    /// True if input was given, also if it is none.
    bool given() const noexcept
    {
        return given_;
    }

    /// True if there is data, also if it is empty.
    bool present() const noexcept
    {
        return present_;
    }

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
    unsigned long dwFlags = 0;
    void* hStdInput = nullptr;
    void* hStdOutput = nullptr;
    void* hStdError = nullptr;
    unsigned short wShowWindow = 0;
    std::vector<void*> handle_list;
};

/** All keyword arguments of Python's functions, with Python's defaults.

    A plain aggregate for callers who assemble options at run time; keywords are
    easier to read. The keyword of the same name documents each member.

    @see keywords.hpp
*/
struct options
{
    std::optional<long long> bufsize = -1;
    std::optional<os_string> executable = {};
    redirect stdin_ = {};
    redirect stdout_ = {};
    redirect stderr_ = {};
    std::function<void()> preexec_fn = {};
    bool close_fds = true;
    bool shell = false;
    std::optional<os_string> cwd = {};
    std::optional<environment> env = {};
    std::optional<bool> universal_newlines = {};
    std::optional<startup_info> startupinfo = {};
    long long creationflags = 0;
    bool restore_signals = true;
    bool start_new_session = false;
    sequence<long long> pass_fds = {};
    std::optional<principal> user = {};
    std::optional<principal> group = {};
    std::optional<sequence<principal>> extra_groups = {};
    std::optional<os_string> encoding = {};
    std::optional<os_string> errors = {};
    std::optional<bool> text = {};
    long long umask = -1;
    std::optional<long long> pipesize = -1;
    std::optional<long long> process_group = {};

    // Options of run(), call() and check_output(), not of a process object.
    input_data input = {};
    bool capture_output = false;
    concur::timeout timeout = {};
    std::optional<bool> check = {};
};

} // namespace concur::subprocess

#endif
