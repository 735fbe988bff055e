// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_IO_HPP
#define CONCUR_LIBS_SUBPROCESS_IO_HPP

#include <concur/timeout.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

// Descriptors and the system calls that use them.

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

    /// Close the descriptor and own `number`. Returns 0 or the errno of
    /// close(); 0 for EINTR, too.
    int reset(int number = -1) noexcept;

private:
    int number_ = -1;
};

/// The two ends of a pipe. They are made close-on-exec.
struct pipe_ends
{
    descriptor read;
    descriptor write;
};

/// Make a pipe; throws OSError. If `size` is positive and the system can set
/// the size of pipes, the pipe holds at least `size` bytes.
pipe_ends make_pipe(long long size);

/// Whether the system can set the size of a pipe.
bool pipes_have_size() noexcept;

/// The null device, open for reading and writing; throws OSError.
descriptor open_null();

/// A file, open for reading; throws OSError or the exception of an interrupt.
descriptor open_input(std::string const& path);

/// A file, open for writing: at its end, or after it was emptied. It is made if
/// it does not exist. Throws OSError or the exception of an interrupt.
descriptor open_output(std::string const& path, bool at_end);

/// Blocks SIGPIPE in the calling thread while this object exists.
class no_sigpipe
{
public:
    no_sigpipe() noexcept;
    ~no_sigpipe();
    no_sigpipe(no_sigpipe const&) = delete;
    no_sigpipe& operator=(no_sigpipe const&) = delete;

    /// Report a write to a pipe without a reader. Then the destructor removes
    /// the pending signal.
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

/// Read once. Returns the number of bytes, 0 at the end; throws OSError. A read
/// that a signal interrupts is repeated, unless an interrupt handler or the
/// interrupt hook throws.
std::size_t read_some(int number, char* to, std::size_t size);

/// Wait until a read does not block. False if the deadline has passed. Throws
/// OSError or the exception of an interrupt.
bool wait_readable(int number, deadline const& until);

/// Read once. Returns the number of bytes, 0 at the end, or a negative errno.
long read_now(int number, char* to, std::size_t size);

/// Write once, without SIGPIPE. Returns the number of bytes; throws OSError. A
/// write that a signal interrupts is repeated, unless an interrupt handler or
/// the interrupt hook throws.
std::size_t write_some(int number, std::string_view data);

/// Write once to a pipe. The caller's `guard` blocks SIGPIPE. Returns the
/// number of bytes, or a negative errno.
long write_now(int number, std::string_view data, no_sigpipe& guard);

/// The number of bytes that can be read from a pipe or terminal at once; 0 if
/// the system does not say.
std::size_t readable_bytes(int number) noexcept;

/// Read once from a pipe without blocking. Returns the number of bytes, 0 at
/// the end, or a negative errno; -EAGAIN if the pipe is empty. Where the system
/// has no such read, this is a read after poll(). It blocks only if another
/// thread or process reads from the pipe after that poll().
long read_without_blocking(int number, char* to, std::size_t size);

/// Write once to a pipe without blocking and without SIGPIPE. Returns the
/// number of bytes, or a negative errno; -EAGAIN if the pipe is full.
long write_without_blocking(int number, std::string_view data);

/** Writes to a pipe without blocking.

    O_NONBLOCK is not set on the pipe itself, since other processes may share
    its open file, for example as their standard output. Where the system can
    open the pipe a second time, the new open file has O_NONBLOCK. Otherwise
    each write has at most PIPE_BUF bytes and is made after poll() has reported
    that the pipe is not full. Such a write blocks only if another process fills
    the pipe after that poll().
*/
class pipe_writer
{
public:
    explicit pipe_writer(int number) noexcept;

    /// Write once. The caller's `guard` blocks SIGPIPE. Returns the number of
    /// bytes, or a negative errno; -EAGAIN if the pipe is full.
    long write(std::string_view data, no_sigpipe& guard);

private:
    int number_;
    descriptor own_;
};

/** Makes a pipe larger, within a maximum for all pipes of this process.

    The system counts the memory of all pipes of a user. Beyond a maximum, it
    makes new pipes small in all programs of that user. So this process uses
    only a small share of that maximum.
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

    /// Enlarge a pipe if the share allows it. Errors are ignored.
    void begin(int number) noexcept;

    /// Return the memory of a closed pipe to the share.
    void end() noexcept;

private:
    std::size_t taken_ = 0; // bytes taken from the share
};

} // namespace concur::subprocess::detail

#endif
