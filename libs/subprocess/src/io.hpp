// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_IO_HPP
#define CONCUR_LIBS_SUBPROCESS_IO_HPP

#include <cstddef>
#include <string_view>
#include <utility>

// Descriptors, and what is done with them.

namespace concur::subprocess::detail {

/// Owns a descriptor.
class descriptor
{
public:
    descriptor() noexcept = default;

    explicit descriptor(int number) noexcept : number_(number) {}

    descriptor(descriptor&& other) noexcept : number_(other.release()) {}

    descriptor& operator=(descriptor&& other) noexcept
    {
        reset(other.release());
        return *this;
    }

    ~descriptor()
    {
        reset();
    }

    int get() const noexcept
    {
        return number_;
    }

    explicit operator bool() const noexcept
    {
        return number_ >= 0;
    }

    int release() noexcept
    {
        return std::exchange(number_, -1);
    }

    /// Close what is held; the errno of that, or 0.
    int reset(int number = -1) noexcept;

private:
    int number_ = -1;
};

/// The two ends of a pipe, close-on-exec from the start.
struct pipe_ends
{
    descriptor read;
    descriptor write;
};

/// Make a pipe of `size` bytes, of the default size if not positive; throws
/// OSError.
pipe_ends make_pipe(long long size);

/// Whether the size of a pipe can be chosen.
bool pipes_have_size() noexcept;

/// The null device, open for reading and writing; throws OSError.
descriptor open_null();

/// Keeps SIGPIPE from the calling thread while it lives.
class no_sigpipe
{
public:
    no_sigpipe() noexcept;
    ~no_sigpipe();
    no_sigpipe(no_sigpipe const&) = delete;
    no_sigpipe& operator=(no_sigpipe const&) = delete;

    /// A write may have lacked a reader: swallow the signal, if it came, at
    /// the end.
    void expect() noexcept
    {
        expected_ = true;
    }

private:
    struct state;
    alignas(16) unsigned char saved_[128];
    bool blocked_ = false;
    bool expected_ = false;
};

/// One read; 0 at the end. Repeated if a signal interrupts it; throws OSError.
std::size_t read_some(int number, char* to, std::size_t size);

/// One write, without SIGPIPE. Repeated if a signal interrupts it; throws
/// OSError.
std::size_t write_some(int number, std::string_view data);

/// One write to a pipe, under the caller's no_sigpipe: the number of bytes, or
/// a negative errno.
long write_now(int number, std::string_view data, no_sigpipe& guard);

/** Writes to a pipe without blocking.

    The flags of the pipe's open file stay as they are: other processes may
    have it too, as their standard output for example. Where the system can
    open the pipe once more, that file has O_NONBLOCK. Elsewhere a write of
    PIPE_BUF bytes follows a poll that finds room for it; it blocks only if
    another process takes the room in between.
*/
class pipe_writer
{
public:
    explicit pipe_writer(int number) noexcept;

    /// One write, under the caller's no_sigpipe: the number of bytes, or a
    /// negative errno; -EAGAIN if the pipe is full.
    long write(std::string_view data, no_sigpipe& guard);

private:
    int number_;
    descriptor own_;
};

/** Makes a pipe larger, within what this process allows itself at once.

    The system counts the memory of all pipes of a user. Beyond a limit it
    makes new ones small, in any program of that user. So the process enlarges
    pipes by no more than a small share of that limit in all.
*/
class pipe_enlargement
{
public:
    pipe_enlargement() noexcept = default;
    pipe_enlargement(pipe_enlargement const&) = delete;
    pipe_enlargement& operator=(pipe_enlargement const&) = delete;

    ~pipe_enlargement()
    {
        end();
    }

    /// Enlarge a pipe if the share allows it. A hint.
    void begin(int number) noexcept;

    /// Give back what the pipe took of the share: it is closed.
    void end() noexcept;

private:
    std::size_t taken_ = 0; // bytes of the share
};

} // namespace concur::subprocess::detail

#endif
