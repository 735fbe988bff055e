// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_RUN_HPP
#define CONCUR_SUBPROCESS_RUN_HPP

#include <concur/subprocess/completed_process.hpp>
#include <concur/subprocess/detail/check_options.hpp>
#include <concur/subprocess/detail/fold.hpp>
#include <concur/subprocess/detail/launch.hpp>
#include <concur/subprocess/detail/popen_core.hpp>
#include <concur/subprocess/errors.hpp>
#include <concur/subprocess/policy.hpp>

#include <optional>
#include <utility>

namespace concur::subprocess {

/** Run a command, wait for its end and return the result.

    @tparam Policy See default_policy; `on_destroy` is not used.

    @param args The command.
    @param keywords `options`, then keyword arguments and initializers of
    Boost.Process. Initializers need <concur/subprocess/launcher.hpp>.

    @return The exit status, how the child ran, the captured output and, if
    `record` was given, its order.

    @throws TimeoutExpired The command took longer than `timeout`. The child has
    been killed and reaped.
    @throws CancelledError A stop was requested of `stop_token`. The child has
    been killed and reaped, or was not started.
    @throws CalledProcessError `check` is true and the exit status is not zero.
    @throws UnicodeDecodeError Text mode: the output cannot be decoded.
    @throws UnicodeEncodeError Text mode: the input cannot be encoded.
    @throws ... The exception of `on_stdout`, `on_stderr` or `on_output`. The
    child has been killed and reaped.
    @throws ... The exception of an interrupt, such as that of the interrupt
    hook. The child has been killed.
    @throws ValueError Two arguments exclude each other.
    @throws ValueError, LookupError, OverflowError, OSError, SubprocessError The
    errors of basic_popen's constructor.

    @par Exception safety
    Strong: no child and no descriptor remains. But after an interrupt, a killed
    child that does not end within 0.25 s is reaped by a later start.
*/
template<policy Policy = default_policy, class... Keywords>
basic_completed_process<typename Policy::bytes> run(command args,
                                                    Keywords&&... keywords)
{
    auto const launch =
        detail::launch_with<Policy>(detail::initializers(keywords...));
    auto o =
        detail::fold<detail::run_refuses>(std::forward<Keywords>(keywords)...);
    detail::check_options_of_run(o);
    basic_completed_process<typename Policy::bytes> done{std::move(args)};
    detail::run_details details;
    done.returncode = detail::run_checked(done.args, o, launch, done.stdout_,
                                          done.stderr_, details);
    detail::set_output_details(done, details);
    detail::set_process_details(done, details.process);
    return done;
}

namespace detail {

// call(), which also tells how the child ran.
template<policy Policy, class... Keywords>
int call_reporting(process_report& report, command args, Keywords&&... keywords)
{
    auto const launch = launch_with<Policy>(initializers(keywords...));
    auto o = fold<call_refuses>(std::forward<Keywords>(keywords)...);
    return call_checked(std::move(args), o, launch, report);
}

} // namespace detail

/** Run a command, wait for its end and return the exit status.

    Output is not captured. With PIPE, a child that fills the pipe never ends,
    as in Python. But with `on_stdout`, `tee` or another keyword for live
    output, all pipes are read.

    @throws TimeoutExpired, CancelledError The errors of run(), without output.
    @throws ... The exception of `on_stdout`, `on_stderr` or `on_output`. The
    child has been killed and reaped.
    @throws ... The exception of an interrupt, such as that of the interrupt
    hook. The child has been killed.
    @throws ValueError, LookupError, OverflowError, OSError, SubprocessError The
    errors of basic_popen's constructor.
*/
template<policy Policy = default_policy, class... Keywords>
int call(command args, Keywords&&... keywords)
{
    process_report none;
    return detail::call_reporting<Policy>(none, std::move(args),
                                          std::forward<Keywords>(keywords)...);
}

/** Run a command as call() does, and throw unless its exit status is zero.

    @return 0.

    @throws CalledProcessError The exit status is not zero. The error has no
    output.
    @throws ... The errors of call().
*/
template<policy Policy = default_policy, class... Keywords>
int check_call(command args, Keywords&&... keywords)
{
    detail::run_details details;
    auto const code = detail::call_reporting<Policy>(
        details.process, args, std::forward<Keywords>(keywords)...);
    if (code != 0)
    {
        detail::throw_called_process_error(args, code, {}, {}, details);
    }
    return code;
}

/** Run a command that must succeed, and return its standard output.

    With `input = std::nullopt` the child gets an empty input, not the parent's
    standard input.

    @throws CalledProcessError The exit status is not zero. The error has the
    output.
    @throws ValueError `stdout_` or `check` was given.
    @throws ... The errors of run().
*/
template<policy Policy = default_policy, class... Keywords>
typename Policy::bytes check_output(command args, Keywords&&... keywords)
{
    auto const launch =
        detail::launch_with<Policy>(detail::initializers(keywords...));
    auto o = detail::fold<detail::check_output_refuses>(
        std::forward<Keywords>(keywords)...);
    detail::check_options_of_check_output(o);
    std::optional<typename Policy::bytes> out;
    std::optional<typename Policy::bytes> err;
    detail::run_details none;
    detail::run_checked(args, o, launch, out, err, none);
    return std::move(*out);
}

} // namespace concur::subprocess

#endif
