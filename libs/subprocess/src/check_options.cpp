// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "check_options.hpp"
#include "signal_name.hpp"

#include <concur/errors.hpp>
#include <concur/hooks.hpp>
#include <concur/subprocess/errors.hpp>

#include <boost/throw_exception.hpp>

#include <algorithm>
#include <limits>
#include <map>
#include <variant>

namespace concur::subprocess::detail {
namespace {

[[noreturn]] void reject(std::string const& text)
{
    boost::throw_exception(ValueError(text));
}

void check_is_int(long long number)
{
    if (number > std::numeric_limits<int>::max())
    {
        boost::throw_exception(
            OverflowError("signed integer is greater than maximum"));
    }
    if (number < std::numeric_limits<int>::min())
    {
        boost::throw_exception(
            OverflowError("signed integer is less than minimum"));
    }
}

void check_program(command const& args, options const& o)
{
    if (args.kind() == command::form::path && o.shell)
    {
        reject("path-like args is not allowed when shell is true");
    }
    if (args.items().empty() && !o.shell && !o.executable)
    {
        reject("args is empty");
    }
    for (auto const& item : args.items())
    {
        check_no_nul(item);
    }
    if (o.executable)
    {
        check_no_nul(o.executable->str());
    }
}

void check_pass_fds(options const& o)
{
    for (auto number : o.pass_fds)
    {
        if (number < 0 || number > std::numeric_limits<int>::max())
        {
            reject("bad value(s) in fds_to_keep");
        }
    }
    if (!o.pass_fds.empty() && !o.close_fds)
    {
        concur::detail::warn(warning::runtime,
                             "pass_fds overriding close_fds.");
    }
}

void check_descriptor(long long number)
{
    if (number < 0)
    {
        reject("file descriptor cannot be a negative integer (" +
               std::to_string(number) + ")");
    }
    check_is_int(number);
}

void check_fds(options const& o)
{
    std::map<long long, long long> parents;
    for (auto const& each : o.fds)
    {
        auto const number = each.number();
        check_is_int(number);
        check_descriptor(each.parents());
        if (number < 3)
        {
            reject("fds takes numbers from 3 on, not " +
                   std::to_string(number) +
                   "; 0, 1 and 2 are stdin_, stdout_ and stderr_");
        }
        if (!parents.emplace(number, each.parents()).second)
        {
            reject("fds has the number " + std::to_string(number) + " twice");
        }
    }
    for (auto number : o.pass_fds)
    {
        auto const same = parents.find(number);
        if (same != parents.end() && same->second != number)
        {
            reject("pass_fds and fds have different descriptors for the "
                   "number " +
                   std::to_string(number));
        }
    }
}

void check_attributes(options const& o)
{
    if (o.nice)
    {
        check_is_int(*o.nice);
    }
    for (auto const& each : o.rlimits)
    {
        if (each.soft() < -1 || each.hard() < -1)
        {
            reject("a limit of a resource cannot be negative");
        }
    }
    if (o.die_with_parent == strict && o.scope != stop_scope::child)
    {
        reject("scope may not be used with die_with_parent = strict.");
    }
    if (o.die_with_parent == strict && o.preexec_fn)
    {
        reject("preexec_fn may not be used with die_with_parent = strict.");
    }
    if (o.cpu_affinity)
    {
        // More processors than any kernel supports.
        constexpr long long most = 65536;
        bool const valid = std::all_of(
            o.cpu_affinity->begin(), o.cpu_affinity->end(),
            [](long long number) { return number >= 0 && number < most; });
        if (o.cpu_affinity->empty() || !valid)
        {
            reject("cpu_affinity takes one or more numbers of processors");
        }
    }
}

void check_stop(options const& o)
{
    check_ladder(o.stop);
    // The group of this program must not be reached.
    if (o.scope != stop_scope::child && o.process_group.value_or(0) != 0)
    {
        reject("scope may not be used with a process_group other than 0");
    }
    if (o.scope == stop_scope::session && o.process_group)
    {
        reject("process_group may not be used with stop_scope::session: the "
               "child leads a new session");
    }
}

// `stream` is 0, 1 or 2.
void check_redirect(redirect const& r, int stream)
{
    switch (r.what())
    {
    case redirect::kind::out:
        if (stream != 2)
        {
            reject("STDOUT can only be used for stderr");
        }
        break;
    case redirect::kind::err:
        if (stream != 1)
        {
            reject("STDERR can only be used for stdout");
        }
        break;
    case redirect::kind::descriptor:
        check_descriptor(r.descriptor());
        break;
    case redirect::kind::appended:
        if (stream == 0)
        {
            reject("append() can only be used for stdout and stderr");
        }
        [[fallthrough]];
    case redirect::kind::path:
        check_no_nul(r.path());
        break;
    case redirect::kind::terminal:
        check_terminal_size(r.settings().value_or(pty()).rows,
                            r.settings().value_or(pty()).columns);
        break;
    default:
        break;
    }
}

// The streams that share a terminal must agree about it.
void check_terminal(options const& o)
{
    auto const settings = terminal_settings(o);
    for (auto const* each : {&o.stdin_, &o.stdout_, &o.stderr_})
    {
        if (each->settings().value_or(settings) != settings)
        {
            reject("the streams that share a terminal ask for different "
                   "settings");
        }
    }
    if (o.process_group.value_or(-1) >= 0)
    {
        reject("process_group may not be used with PTY: the child leads a new "
               "session");
    }
}

void check_not_taken(bool given, char const* keyword, char const* function)
{
    if (given)
    {
        reject(std::string(function) + " got an unexpected keyword argument '" +
               keyword + "'");
    }
}

void check_not_given(bool given, char const* keyword)
{
    check_not_taken(given, keyword, "Popen.__init__()");
}

bool uses_both_outputs(options const& o) noexcept
{
    return o.on_output || !o.tee.empty() || o.record;
}

redirect const& piped_if(bool live, redirect const& given) noexcept
{
    static redirect const pipe(PIPE);
    return live && given.what() == redirect::kind::unset ? pipe : given;
}

void check_tee_targets(tee_targets const& targets)
{
    for (auto const& each : targets)
    {
        if (auto const path = std::get_if<os_string>(&each.value()))
        {
            check_no_nul(path->str());
        }
        else if (auto const number = std::get_if<long long>(&each.value()))
        {
            check_descriptor(*number);
        }
    }
}

void check_live_output(options const& o)
{
    bool const out = has_stdout(o);
    bool const err = has_stderr(o);
    if (o.on_stdout && !out)
    {
        reject("on_stdout needs stdout to be a pipe");
    }
    if (o.on_stderr && !err)
    {
        reject("on_stderr needs stderr to be a pipe");
    }
    if (o.on_output && !out && !err)
    {
        reject("on_output needs stdout or stderr to be a pipe");
    }
    if (!o.tee_stdout.empty() && !out)
    {
        reject("tee_stdout needs stdout to be a pipe");
    }
    if (!o.tee_stderr.empty() && !err)
    {
        reject("tee_stderr needs stderr to be a pipe");
    }
    if (!o.tee.empty() && !out && !err)
    {
        reject("tee needs stdout or stderr to be a pipe");
    }
    if (o.record && !out && !err)
    {
        reject("record needs stdout or stderr to be a pipe");
    }
    for (auto const* targets : {&o.tee, &o.tee_stdout, &o.tee_stderr})
    {
        check_tee_targets(*targets);
    }
    if (o.max_output.size() && !out && !err)
    {
        reject("max_output needs stdout or stderr to be a pipe");
    }
    if (o.max_output.size() && o.record)
    {
        reject("record and max_output arguments may not both be used.");
    }
    if (o.max_output.size().value_or(0) < 0)
    {
        reject("max_output must not be negative");
    }
    // A character has at most 4 bytes.
    if (o.line_limit < 4)
    {
        reject("line_limit must be at least 4");
    }
}

// Sets the streams that `input` and `capture_output` need.
void set_piped_streams(options& o)
{
    if (o.input.present() && !is_terminal(o.stdin_))
    {
        if (o.stdin_.given())
        {
            reject("stdin and input arguments may not both be used.");
        }
        o.stdin_ = PIPE;
    }
    if (o.capture_output)
    {
        if (o.stdout_.given() || o.stderr_.given())
        {
            reject("stdout and stderr arguments may not be used with "
                   "capture_output.");
        }
        o.stdout_ = PIPE;
        o.stderr_ = PIPE;
    }
}

} // namespace

void check_terminal_size(long long rows, long long columns)
{
    for (auto const number : {rows, columns})
    {
        if (number < 0 || number > 65535)
        {
            reject("the size of a terminal must be from 0 to 65535");
        }
    }
}

void check_ladder(std::span<stop_step const> steps)
{
    for (auto const& each : steps)
    {
        if (!is_signal(each.signal()))
        {
            reject("stop has a number that is no signal: " +
                   std::to_string(each.signal()));
        }
        if (each.wait().negative())
        {
            reject("a time of stop must not be negative");
        }
    }
}

void check_no_nul(std::string const& text)
{
    if (text.find('\0') != text.npos)
    {
        reject("embedded null byte");
    }
}

std::optional<std::string> name_of(std::optional<os_string> const& text)
{
    return text && !text->str().empty() ? std::optional(text->str())
                                        : std::nullopt;
}

bool asks_for_text(options const& o)
{
    return name_of(o.encoding) || name_of(o.errors) || o.text.value_or(false) ||
           o.universal_newlines.value_or(false);
}

redirect const& stdout_of(options const& o) noexcept
{
    bool const live = o.on_stdout || !o.tee_stdout.empty();
    return piped_if(live || uses_both_outputs(o), o.stdout_);
}

redirect const& stderr_of(options const& o) noexcept
{
    bool const live = o.on_stderr || !o.tee_stderr.empty();
    return piped_if(live || uses_both_outputs(o), o.stderr_);
}

bool has_stdout(options const& o) noexcept
{
    auto const& out = stdout_of(o);
    return out.what() == redirect::kind::pipe || is_terminal(out);
}

bool has_stderr(options const& o) noexcept
{
    auto const& err = stderr_of(o);
    return err.what() == redirect::kind::pipe ||
           (is_terminal(err) && !is_terminal(stdout_of(o)));
}

bool uses_terminal(options const& o) noexcept
{
    return is_terminal(o.stdin_) || is_terminal(o.stdout_) ||
           is_terminal(o.stderr_);
}

pty terminal_settings(options const& o) noexcept
{
    for (auto const* each : {&o.stdin_, &o.stdout_, &o.stderr_})
    {
        if (each->settings())
        {
            return *each->settings();
        }
    }
    return {};
}

void check_options_of_run(options& o)
{
    check_not_given(!o.ok_codes.empty(), "ok_codes");
    check_not_given(o.strict_pipe, "strict_pipe");
    set_piped_streams(o);
}

void check_options_of_pipeline(options& o)
{
    check_not_taken(o.executable.has_value(), "executable", "run_pipeline()");
    if (uses_terminal(o))
    {
        reject("a stream of a pipeline may not be PTY: the stages cannot share "
               "a controlling terminal.");
    }
    set_piped_streams(o);
}

void check_options_of_popen(options const& o)
{
    check_not_given(o.input.given(), "input");
    check_not_given(o.capture_output, "capture_output");
    check_not_given(o.check.has_value(), "check");
    check_not_given(static_cast<bool>(o.timeout), "timeout");
    check_not_given(o.stop_token.stop_possible(), "stop_token");
    check_not_given(!o.ok_codes.empty(), "ok_codes");
    check_not_given(o.strict_pipe, "strict_pipe");
}

void check_records_nothing(options const& o)
{
    if (o.record)
    {
        reject("record argument not allowed, the result has no record.");
    }
    if (o.max_output.size())
    {
        reject("max_output argument not allowed, the result cannot tell what "
               "is missing.");
    }
}

void check_options_of_check_output(options& o)
{
    check_records_nothing(o);
    if (o.stdout_.what() != redirect::kind::unset)
    {
        reject("stdout argument not allowed, it will be overridden.");
    }
    if (o.check)
    {
        reject("check argument not allowed, it will be overridden.");
    }
    if (o.input.given() && !o.input.present())
    {
        // For check_output(), None means an empty input.
        o.input = std::string();
    }
    o.stdout_ = PIPE;
    o.check = true;
    check_options_of_run(o);
}

void check_stream_options(options const& o)
{
    if (o.text && o.universal_newlines && *o.text != *o.universal_newlines)
    {
        boost::throw_exception(SubprocessError(
            "Cannot disambiguate when both text and universal_newlines are "
            "supplied but different. Pass one or the other."));
    }
    if (o.bufsize == 1 && !asks_for_text(o))
    {
        concur::detail::warn(
            warning::runtime,
            "line buffering (buffering=1) isn't supported in binary mode, "
            "the default buffer size will be used");
    }
    check_live_output(o);
    if (o.grace.negative())
    {
        reject("grace must not be negative");
    }
}

void check_start_options(command const& args, options const& o)
{
    check_program(args, o);
    check_fds(o);
    check_pass_fds(o);
    if (o.cgroup)
    {
        check_no_nul(o.cgroup->str());
    }
    if (o.cwd)
    {
        check_no_nul(o.cwd->str());
    }
    check_is_int(o.umask);
    check_attributes(o);
    if (o.process_group)
    {
        check_is_int(*o.process_group);
    }
    check_stop(o);
}

void check_options_of_stage(options const& o)
{
    auto const refuse = [](bool given, char const* keyword) {
        check_not_taken(given, keyword, "stage()");
    };
    options const none;
    refuse(o.bufsize != none.bufsize, "bufsize");
    refuse(o.stdin_.what() != redirect::kind::unset, "stdin");
    refuse(o.stdout_.what() != redirect::kind::unset, "stdout");
    refuse(o.universal_newlines.has_value(), "universal_newlines");
    refuse(o.encoding.has_value(), "encoding");
    refuse(o.errors.has_value(), "errors");
    refuse(o.text.has_value(), "text");
    refuse(o.pipesize != none.pipesize, "pipesize");
    refuse(static_cast<bool>(o.on_stdout), "on_stdout");
    refuse(static_cast<bool>(o.on_stderr), "on_stderr");
    refuse(static_cast<bool>(o.on_output), "on_output");
    refuse(o.line_limit != none.line_limit, "line_limit");
    refuse(!o.tee.empty(), "tee");
    refuse(!o.tee_stdout.empty(), "tee_stdout");
    refuse(!o.tee_stderr.empty(), "tee_stderr");
    refuse(o.record, "record");
    refuse(o.max_output.size().has_value(), "max_output");
    refuse(static_cast<bool>(o.grace), "grace");
    refuse(!o.stop.empty(), "stop");
    refuse(o.input.given(), "input");
    refuse(o.capture_output, "capture_output");
    refuse(static_cast<bool>(o.timeout), "timeout");
    refuse(o.stop_token.stop_possible(), "stop_token");
    refuse(o.check.has_value(), "check");
    refuse(o.strict_pipe, "strict_pipe");
    if (o.stderr_.what() == redirect::kind::pipe)
    {
        reject("the stderr of a stage may not be PIPE: the pipe of a pipeline "
               "is shared.");
    }
    if (uses_terminal(o))
    {
        reject("the stderr of a stage may not be PTY: the stages cannot share "
               "a controlling terminal.");
    }
}

void check_asynchronous_options(options const& o)
{
    if (o.stop_token.stop_possible())
    {
        reject("stop_token argument not allowed, an asynchronous function has "
               "a cancellation slot.");
    }
}

void check_redirects(options const& o)
{
    check_redirect(o.stdin_, 0);
    check_redirect(o.stdout_, 1);
    check_redirect(o.stderr_, 2);
    if (uses_terminal(o))
    {
        check_terminal(o);
    }
}

} // namespace concur::subprocess::detail
