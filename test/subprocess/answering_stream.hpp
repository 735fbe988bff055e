// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUBPROCESS_ANSWERING_STREAM_HPP
#define CONCUR_TEST_SUBPROCESS_ANSWERING_STREAM_HPP

#include <support/support.hpp>

#include <functional>
#include <ostream>
#include <streambuf>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace support {

/// A stream buffer that drops what is written, and calls a function whenever it
/// is flushed.
class flush_hook : public std::streambuf
{
public:
    explicit flush_hook(std::function<void()> call) : call_(std::move(call)) {}

private:
    int sync() override
    {
        call_();
        return 0;
    }

    std::streamsize xsputn(char const*, std::streamsize n) override
    {
        return n;
    }

    std::function<void()> call_;
};

/** A target of a tee that answers each piece of output by a line on the child's
    standard input. So a child whose output is followed by the action `line`
    goes on after the output was read.
*/
class answering_stream
{
public:
    answering_stream()
        : buffer_([this] { expect(::write(ends_[1], "\n", 1) == 1, "write"); }),
          stream(&buffer_)
    {
        expect(::pipe2(ends_, O_CLOEXEC) == 0, "pipe2");
    }

    ~answering_stream()
    {
        ::close(ends_[0]);
        ::close(ends_[1]);
    }

    answering_stream(answering_stream const&) = delete;
    answering_stream& operator=(answering_stream const&) = delete;

    /// The descriptor to give to the child as its standard input.
    int fileno() const noexcept
    {
        return ends_[0];
    }

private:
    int ends_[2];
    flush_hook buffer_;

public:
    /// The target of the tee.
    std::ostream stream;
};

} // namespace support

#endif
