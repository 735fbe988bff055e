// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../tee_writer.hpp"

#include <concur/detail/uncancellable.hpp>
#include <concur/errors.hpp>
#include <concur/hooks.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>
#include <ostream>
#include <system_error>
#include <type_traits>
#include <utility>
#include <variant>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace concur::subprocess::detail {
namespace {

descriptor open_file(std::string const& path)
{
    concur::detail::uncancellable const whole;
    auto const number = ::open(
        path.c_str(),
        O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0666);
    if (number < 0)
    {
        throw_os_error(errno, path);
    }
    return descriptor(number);
}

// Opens a terminal once more, as another open file with O_NONBLOCK: a write
// could wait for the reader although poll() has reported that the terminal is
// not full. Returns no descriptor if the system refuses.
descriptor open_terminal(int number)
{
    concur::detail::uncancellable const whole;
    std::array<char, 256> name;
    return ::ttyname_r(number, name.data(), name.size()) == 0
               ? descriptor(::open(name.data(), O_WRONLY | O_NONBLOCK |
                                                    O_NOCTTY | O_CLOEXEC))
               : descriptor();
}

descriptor duplicate(int number)
{
    if (::isatty(number) == 1)
    {
        if (auto terminal = open_terminal(number))
        {
            return terminal;
        }
    }
    auto const made = ::fcntl(number, F_DUPFD_CLOEXEC, 0);
    if (made < 0)
    {
        throw_os_error(errno);
    }
    return descriptor(made);
}

// Whether a write may wait until another process reads.
bool may_block(int number) noexcept
{
    struct stat file;
    return (::fcntl(number, F_GETFL) & O_NONBLOCK) == 0 &&
           ((::fstat(number, &file) == 0 &&
             (S_ISFIFO(file.st_mode) || S_ISSOCK(file.st_mode))) ||
            ::isatty(number) == 1);
}

bool write_all(std::FILE& file, std::string_view bytes)
{
    return std::fwrite(bytes.data(), 1, bytes.size(), &file) == bytes.size() &&
           std::fflush(&file) == 0;
}

bool write_all(std::ostream& stream, std::string_view bytes)
{
    try
    {
        stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
        return static_cast<bool>(stream.flush());
    }
    catch (std::exception const&)
    {
        return false;
    }
}

} // namespace

void tee_writer::add(tee_targets const& targets, bool out, bool err)
{
    for (auto const& given : targets)
    {
        target to{out, err, {}};
        open(to, given);
        targets_.push_back(std::move(to));
    }
}

void tee_writer::open(target& to, tee_target const& given)
{
    std::visit(
        [&](auto const& value) {
            using type = std::remove_cvref_t<decltype(value)>;
            if constexpr (std::is_same_v<type, std::FILE*>)
            {
                to.name = "a FILE";
                to.file = value;
            }
            else if constexpr (std::is_same_v<type, std::ostream*>)
            {
                to.name = "a stream";
                to.stream = value;
            }
            else if constexpr (std::is_same_v<type, os_string>)
            {
                to.name = value.str();
                to.own = open_file(value.str());
            }
            else
            {
                to.name = "descriptor " + std::to_string(value);
                to.own = duplicate(static_cast<int>(value));
            }
        },
        given.value());
    if (to.own && may_block(to.own.get()))
    {
        to.writer.emplace(to.own.get());
    }
}

bool tee_writer::copies(output_stream which) const noexcept
{
    return std::any_of(
        targets_.begin(), targets_.end(), [which](target const& to) {
            return which == output_stream::stdout_ ? to.out : to.err;
        });
}

int tee_writer::write(output_stream which, std::string_view bytes)
{
    for (auto& to : targets_)
    {
        if (to.takes(which) && !write(to, bytes))
        {
            return to.own.get();
        }
    }
    for (auto& to : targets_)
    {
        to.written = 0;
    }
    return -1;
}

// Writes the rest of the bytes to a target. False if the target is full.
bool tee_writer::write(target& to, std::string_view bytes)
{
    while (!to.failed && to.written < bytes.size())
    {
        auto const n = write_once(to, bytes.substr(to.written));
        if (n >= 0)
        {
            to.written += static_cast<std::size_t>(n);
        }
        else if (to.own && n == -EAGAIN)
        {
            return false;
        }
        else if (to.own && n == -EINTR)
        {
            concur::detail::interrupted();
        }
        else
        {
            to.failed = true;
            concur::detail::warn(
                warning::runtime,
                "tee to " + to.name + " failed: " +
                    std::system_category().message(static_cast<int>(-n)));
        }
    }
    return true;
}

// Writes some bytes to a descriptor, or all bytes to another target. Returns
// the number of bytes, or a negative errno.
long tee_writer::write_once(target& to, std::string_view bytes)
{
    no_sigpipe guard;
    if (to.writer)
    {
        return to.writer->write(bytes, guard);
    }
    if (to.own)
    {
        return write_now(to.own.get(), bytes, guard);
    }
    errno = 0;
    if (to.file != nullptr ? write_all(*to.file, bytes)
                           : write_all(*to.stream, bytes))
    {
        return static_cast<long>(bytes.size());
    }
    guard.expect();
    // A stream need not set errno.
    return errno != 0 ? -errno : -EIO;
}

} // namespace concur::subprocess::detail
