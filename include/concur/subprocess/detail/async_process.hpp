// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_DETAIL_ASYNC_PROCESS_HPP
#define CONCUR_SUBPROCESS_DETAIL_ASYNC_PROCESS_HPP

#include <concur/config.hpp>
#include <concur/subprocess/bytes.hpp>
#include <concur/subprocess/command.hpp>
#include <concur/subprocess/detail/launch.hpp>
#include <concur/subprocess/options.hpp>

#include <exception>
#include <memory>
#include <optional>
#include <string>

namespace concur::subprocess::detail {

/** A child that is started, fed, read and reaped without blocking: the part of
    async_run() that needs no template argument.

    The owner calls advance(), and calls it again whenever the descriptor
    number() is readable, until advance() returns `done`. The end of this object
    kills a child that still runs; a later start reaps it.

    @par Thread safety
    Distinct objects: safe. Shared objects: unsafe.
*/
class CONCUR_SUBPROCESS_DECL async_process
{
public:
    /// What the owner does next.
    enum class next
    {
        wait,  ///< call advance() when number() is readable
        again, ///< call advance() soon; other work may run first
        done   ///< the child has ended and was reaped: read the result
    };

    /** Start a child.

        @param args,o The command and the checked options of run().
        @param captures Whether output is collected, as run() does. Otherwise
        the streams stay open until the child ends, as call() leaves them.

        @throws ... The exceptions of run(). No child remains.
    */
    async_process(command args, options o, launch_function const& launch,
                  bool captures);

    ~async_process();

    async_process(async_process const&) = delete;
    async_process& operator=(async_process const&) = delete;

    /// The descriptor to wait for.
    int number() const noexcept;

    /// Do all that is possible without blocking, but not more than a portion.
    next advance() noexcept;

    /// Kill the child. advance() then completes with the error
    /// `operation_aborted`, unless the result is there already.
    void cancel() noexcept;

    /// After `done`: the error; null if there is none.
    std::exception_ptr error() const noexcept;

    /// After `done`: the exit status; absent if the child did not start.
    int returncode() const noexcept;

    command& args() noexcept;

    /// After `done`: move the output, also after an error. An output that is
    /// not piped stays absent.
    void take_output(std::optional<std::string>& out,
                     std::optional<std::string>& err);
    void take_output(std::optional<bytes>& out, std::optional<bytes>& err);

private:
    struct impl;

    std::unique_ptr<impl> impl_;
};

} // namespace concur::subprocess::detail

#endif
