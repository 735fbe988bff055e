// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_TRACING_HPP
#define CONCUR_LIBS_SUBPROCESS_TRACING_HPP

#include <concur/subprocess/command.hpp>
#include <concur/subprocess/output_piece.hpp>
#include <concur/subprocess/process_report.hpp>

// These functions call the trace hook, which is code of the program: call them
// without a lock. What the hook throws becomes a warning.

namespace concur::subprocess::detail {

/// A child in a trace.
struct traced_child
{
    unsigned long long id = 0; // 0 if it is not traced
    long pid = 0;
};

/// The start of a command. It is traced if there is a hook.
class traced_start
{
public:
    /// @param args The command, which must outlive the object.
    explicit traced_start(command const& args) noexcept;

    /// Report that the child was started. Returns its place in the trace.
    traced_child started(long pid) const noexcept;

    /// Report the exception that is being handled.
    void failed() const noexcept;

private:
    command const& args_;
    unsigned long long id_; // 0 if it is not traced
};

/// Report a line of output of a child that is traced.
void trace_line(traced_child child, output_piece const& line) noexcept;

/// Report the end of a child that is traced.
void trace_end(traced_child child, process_report const& report) noexcept;

} // namespace concur::subprocess::detail

#endif
