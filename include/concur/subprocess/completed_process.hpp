// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_COMPLETED_PROCESS_HPP
#define CONCUR_SUBPROCESS_COMPLETED_PROCESS_HPP

#include <concur/config.hpp>
#include <concur/subprocess/command.hpp>
#include <concur/subprocess/output_record.hpp>

#include <optional>
#include <ostream>
#include <string>
#include <string_view>

namespace concur::subprocess {

namespace detail {

CONCUR_SUBPROCESS_DECL std::string
completed_repr(command const& args, int returncode,
               std::optional<std::string_view> out,
               std::optional<std::string_view> err);

[[noreturn]] CONCUR_SUBPROCESS_DECL void throw_called_process_error(
    command const& args, int returncode, std::optional<std::string_view> out,
    std::optional<std::string_view> err, output_record const& record = {});

} // namespace detail

/** A process that has finished: the result of run().

    @tparam Bytes The container of captured output.
*/
template<class Bytes>
struct basic_completed_process
{
    /// The command as it was given.
    command args;
    /// The exit status; -N if signal N ended the child.
    int returncode = 0;
    /// The captured standard output; absent if it was not captured.
    std::optional<Bytes> stdout_ = std::nullopt;
    /// The captured standard error; absent if it was not captured, or went to
    /// standard output.
    std::optional<Bytes> stderr_ = std::nullopt;
    /// The order in which the outputs came, if `record` was given.
    output_record record = {};

    /** Check the exit status.

        @throws CalledProcessError The exit status is not zero.
    */
    void check_returncode() const
    {
        if (returncode != 0)
        {
            detail::throw_called_process_error(args, returncode, view(stdout_),
                                               view(stderr_), record);
        }
    }

private:
    /// The text of Python's repr(): ``CompletedProcess(args=['true'],
    /// returncode=0)``.
    friend std::string to_string(basic_completed_process const& p)
    {
        return detail::completed_repr(p.args, p.returncode, view(p.stdout_),
                                      view(p.stderr_));
    }

    /// Write to_string().
    friend std::ostream& operator<<(std::ostream& out,
                                    basic_completed_process const& p)
    {
        return out << to_string(p);
    }

    static std::optional<std::string_view> view(std::optional<Bytes> const& b)
    {
        return b ? std::optional<std::string_view>(*b) : std::nullopt;
    }
};

/// A finished process whose output is in strings.
using CompletedProcess = basic_completed_process<std::string>;

} // namespace concur::subprocess

#endif
