// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/trace.hpp>

#include "tracing.hpp"

#include <concur/detail/hook_slot.hpp>
#include <concur/detail/uncancellable.hpp>
#include <concur/hooks.hpp>

#include <atomic>
#include <cstdio>
#include <utility>

namespace concur::subprocess {
namespace {

// The slot is never destroyed, since threads may run after main() has returned.
concur::detail::hook_slot<trace_hook>& current_hook()
{
    static auto& it = *new concur::detail::hook_slot<trace_hook>;
    return it;
}

// Constructs the slot when the library is loaded, before there are threads.
[[maybe_unused]] auto const& made = current_hook();

std::atomic<unsigned long long> last_id{0};

// Whether the calling thread is in the hook. Then what it starts is not traced,
// so that a hook which starts commands comes to an end.
thread_local bool in_hook = false;

void warn(std::string const& cause) noexcept
{
    try
    {
        concur::detail::warn(warning::runtime, "the trace hook threw " + cause);
    }
    catch (...)
    {
        // There is no memory for the warning, or the hook for warnings threw.
    }
}

// Calls the hook with an event that `make` returns.
template<class Make>
void tell(Make const& make) noexcept
{
    concur::detail::uncancellable const whole;
    bool const outer = std::exchange(in_hook, true);
    try
    {
        // `hook` keeps the function alive, since it may be replaced meanwhile.
        if (auto const hook = current_hook().get())
        {
            trace_event event = make();
            event.time = std::chrono::system_clock::now();
            hook->call(event);
        }
    }
    catch (std::exception const& e)
    {
        warn(std::string("an exception: ") + e.what());
    }
    catch (...)
    {
        warn("an exception");
    }
    in_hook = outer;
}

std::string what_of(std::exception_ptr const& error)
{
    try
    {
        std::rethrow_exception(error);
    }
    catch (std::exception const& e)
    {
        return e.what();
    }
    catch (...)
    {
        return "unknown exception";
    }
}

std::string text_of(trace_event const& e)
{
    switch (e.what)
    {
    case trace_kind::started:
        return "$ " + std::string(e.command_line);
    case trace_kind::failed:
        return "not started: " + std::string(e.command_line) +
               (e.error ? ": " + what_of(e.error) : "");
    case trace_kind::line:
        return e.line
                   ? (e.line->stream == output_stream::stdout_ ? "stdout: "
                                                               : "stderr: ") +
                         std::string(e.line->text)
                   : "";
    case trace_kind::ended:
        break;
    }
    auto const report = e.report.value_or(process_report());
    char time[48];
    std::snprintf(time, sizeof time, " after %.3f s",
                  std::chrono::duration<double>(report.elapsed).count());
    return to_string(report.ended.value_or(process_end())) + time;
}

} // namespace

std::string to_string(trace_event const& event)
{
    // g++ 12, optimising, warns of its own code in `"[" + std::to_string(...)`.
    std::string text("[");
    return text.append(std::to_string(event.id))
        .append("] ")
        .append(text_of(event));
}

std::ostream& operator<<(std::ostream& out, trace_event const& event)
{
    return out << to_string(event);
}

trace_hook set_trace_hook(trace_hook hook)
{
    return current_hook().exchange(std::move(hook));
}

namespace detail {

traced_start::traced_start(command const& args) noexcept
    : args_(args), id_(current_hook().has_function() && !in_hook
                           ? last_id.fetch_add(1, std::memory_order_relaxed) + 1
                           : 0)
{
}

traced_child traced_start::started(long pid) const noexcept
{
    if (id_ == 0)
    {
        return {};
    }
    traced_child const child{id_, pid};
    std::string line;
    tell([&] {
        line = args_.shell_line();
        trace_event e{trace_kind::started, id_, pid};
        e.command_line = line;
        return e;
    });
    return child;
}

void traced_start::failed() const noexcept
{
    if (id_ == 0)
    {
        return;
    }
    std::string line;
    tell([&] {
        line = args_.shell_line();
        trace_event e{trace_kind::failed, id_};
        e.command_line = line;
        e.error = std::current_exception();
        return e;
    });
}

void trace_line(traced_child child, output_piece const& line) noexcept
{
    tell([&] {
        trace_event e{trace_kind::line, child.id, child.pid};
        e.line = line;
        return e;
    });
}

void trace_end(traced_child child, process_report const& report) noexcept
{
    tell([&] {
        trace_event e{trace_kind::ended, child.id, child.pid};
        e.report = report;
        return e;
    });
}

} // namespace detail
} // namespace concur::subprocess
