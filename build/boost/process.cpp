// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <boost/process/v2/default_launcher.hpp>
#include <boost/process/v2/detail/last_error.hpp>
#include <boost/process/v2/detail/throw_error.hpp>
#include <boost/process/v2/environment.hpp>
#include <boost/process/v2/error.hpp>
#include <boost/process/v2/exit_code.hpp>
#include <boost/process/v2/posix/detail/close_handles.hpp>
#include <boost/throw_exception.hpp>
#include <boost/version.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <vector>

#include <dirent.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

// Some systems have the headers of Boost.Process 1.86 or later without the
// library, Debian 13's Boost 1.88 for example. This file has the functions that
// those headers call to start programs: for errors, environments and
// descriptors. The functions for Boost's <pid.hpp>, <shell.hpp> and <ext.hpp>
// are missing.
//
// The functions are weak symbols, so that a program may link the real library
// as well.
#define CONCUR_STAND_IN __attribute__((weak, visibility("default")))

BOOST_PROCESS_V2_BEGIN_NAMESPACE

namespace {

struct utf8_errors final : error_category
{
    char const* name() const noexcept override
    {
        return "process.v2.utf8";
    }

    std::string message(int value) const override
    {
        switch (value)
        {
        case error::insufficient_buffer:
            return "A supplied buffer size was not large enough";
        case error::invalid_character:
            return "Invalid characters were found";
        default:
            return "process.v2.utf8 error";
        }
    }
};

struct exit_codes final : error_category
{
    char const* name() const noexcept override
    {
        return "process.v2.exit_code";
    }

    std::string message(int status) const override
    {
        return process_is_running(status) ? "still active"
               : WIFEXITED(status)
                   ? "exited with " + std::to_string(WEXITSTATUS(status))
                   : "ended by signal " + std::to_string(WTERMSIG(status));
    }
};

} // namespace

namespace error {

CONCUR_STAND_IN error_category const& get_utf8_category()
{
    static utf8_errors const category;
    return category;
}

CONCUR_STAND_IN error_category const& get_exit_code_category()
{
    static exit_codes const category;
    return category;
}

} // namespace error

namespace detail {

CONCUR_STAND_IN error_code get_last_error()
{
    return {errno, system_category()};
}

CONCUR_STAND_IN void do_throw_error(error_code const& error)
{
    boost::throw_exception(system_error(error));
}

CONCUR_STAND_IN void do_throw_error(error_code const& error, char const* where)
{
    boost::throw_exception(system_error(error, where));
}

} // namespace detail

namespace environment::detail {

CONCUR_STAND_IN basic_cstring_ref<char_type, value_char_traits<char>>
get(basic_cstring_ref<char_type, key_char_traits<char_type>> key,
    error_code& error)
{
    auto const value = std::getenv(key.c_str());
    if (value == nullptr)
    {
        error.assign(ENOENT, system_category());
        return {};
    }
    return value;
}

CONCUR_STAND_IN void
set(basic_cstring_ref<char_type, key_char_traits<char_type>> key,
    basic_cstring_ref<char_type, value_char_traits<char_type>> value,
    error_code& error)
{
    if (::setenv(key.c_str(), value.c_str(), 1) != 0)
    {
        error = v2::detail::get_last_error();
    }
}

CONCUR_STAND_IN void
unset(basic_cstring_ref<char_type, key_char_traits<char_type>> key,
      error_code& error)
{
    if (::unsetenv(key.c_str()) != 0)
    {
        error = v2::detail::get_last_error();
    }
}

CONCUR_STAND_IN native_handle_type load_native_handle()
{
    return ::environ;
}

CONCUR_STAND_IN native_iterator next(native_handle_type entry)
{
    return entry + 1;
}

CONCUR_STAND_IN native_iterator find_end(native_handle_type entry)
{
    while (*entry != nullptr)
    {
        ++entry;
    }
    return entry;
}

CONCUR_STAND_IN bool has_x_access(char const* path)
{
    return ::access(path, X_OK) == 0;
}

} // namespace environment::detail

#if BOOST_VERSION < 109000
CONCUR_STAND_IN error_code
process_environment::on_setup(posix::default_launcher& launcher,
                              filesystem::path const&, char const* const*)
#else
CONCUR_STAND_IN error_code
process_environment::do_setup(posix::default_launcher& launcher)
#endif
{
    launcher.env = env.data();
    return {};
}

namespace posix::detail {

// Closes all descriptors that are not in the sorted whitelist. Called in the
// child, between fork and exec.
CONCUR_STAND_IN void close_all(std::vector<int> const& whitelist,
                               error_code& error)
{
    auto const directory = ::opendir("/dev/fd");
    if (directory == nullptr)
    {
        error = v2::detail::get_last_error();
        return;
    }
    while (auto const entry = ::readdir(directory))
    {
        auto const number = std::atoi(entry->d_name);
        if (entry->d_name[0] != '.' && number != ::dirfd(directory) &&
            !std::binary_search(whitelist.begin(), whitelist.end(), number))
        {
            ::close(number);
        }
    }
    ::closedir(directory);
}

} // namespace posix::detail

BOOST_PROCESS_V2_END_NAMESPACE
