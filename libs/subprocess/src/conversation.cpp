// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "conversation.hpp"

#include "check_options.hpp"
#include "child.hpp"
#include "communicate.hpp"
#include "interrupt_watch.hpp"

#include <concur/detail/interrupts.hpp>
#include <concur/detail/uncancellable.hpp>
#include <concur/errors.hpp>

#include <boost/throw_exception.hpp>

#include <algorithm>
#include <chrono>
#include <exception>
#include <string_view>
#include <utility>
#include <vector>

namespace concur::subprocess::detail {
namespace {

using enum communicate_machine::output;

// The number of bytes that are decoded between two checks of the deadline.
constexpr std::size_t decoded_at_once = 256 * 1024;

stream_mode mode_of(options const& o)
{
    stream_mode mode;
    if (asks_for_text(o))
    {
        mode.text.emplace(name_of(o.encoding), name_of(o.errors));
    }
    auto const size = o.bufsize.value_or(-1);
    if (size == 1)
    {
        mode.line_buffering = mode.text.has_value();
    }
    else if (size >= 0)
    {
        mode.buffer = static_cast<std::size_t>(size);
    }
    return mode;
}

stream make_stream(redirect const& r, bool readable, stream_mode const& mode,
                   options const& o)
{
    if (r.what() == redirect::kind::pipe)
    {
        return pipe_stream::make(readable, mode);
    }
    if (!is_terminal(r))
    {
        return {};
    }
    bool const raw = terminal_settings(o).raw;
    return pipe_stream::make(readable, mode,
                             raw ? end_of::raw_terminal : end_of::terminal);
}

// What goes to a terminal is read from one stream.
stream make_stderr(stream_mode const& mode, options const& o)
{
    return has_stderr(o) ? make_stream(stderr_of(o), true, mode, o) : stream();
}

// Decodes a whole output again, to throw an error that contains all of its
// bytes.
void decode_at_once(pipe_stream const& file, std::string_view data)
{
    std::string text;
    auto whole = file.rest_decoder();
    whole.feed(data, text);
    whole.finish(text);
}

bool is_piped(options const& o, communicate_machine::output which)
{
    return which == out ? has_stdout(o) : has_stderr(o);
}

// Whether an output is captured, and not only delivered.
bool is_kept(options const& o, communicate_machine::output which)
{
    auto const& given = which == out ? o.stdout_ : o.stderr_;
    bool const asked =
        given.what() == redirect::kind::pipe || is_terminal(given);
    return (asked || o.record) && is_piped(o, which);
}

std::optional<live_sink> make_sink(options const& o,
                                   communicate_machine::output which)
{
    auto const& own = which == out ? o.on_stdout : o.on_stderr;
    if (!is_piped(o, which) || (!own && !o.on_output))
    {
        return std::nullopt;
    }
    return std::optional<live_sink>(std::in_place, stream_of(which),
                                    live_sink::functions{own, o.on_output},
                                    static_cast<std::size_t>(o.line_limit));
}

std::optional<tee_writer> make_tee(options const& o)
{
    if (o.tee.empty() && o.tee_stdout.empty() && o.tee_stderr.empty())
    {
        return std::nullopt;
    }
    tee_writer made;
    made.add(o.tee, true, true);
    made.add(o.tee_stdout, true, false);
    made.add(o.tee_stderr, false, true);
    return made;
}

void open_stream(stream const& s, descriptor end) noexcept
{
    if (auto const file = pipe_stream::of(s))
    {
        file->open(std::move(end));
    }
}

} // namespace

conversation::conversation(options const& o)
    : mode_(mode_of(o)), encoding_(name_of(o.encoding)),
      errors_(name_of(o.errors)), pipesize_(o.pipesize.value_or(-1)),
      in_(make_stream(o.stdin_, false, mode_, o)),
      outputs_{make_stream(stdout_of(o), true, mode_, o),
               make_stderr(mode_, o)},
      sinks_{make_sink(o, out), make_sink(o, err)},
      tee_(make_tee(o)), kept_{is_kept(o, out), is_kept(o, err)},
      limit_(o.max_output), grace_(o.grace), stop_(o.stop)
{
    if (mode_.text && !encoding_)
    {
        encoding_ = "locale";
    }
    if (o.record)
    {
        recorder_.emplace();
    }
    if (uses_terminal(o))
    {
        auto const which = is_terminal(stdout_of(o)) ? out : err;
        bool const read = which == out || is_terminal(stderr_of(o));
        terminal_ = std::make_shared<terminal_file>(
            is_terminal(o.stdin_) ? in_ : stream(),
            read ? outputs_[which] : stream());
    }
}

void conversation::open(pipes_to_child pipes) noexcept
{
    open_stream(in_, std::move(pipes.in));
    open_stream(outputs_[out], std::move(pipes.out));
    open_stream(outputs_[err], std::move(pipes.err));
    if (terminal_)
    {
        terminal_->open(std::move(pipes.terminal));
    }
    auto const start = std::chrono::steady_clock::now();
    for (auto& sink : sinks_)
    {
        if (sink)
        {
            sink->set_start(start);
        }
    }
    if (recorder_)
    {
        recorder_->set_start(start);
    }
}

void conversation::begin(input_data input)
{
    if (started_)
    {
        if (!input.view().empty())
        {
            boost::throw_exception(
                ValueError("Cannot send input after starting communication"));
        }
        return;
    }
    auto const stdin_file = pipe_stream::of(in_);
    if (stdin_file && !stdin_file->closed())
    {
        if (mode_.text && input.present())
        {
            input = stdin_file->encode_next(input.view(), beginning::text);
        }
        auto unwritten = stdin_file->take_unwritten();
        auto ending = stdin_file->take_ending(
            input.view().empty() ? std::string_view(unwritten) : input.view());
        machine_.send(std::move(unwritten), std::move(input),
                      std::move(ending));
    }
    else if (stdin_file && !input.view().empty())
    {
        boost::throw_exception(ValueError("write to closed file"));
    }
    if (recorder_)
    {
        machine_.record_to(*recorder_);
    }
    if (grace_)
    {
        // Ten times the longest one must be a time of the clock.
        constexpr double longest = 1e8;
        machine_.set_grace(std::chrono::duration_cast<std::chrono::nanoseconds>(
            std::chrono::duration<double>(
                std::min(*grace_.seconds(), longest))));
    }
    for (auto which : {out, err})
    {
        receive(which);
    }
    started_ = true;
}

void conversation::receive(output which)
{
    auto const file = pipe_stream::of(outputs_[which]);
    if (!file || file->closed())
    {
        return;
    }
    auto& sink = sinks_[which];
    bool const copied = tee_ && tee_->copies(stream_of(which));
    if (kept_[which] && limit_.size())
    {
        machine_.limit(which, limit_, spilled_[which]);
    }
    machine_.receive(which, file->take_read_ahead(), kept_[which],
                     sink ? &*sink : nullptr, copied ? &*tee_ : nullptr);
    if (sink && mode_.text)
    {
        sink->decode_with(file->rest_decoder());
    }
}

// Ends the transfer through streams that the caller has closed.
void conversation::drop_closed()
{
    if (auto const file = pipe_stream::of(in_); file && file->closed())
    {
        machine_.input_refused();
    }
    for (auto which : {out, err})
    {
        if (machine_.receiving(which) &&
            pipe_stream::of(outputs_[which])->closed())
        {
            machine_.received(which, 0);
        }
    }
}

communicate_machine& conversation::begin_transfer()
{
    drop_closed();
    machine_.clear_deadline();
    return machine_;
}

communicate_streams conversation::streams() const noexcept
{
    return {pipe_stream::of(in_),
            {pipe_stream::of(outputs_[out]), pipe_stream::of(outputs_[err])},
            pipesize_ != -1};
}

void conversation::transfer(std::span<child* const> children,
                            wait_end const& until)
{
    auto& machine = begin_transfer();
    communicate(machine, streams(), children, until, stop_);
}

void conversation::stop(std::span<child* const> children, ended_by why)
{
    if (!stop_.gradual())
    {
        return;
    }
    stop_.begin(children, why);
    auto& machine = begin_transfer();
    machine.stopping();
    machine.expire_at_end();
    communicate(machine, streams(), children, {}, stop_);
}

void conversation::stop_after_callback(
    std::span<child* const> children) noexcept
{
    if (!callback_threw() || !stop_.gradual())
    {
        return;
    }
    interrupt_watch const interrupts;
    try
    {
        mute();
        stop(children, ended_by::callback);
    }
    catch (...)
    {
        // The exception of the callback is more important.
        if (interrupts.thrown())
        {
            concur::detail::defer_interrupt(std::current_exception());
        }
    }
}

void conversation::drain(std::span<child* const> children)
{
    if (!started_)
    {
        return;
    }
    auto& machine = begin_transfer();
    machine.stopping();
    machine.child_ended();
    communicate(machine, streams(), children,
                deadline(concur::timeout(machine.grace() * 10)), stop_);
}

conversation::finished conversation::finish(wait_end until, bool one_portion)
{
    if (machine_.next() == communicate_machine::step::expire)
    {
        return finished::expired;
    }
    if (machine_.pipe_still_held())
    {
        until = {}; // it may have been the limit of the grace period
    }
    machine_.trim(out);
    machine_.trim(err);
    if (!mode_.text)
    {
        return finished::all;
    }
    for (auto which : {out, err})
    {
        auto const result = decode(which, until, one_portion);
        if (result != finished::all)
        {
            return result;
        }
    }
    // The bytes are not needed any more: the decoded text is kept.
    machine_.data(out).take();
    machine_.data(err).take();
    return finished::all;
}

conversation::finished conversation::decode(output which, wait_end const& until,
                                            bool one_portion)
{
    auto const file = pipe_stream::of(outputs_[which]);
    auto& d = decoded_[which];
    if (!file || !kept_[which] || (d && d->finished))
    {
        return finished::all;
    }
    auto const data = machine_.data(which).view();
    if (!d)
    {
        d = decoding{file->rest_decoder()};
    }
    try
    {
        std::size_t decoded = 0;
        while (d->done < data.size())
        {
            if (until.passed())
            {
                return finished::expired;
            }
            if (one_portion && decoded >= decoded_at_once)
            {
                return finished::part;
            }
            decoded += decode_some(which, *d);
        }
        if (auto const cut = machine_.cut(which); cut && !d->cut)
        {
            pass_cut(which, *d, *cut); // there is no second part
        }
        d->rest.finish(d->text);
        if (!d->ends.empty())
        {
            d->ends.back() = d->text.size();
        }
    }
    catch (UnicodeDecodeError const&)
    {
        d.reset();
        if (!machine_.cut(which))
        {
            decode_at_once(*file, data);
        }
        throw;
    }
    catch (...)
    {
        d.reset();
        throw;
    }
    d->finished = true;
    return finished::all;
}

// Decodes the next bytes of an output, at most to the end of a recorded piece.
// Returns the number of bytes.
std::size_t conversation::decode_some(output which, decoding& d)
{
    auto const rest = machine_.data(which).view().substr(d.done);
    auto size = std::min(rest.size(), decoded_at_once);
    if (auto const cut = machine_.cut(which); cut && !d.cut)
    {
        if (d.done == cut->offset)
        {
            pass_cut(which, d, *cut);
            return 0;
        }
        size = std::min(size, cut->offset - d.done);
    }
    bool ends_piece = false;
    if (recorder_)
    {
        auto const& pieces = recorder_->pieces();
        while (pieces[d.piece].stream != stream_of(which))
        {
            ++d.piece;
        }
        auto const left = pieces[d.piece].begin + pieces[d.piece].size - d.done;
        ends_piece = left <= size;
        size = std::min(size, left);
    }
    d.rest.feed(rest.substr(0, size), d.text);
    d.done += size;
    if (ends_piece)
    {
        d.ends.push_back(d.text.size());
        ++d.piece;
    }
    return size;
}

// Continues after the bytes that are missing.
void conversation::pass_cut(output which, decoding& d, output_cut const& cut)
{
    std::size_t held = 0;
    if (d.rest.expects_mark())
    {
        // The first bytes say what the order of all bytes is.
        std::string ignored;
        held = d.rest.unfeed().size();
        d.rest.feed(machine_.beginning(which), ignored);
        static_cast<void>(d.rest.unfeed());
    }
    auto const [dropped, skipped] = d.rest.resume(
        cut.offset + cut.omitted, machine_.parts(which).second, d.text);
    d.done += skipped;
    d.cut = output_cut{d.text.size(), cut.omitted + held + dropped + skipped};
}

// The kept parts of an output as one string.
std::string conversation::joined(output which) const
{
    auto const [head, tail] = machine_.parts(which);
    std::string all;
    all.reserve(head.size() + tail.size());
    return all.append(head).append(tail);
}

captured_output conversation::collected(output which, bool take)
{
    auto& data = machine_.data(which);
    if (!kept_[which] || data.view().empty())
    {
        return {};
    }
    if (!take)
    {
        return joined(which);
    }
    machine_.trim(which);
    return data.take_string();
}

void conversation::copy(output which, std::optional<std::string>& to)
{
    if (kept_[which])
    {
        to = mode_.text ? decoded_[which]->text
                        : std::string(machine_.data(which).view());
    }
}

void conversation::copy(output which, std::optional<bytes>& to)
{
    if (kept_[which])
    {
        to = mode_.text ? bytes(decoded_[which]->text)
                        : machine_.data(which).share();
    }
}

void conversation::copy_part(output which, std::optional<std::string>& to)
{
    if (kept_[which])
    {
        to = is_decoded(which) ? decoded_[which]->text : joined(which);
    }
}

void conversation::copy_part(output which, std::optional<bytes>& to)
{
    if (kept_[which])
    {
        // Bytes that are removed later must not be shared.
        to = is_decoded(which) ? bytes(decoded_[which]->text)
             : limit_.size()   ? bytes(joined(which))
                               : machine_.data(which).share();
    }
}

void conversation::take(output which, std::optional<std::string>& to)
{
    if (kept_[which])
    {
        machine_.trim(which);
        to = is_decoded(which) ? std::move(decoded_[which]->text)
                               : machine_.data(which).take_string();
    }
}

void conversation::take(output which, std::optional<bytes>& to)
{
    if (kept_[which])
    {
        machine_.trim(which);
        to = is_decoded(which) ? bytes(std::move(decoded_[which]->text))
                               : machine_.data(which).take();
    }
}

output_record conversation::record(bool take)
{
    if (!recorder_)
    {
        return {};
    }
    auto pieces = take ? recorder_->take() : recorder_->pieces();
    struct
    {
        std::size_t pieces = 0;
        std::size_t end = 0; // of the last piece, in the text
    } text[2];
    for (auto& each : pieces)
    {
        auto const which = each.stream == output_stream::stdout_ ? out : err;
        if (is_decoded(which))
        {
            auto& t = text[which];
            auto const end = decoded_[which]->ends[t.pieces++];
            each.begin = std::exchange(t.end, end);
            each.size = end - each.begin;
        }
    }
    // A piece has no text if it has only the first bytes of a character.
    std::erase_if(pieces, [](auto const& each) { return each.size == 0; });
    return output_record(std::move(pieces));
}

output_record conversation::byte_record(bool take)
{
    if (!recorder_)
    {
        return {};
    }
    return output_record(take ? recorder_->take() : recorder_->pieces());
}

output_summary conversation::byte_summary() const noexcept
{
    auto const out_cut = machine_.cut(out);
    auto const err_cut = machine_.cut(err);
    return {out_cut || err_cut,
            machine_.total(out),
            machine_.total(err),
            out_cut,
            err_cut,
            spilled_[out].file(),
            spilled_[err].file(),
            machine_.pipe_still_held()};
}

void conversation::spill()
{
    machine_.spill(out);
    machine_.spill(err);
}

output_summary conversation::summary() const noexcept
{
    auto all = byte_summary();
    if (all.stdout_cut && is_decoded(out))
    {
        all.stdout_cut = decoded_[out]->cut;
    }
    if (all.stderr_cut && is_decoded(err))
    {
        all.stderr_cut = decoded_[err]->cut;
    }
    return all;
}

void conversation::close()
{
    // A child may wait for the end of any stream. So all streams are closed,
    // even if an error occurs.
    std::exception_ptr first;
    concur::detail::uncancellable const whole;
    drop_end_of_input();
    for (auto* s : {&outputs_[out], &outputs_[err], &in_})
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
            if (!first)
            {
                first = std::current_exception();
            }
        }
    }
    close_terminal();
    if (first)
    {
        std::rethrow_exception(first);
    }
}

// When a terminal is closed, the child gets SIGHUP, so its input needs no end.
void conversation::drop_end_of_input() noexcept
{
    if (auto const file = pipe_stream::of(in_); file && terminal_)
    {
        file->drop_ending();
    }
}

void conversation::close_terminal() noexcept
{
    if (terminal_)
    {
        terminal_->close();
    }
}

void conversation::close_without_blocking() noexcept
{
    concur::detail::uncancellable const whole;
    drop_end_of_input();
    for (auto* s : {&outputs_[out], &outputs_[err], &in_})
    {
        if (auto const file = pipe_stream::of(*s))
        {
            file->close_without_blocking();
        }
    }
    close_terminal();
}

void conversation::stop_operations() noexcept
{
    for (auto* s : {&outputs_[out], &outputs_[err], &in_})
    {
        if (auto const file = pipe_stream::of(*s))
        {
            file->stop_operations();
        }
    }
}

void conversation::never_block_at_end() noexcept
{
    if (auto const file = pipe_stream::of(in_))
    {
        file->never_block_at_end();
    }
}

} // namespace concur::subprocess::detail
