// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef CONCUR_LIBS_SUBPROCESS_CHILD_STDIO_HPP
#define CONCUR_LIBS_SUBPROCESS_CHILD_STDIO_HPP

#include "io.hpp"

#include <concur/subprocess/options.hpp>

#include <span>
#include <utility>
#include <vector>

namespace concur::subprocess::detail {

/// The parent's ends of the pipes of a child. A stream that is not piped has an
/// empty descriptor. Streams of a terminal have descriptors of their own.
struct pipes_to_child
{
    descriptor in;
    descriptor out;
    descriptor err;
    descriptor terminal;
};

/// The pipes and files that become the standard streams of a child.
class child_stdio
{
public:
    /** Make the pipes, and open the files and the null device. Warns if
        `pipesize` is given and the system cannot set the size of a pipe.

        @throws OSError The system refused.
    */
    explicit child_stdio(options const& o);

    /// The descriptors of the standard streams 0, 1 and 2; -1 for one that is
    /// inherited.
    std::span<int const, 3> numbers() const noexcept
    {
        return numbers_;
    }

    /// Which of the streams is the terminal; the first of several, -1 for none.
    int terminal() const noexcept;

    /// All descriptors that this object owns. They are close-on-exec.
    std::vector<int> own() const;

    /// Move the parent's ends of the pipes to the caller.
    pipes_to_child take_pipes() noexcept
    {
        return std::move(pipes_);
    }

private:
    void make_outputs(redirect const& out, redirect const& err, long long size);
    int make_input(redirect const& r, long long size);
    int make_output(redirect const& r, long long size, descriptor& parents_end);
    int open(redirect const& r);
    void connect_terminal(options const& o);
    int keep(descriptor d);

    int numbers_[3] = {-1, -1, -1};
    pipes_to_child pipes_;
    std::vector<descriptor> childs_ends_;
    int null_ = -1;
    pty const settings_; // of the terminal
    int terminal_ = -1;  // the child's end
};

} // namespace concur::subprocess::detail

#endif
