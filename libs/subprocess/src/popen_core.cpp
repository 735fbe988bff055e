// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/detail/popen_core.hpp>

#include "communicate.hpp"
#include "communicate_machine.hpp"
#include "pipe_stream.hpp"
#include "start_process.hpp"
#include "text/utf.hpp"

#include <concur/detail/interrupts.hpp>
#include <concur/detail/uncancellable.hpp>
#include <concur/errors.hpp>
#include <concur/hooks.hpp>
#include <concur/subprocess/error.hpp>

#include <boost/throw_exception.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <exception>
#include <limits>
#include <optional>
#include <utility>

namespace concur::subprocess::detail {
namespace {

// To Python an empty name is as good as none.
std::optional<std::string> name(std::optional<os_string> const& text)
{
    return text && !text->str().empty() ? std::optional(text->str())
                                        : std::nullopt;
}

// How the streams are to behave, from what Python's constructor is told.
stream_mode mode_of(options const& o)
{
    if (o.text && o.universal_newlines && *o.text != *o.universal_newlines)
    {
        boost::throw_exception(SubprocessError(
            "Cannot disambiguate when both text and universal_newlines are "
            "supplied but different. Pass one or the other."));
    }
    stream_mode mode;
    if (name(o.encoding) || name(o.errors) || o.text.value_or(false) ||
        o.universal_newlines.value_or(false))
    {
        mode.text.emplace(name(o.encoding), name(o.errors));
    }
    auto const size = o.bufsize.value_or(-1);
    if (size == 1)
    {
        mode.line_buffering = mode.text.has_value();
        if (!mode.text)
        {
            concur::detail::warn(
                warning::runtime,
                "line buffering (buffering=1) isn't supported in binary mode, "
                "the default buffer size will be used");
        }
    }
    else if (size >= 0)
    {
        mode.buffer = static_cast<std::size_t>(size);
    }
    return mode;
}

// Tells whether what was caught is what an interrupt has thrown.
class interrupt_watch
{
public:
    bool thrown() const noexcept
    {
        return concur::detail::interrupts_thrown() != before_;
    }

private:
    unsigned before_ = concur::detail::interrupts_thrown();
};

} // namespace

struct popen_core::impl
{
    // How long a child may go on after the first interrupt, which the terminal
    // has probably sent to it too. Nothing waits a second time.
    std::chrono::nanoseconds grace = std::chrono::milliseconds(250);

    command args;
    stream_mode mode;
    std::optional<std::string> encoding;
    std::optional<std::string> errors;
    long long pipesize = -1;
    std::unique_ptr<child> process;
    stream in;
    stream outputs[2];

    communicate_machine talk;
    bool talking = false;

    // How far an output, all of which has come, has been decoded.
    struct decoding
    {
        decoder rest;
        std::size_t done = 0; // how many of the bytes
        bool finished = false;
        std::string text = {};
    };
    std::optional<decoding> decoded[2];

    void start_talking(input_data input);
    void drop_closed();
    void linger(deadline const& until);
    void close_streams();
    bool decode(deadline const& until);
    bool decode(communicate_machine::output which, deadline const& until);
    captured_output so_far(communicate_machine::output which, bool take);
};

popen_core::popen_core(command args, options const& o,
                       launch_function const& launch)
    : impl_(std::make_unique<impl>())
{
    // An interrupt that has been caught is not what will leave this scope.
    concur::detail::interrupt_in_flight();
    reap_abandoned();
    auto& i = *impl_;
    i.args = std::move(args);
    i.mode = mode_of(o);
    i.errors = name(o.errors);
    i.encoding = name(o.encoding);
    if (i.mode.text && !i.encoding)
    {
        i.encoding = "locale";
    }
    i.pipesize = o.pipesize.value_or(-1);

    // Before there is a child: from then on nothing may fail.
    auto const make = [&](redirect const& r, bool readable) {
        return r.what() == redirect::kind::pipe
                   ? pipe_stream::make(readable, i.mode)
                   : stream();
    };
    i.in = make(o.stdin_, false);
    i.outputs[communicate_machine::out] = make(o.stdout_, true);
    i.outputs[communicate_machine::err] = make(o.stderr_, true);
    auto made = start_process(i.args, o, launch);
    i.process = std::move(made.process);
    auto const open = [](stream const& s, descriptor end) {
        if (auto file = pipe_stream::of(s))
        {
            file->open(std::move(end));
        }
    };
    open(i.in, std::move(made.in));
    open(i.outputs[communicate_machine::out], std::move(made.out));
    open(i.outputs[communicate_machine::err], std::move(made.err));
}

popen_core::~popen_core()
{
    // Neither the hook nor what closes the members may unwind out of here.
    concur::detail::uncancellable const whole;
    auto const last = std::move(impl_);
    if (!last || !last->process || last->process->returncode())
    {
        return;
    }
    auto& process = last->process;
    try
    {
        concur::detail::warn(warning::resource,
                             "subprocess " + std::to_string(process->pid()) +
                                 " is still running");
    }
    catch (...)
    {
        // For want of memory; the child counts for more.
    }
    abandon(std::move(process));
    reap_abandoned();
}

void popen_core::expose() noexcept
{
    impl_->process->expose();
}

std::optional<int> popen_core::poll()
{
    return impl_->process->poll();
}

void popen_core::impl::linger(deadline const& until)
{
    auto const most = std::exchange(grace, std::chrono::nanoseconds(0));
    process->wait(
        deadline(concur::timeout(std::min(most, until.left().value_or(most)))));
}

// Runs a body that waits. When an interrupt leaves it, the child gets a moment
// to end by itself before the exception goes on; a second interrupt ends that.
template<class Wait>
void popen_core::interruptibly(deadline const& until, Wait const& wait)
{
    interrupt_watch const interrupts;
    try
    {
        wait();
    }
    catch (...)
    {
        if (interrupts.thrown())
        {
            impl_->linger(until);
            // That wait has taken it for one that was caught for good.
            concur::detail::interrupt_thrown();
        }
        throw;
    }
}

int popen_core::wait(concur::timeout const& t)
{
    deadline const until(t);
    std::optional<int> code;
    interruptibly(until, [&] { code = impl_->process->wait(until); });
    if (code)
    {
        return *code;
    }
    boost::throw_exception(TimeoutExpired(impl_->args, t));
}

void popen_core::send_signal(long long signal)
{
    // What does not fit is no signal's number either.
    auto const number =
        std::in_range<int>(signal) ? static_cast<int>(signal) : -1;
    impl_->process->send_signal(number);
}

std::optional<int> popen_core::returncode() const
{
    return impl_->process->returncode();
}

long popen_core::pid() const noexcept
{
    return impl_->process->pid();
}

void popen_core::impl::start_talking(input_data input)
{
    auto const stdin_file = pipe_stream::of(in);
    if (stdin_file && !stdin_file->closed())
    {
        if (mode.text && input.present())
        {
            input = stdin_file->encode_next(input.view(), beginning::text);
        }
        talk.send(stdin_file->take_unwritten(), std::move(input));
    }
    else if (stdin_file && !input.view().empty())
    {
        boost::throw_exception(ValueError("write to closed file"));
    }
    for (auto which : {communicate_machine::out, communicate_machine::err})
    {
        auto const file = pipe_stream::of(outputs[which]);
        if (file && !file->closed())
        {
            talk.receive(which, file->take_read_ahead());
        }
    }
    talking = true;
}

// What the user closed since the last time, nothing moves through any more.
void popen_core::impl::drop_closed()
{
    if (auto const file = pipe_stream::of(in); file && file->closed())
    {
        talk.input_refused();
    }
    for (auto which : {communicate_machine::out, communicate_machine::err})
    {
        if (talk.receiving(which) && pipe_stream::of(outputs[which])->closed())
        {
            talk.received(which, 0);
        }
    }
}

void popen_core::communicate(input_data input, concur::timeout const& t,
                             bool last)
{
    auto& i = *impl_;
    deadline const until(t);
    if (!i.talking)
    {
        i.start_talking(std::move(input));
    }
    else if (!input.view().empty())
    {
        boost::throw_exception(
            ValueError("Cannot send input after starting communication"));
    }
    i.drop_closed();
    i.talk.clear_deadline();
    communicate_streams const files{
        pipe_stream::of(i.in),
        {pipe_stream::of(i.outputs[communicate_machine::out]),
         pipe_stream::of(i.outputs[communicate_machine::err])},
        i.pipesize != -1};
    interruptibly(
        until, [&] { detail::communicate(i.talk, files, *i.process, until); });
    if (i.talk.next() == communicate_machine::step::expire ||
        (i.mode.text && !i.decode(until)))
    {
        boost::throw_exception(
            TimeoutExpired(i.args, t, i.so_far(communicate_machine::out, last),
                           i.so_far(communicate_machine::err, last)));
    }
}

void popen_core::impl::close_streams()
{
    // All of them, whatever one has to say: a child may wait for any.
    std::exception_ptr first;
    concur::detail::uncancellable const whole;
    for (auto* s : {&outputs[communicate_machine::out],
                    &outputs[communicate_machine::err], &in})
    {
        try
        {
            if (*s)
            {
                s->close();
            }
        }
        catch (...)
        {
            first = first ? first : std::current_exception();
        }
    }
    if (first)
    {
        std::rethrow_exception(first);
    }
}

void popen_core::close_and_wait()
{
    interrupt_watch const interrupts;
    std::exception_ptr first;
    try
    {
        impl_->close_streams();
    }
    catch (...)
    {
        first = std::current_exception();
    }
    if (interrupts.thrown())
    {
        impl_->linger({});
        concur::detail::interrupt_thrown();
    }
    else
    {
        wait({});
    }
    if (first)
    {
        std::rethrow_exception(first);
    }
}

void popen_core::leave_scope() noexcept
{
    auto& i = *impl_;
    interrupt_watch const interrupts;
    try
    {
        if (!concur::detail::interrupt_in_flight())
        {
            close_and_wait();
            return;
        }
        try
        {
            i.close_streams();
        }
        catch (OSError const&)
        {
            // What leaves the scope counts for more.
        }
        if (i.grace.count() != 0)
        {
            i.linger({});
        }
    }
    catch (...)
    {
        // A destructor cannot report what goes wrong; close_and_wait() can.
        if (interrupts.thrown())
        {
            concur::detail::defer_interrupt(std::current_exception());
        }
    }
}

void popen_core::await_killed() noexcept
{
    impl_->process->await_killed();
}

captured_output popen_core::impl::so_far(communicate_machine::output which,
                                         bool take)
{
    auto const data = talk.data(which).view();
    if (data.empty())
    {
        return {};
    }
    return take ? talk.data(which).take_string() : std::string(data);
}

// False when the time was not enough; asked again, it goes on.
bool popen_core::impl::decode(deadline const& until)
{
    if (!decode(communicate_machine::out, until) ||
        !decode(communicate_machine::err, until))
    {
        return false;
    }
    // Both are text, so that nobody asks for the bytes any more.
    talk.data(communicate_machine::out).take();
    talk.data(communicate_machine::err).take();
    return true;
}

bool popen_core::impl::decode(communicate_machine::output which,
                              deadline const& until)
{
    // What is decoded between two looks at the clock.
    constexpr std::size_t piece = 256 * 1024;

    auto const file = pipe_stream::of(outputs[which]);
    auto& d = decoded[which];
    if (!file || (d && d->finished))
    {
        return true;
    }
    auto const data = talk.data(which).view();
    if (!d)
    {
        d = decoding{file->rest_decoder()};
    }
    try
    {
        while (d->done < data.size())
        {
            if (until.passed())
            {
                return false;
            }
            auto const next = data.substr(d->done, piece);
            d->rest.feed(next, d->text);
            d->done += next.size();
        }
        d->rest.finish(d->text);
    }
    catch (UnicodeDecodeError const&)
    {
        d.reset();
        // The error shows all of the bytes, and not a piece.
        std::string text;
        auto rest = file->rest_decoder();
        rest.feed(data, text);
        rest.finish(text);
        throw;
    }
    catch (...)
    {
        d.reset();
        throw;
    }
    d->finished = true;
    return true;
}

void popen_core::copy_output(std::optional<std::string>& out,
                             std::optional<std::string>& err)
{
    auto& i = *impl_;
    for (auto which : {communicate_machine::out, communicate_machine::err})
    {
        if (i.outputs[which])
        {
            (which == communicate_machine::out ? out : err) =
                i.mode.text ? i.decoded[which]->text
                            : std::string(i.talk.data(which).view());
        }
    }
}

void popen_core::copy_output(std::optional<bytes>& out,
                             std::optional<bytes>& err)
{
    auto& i = *impl_;
    for (auto which : {communicate_machine::out, communicate_machine::err})
    {
        if (i.outputs[which])
        {
            (which == communicate_machine::out ? out : err) =
                i.mode.text ? bytes(i.decoded[which]->text)
                            : i.talk.data(which).share();
        }
    }
}

void popen_core::take_output(std::optional<std::string>& out,
                             std::optional<std::string>& err)
{
    auto& i = *impl_;
    for (auto which : {communicate_machine::out, communicate_machine::err})
    {
        if (i.outputs[which])
        {
            (which == communicate_machine::out ? out : err) =
                i.mode.text ? std::move(i.decoded[which]->text)
                            : i.talk.data(which).take_string();
        }
    }
}

void popen_core::take_output(std::optional<bytes>& out,
                             std::optional<bytes>& err)
{
    auto& i = *impl_;
    for (auto which : {communicate_machine::out, communicate_machine::err})
    {
        if (i.outputs[which])
        {
            (which == communicate_machine::out ? out : err) =
                i.mode.text ? bytes(std::move(i.decoded[which]->text))
                            : i.talk.data(which).take();
        }
    }
}

void popen_core::throw_called_process_error(int returncode)
{
    std::optional<std::string> out;
    std::optional<std::string> err;
    take_output(out, err);
    boost::throw_exception(CalledProcessError(returncode, impl_->args,
                                              std::move(out), std::move(err)));
}

command const& popen_core::args() const noexcept
{
    return impl_->args;
}

stream const& popen_core::in() const noexcept
{
    return impl_->in;
}

stream const& popen_core::out() const noexcept
{
    return impl_->outputs[communicate_machine::out];
}

stream const& popen_core::err() const noexcept
{
    return impl_->outputs[communicate_machine::err];
}

void popen_core::finish(int signal, bool wait) noexcept
{
    concur::detail::uncancellable const whole;
    try
    {
        if (signal != 0)
        {
            send_signal(signal);
        }
    }
    catch (OSError const&)
    {
        // A destructor cannot report it.
    }
    if (wait)
    {
        leave_scope();
    }
    else if (auto const in = pipe_stream::of(impl_->in))
    {
        in->leave_at_once();
    }
}

std::optional<std::string> popen_core::encoding() const
{
    return impl_->encoding;
}

std::optional<std::string> popen_core::errors() const
{
    return impl_->errors;
}

bool popen_core::text_mode() const noexcept
{
    return impl_->mode.text.has_value();
}

long long popen_core::pipesize() const noexcept
{
    return impl_->pipesize;
}

std::string popen_core::repr() const
{
    auto const code = returncode();
    auto text =
        "<Popen: returncode: " + (code ? std::to_string(*code) : "None") +
        " args: " + impl_->args.repr() + ">";
    // In characters; what is not UTF-8 has been escaped.
    constexpr std::size_t longest = 80;
    std::size_t cut = 0;
    std::size_t count = 0;
    for (std::size_t p = 0; p < text.size();
         p += front(std::string_view(text).substr(p)).second)
    {
        if (count++ == longest - 4)
        {
            cut = p;
        }
    }
    if (count > longest)
    {
        text.replace(cut, text.npos, "...>");
    }
    return text;
}

start_result popen_core::release()
{
    start_result result;
    if (!impl_->process->returncode())
    {
        result.pid = impl_->process->pid();
        result.pidfd = impl_->process->disown().release();
    }
    return result;
}

namespace {

// Runs a body; when it throws, the child is killed and reaped first. A child
// that may not be killed is waited for, with that error, as in Python. An
// interrupt is followed by no wait without a bound.
template<class Body>
int killing(popen_core& p, Body const& body)
{
    interrupt_watch const interrupts;
    try
    {
        body();
        return p.wait({});
    }
    catch (...)
    {
        try
        {
            p.send_signal(SIGKILL);
        }
        catch (OSError const&)
        {
            p.close_and_wait();
            throw;
        }
        if (interrupts.thrown())
        {
            p.await_killed();
        }
        else
        {
            p.wait({});
        }
        throw;
    }
}

[[noreturn]] void reject(std::string const& text)
{
    boost::throw_exception(ValueError(text));
}

} // namespace

int finish(popen_core& p, input_data input, concur::timeout const& t)
{
    return killing(p, [&] { p.communicate(std::move(input), t, true); });
}

int finish_call(popen_core& p, concur::timeout const& t)
{
    auto const code = killing(p, [&] { p.wait(t); });
    p.close_and_wait();
    return code;
}

void settle_run(options& o)
{
    if (o.input.present())
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

void settle_popen(options const& o)
{
    auto const refuse = [](bool given, char const* keyword) {
        if (given)
        {
            reject(std::string("Popen.__init__() got an unexpected keyword "
                               "argument '") +
                   keyword + "'");
        }
    };
    refuse(o.input.given(), "input");
    refuse(o.capture_output, "capture_output");
    refuse(o.check.has_value(), "check");
    refuse(static_cast<bool>(o.timeout), "timeout");
}

void settle_check_output(options& o)
{
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
        // None means nothing to read, not the parent's own input.
        o.input = std::string();
    }
    o.stdout_ = PIPE;
    o.check = true;
    settle_run(o);
}

} // namespace concur::subprocess::detail
