// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef CONCUR_LIBS_SUBPROCESS_TERMINAL_FILE_HPP
#define CONCUR_LIBS_SUBPROCESS_TERMINAL_FILE_HPP

#include "io.hpp"

#include <concur/subprocess/stream.hpp>
#include <concur/subprocess/terminal.hpp>

#include <memory>
#include <utility>

namespace concur::subprocess::detail {

/// The file that terminals refer to: a descriptor of the parent's end, and the
/// streams, which have descriptors of their own for the same end.
class terminal_file
{
public:
    /// The streams of the terminal; one may refer to no file.
    terminal_file(stream in, stream out)
        : in_(std::move(in)), out_(std::move(out))
    {
    }

    /// Set the parent's end, after the child was started.
    void open(descriptor end) noexcept
    {
        end_ = std::move(end);
    }

    /// Close the descriptor of this object.
    void close() noexcept
    {
        end_.reset();
    }

    /// Close the streams, too. Buffered data is dropped.
    void hang_up() noexcept;

    bool closed() const noexcept
    {
        return !end_;
    }

    void send_eof();

    /// The descriptor; throws ValueError if it is closed.
    int number() const;

    /// A terminal that refers to a file, which may be null.
    static terminal handle(std::shared_ptr<terminal_file> file) noexcept
    {
        return terminal(std::move(file));
    }

private:
    descriptor end_;
    stream in_;
    stream out_;
};

} // namespace concur::subprocess::detail

#endif
