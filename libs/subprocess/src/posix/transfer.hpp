// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_POSIX_TRANSFER_HPP
#define CONCUR_LIBS_SUBPROCESS_POSIX_TRANSFER_HPP

#include "../communicate.hpp"
#include "../communicate_machine.hpp"
#include "../io.hpp"

#include <functional>
#include <optional>

namespace concur::subprocess::detail {

/** Moves the data of a machine through the pipes of a child. The caller waits
    until a pipe is ready.

    @par Thread safety
    Distinct objects: safe. Shared objects: unsafe.
*/
class transfer
{
public:
    using output = communicate_machine::output;

    /// @param closing Called with each descriptor before it is closed; may be
    /// empty.
    transfer(communicate_machine& machine, communicate_streams const& streams,
             std::function<void(int)> closing = {});

    /// Read from an output once, and close it at its end.
    void read(output which);

    /// Read from an output for which poll() has reported events, or close it if
    /// it has ended.
    void read(output which, short events);

    /// Whether a read from an output may block the thread until data comes. If
    /// not, the caller must wait by poll().
    bool may_block(output which) const noexcept;

    /// Write once without blocking. The caller's `guard` blocks SIGPIPE. When
    /// all data is sent or the child has closed its input, the input is closed.
    void write(no_sigpipe& guard);

    /// Close an output although a process still holds its pipe.
    void abandon(output which);

    /// Close the input, if it is open.
    void close_input();

    /// The descriptor of an output.
    int number(output which) const noexcept;

    /// The descriptor of the input.
    int input() const noexcept;

private:
    void end(output which);
    void close(pipe_stream& file);

    communicate_machine& machine_;
    communicate_streams const streams_;
    std::function<void(int)> const closing_;
    std::optional<pipe_writer> writer_;
};

} // namespace concur::subprocess::detail

#endif
