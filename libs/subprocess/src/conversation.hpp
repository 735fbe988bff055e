// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef CONCUR_LIBS_SUBPROCESS_CONVERSATION_HPP
#define CONCUR_LIBS_SUBPROCESS_CONVERSATION_HPP

#include "child_stdio.hpp"
#include "communicate.hpp"
#include "communicate_machine.hpp"
#include "live_sink.hpp"
#include "output_recorder.hpp"
#include "pipe_stream.hpp"
#include "spill_file.hpp"
#include "stop_machine.hpp"
#include "tee_writer.hpp"
#include "terminal_file.hpp"
#include "wait_end.hpp"

#include <concur/subprocess/bytes.hpp>
#include <concur/subprocess/captured_output.hpp>
#include <concur/subprocess/options.hpp>
#include <concur/subprocess/output_summary.hpp>
#include <concur/subprocess/stream.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace concur::subprocess::detail {

class child;

/** The parent's side of the input and output of a child: the streams, their
    text mode, and communicate().

    @par Thread safety
    Distinct objects: safe. Shared objects: unsafe.
*/
class conversation
{
public:
    using output = communicate_machine::output;

    /** Make the streams of a child that is not started yet, and open the files
        of `tee`. The options of the streams have been checked.

        @throws LookupError, ValueError The options of text mode are wrong.
        @throws OSError A file of `tee` cannot be opened.
    */
    explicit conversation(options const& o);

    /// Give the streams their pipes.
    void open(pipes_to_child pipes) noexcept;

    stream const& input_stream() const noexcept
    {
        return in_;
    }

    stream const& output_stream(output which) const noexcept
    {
        return outputs_[which];
    }

    subprocess::terminal terminal() const noexcept
    {
        return terminal_file::handle(terminal_);
    }

    std::optional<std::string> const& encoding() const noexcept
    {
        return encoding_;
    }

    std::optional<std::string> const& errors() const noexcept
    {
        return errors_;
    }

    bool text_mode() const noexcept
    {
        return mode_.text.has_value();
    }

    long long pipesize() const noexcept
    {
        return pipesize_;
    }

    /// Whether an output is delivered or copied while the child runs.
    bool live() const noexcept
    {
        return sinks_[0] || sinks_[1] || tee_;
    }

    /** Begin to communicate. Later calls only check that no input is given.

        @throws ValueError Input is given in a later call, or although its
        stream is closed.
        @throws UnicodeEncodeError The input cannot be encoded.
    */
    void begin(input_data input);

    /// Send input, collect output and wait for the children, until all is done
    /// or the deadline has passed.
    void transfer(std::span<child* const> children, wait_end const& until);

    /// The stop of the children, if there is one. It has the steps of the
    /// keyword `stop`.
    stop_machine& stopping() noexcept
    {
        return stop_;
    }

    /** After transfer() has expired: stop the children by the steps of `stop`,
        and wait for their end. Meanwhile, collect what they write. Do nothing
        if there are no steps: then the caller kills the children.

        @throws ... The errors of transfer(). The children may still run.
    */
    void stop(std::span<child* const> children, ended_by why);

    /// stop() if callback_threw() is true. Nothing is collected or delivered
    /// any more. Errors are not reported; the caller kills the children if they
    /// still run.
    void stop_after_callback(std::span<child* const> children) noexcept;

    /// Deliver nothing any more, and collect nothing of what follows.
    void mute() noexcept
    {
        machine_.mute();
    }

    /// After transfer() has expired and the children were killed and reaped:
    /// collect what they have written. Only the time for processes that still
    /// hold a pipe is limited.
    void drain(std::span<child* const> children);

    /// Begin a transfer through streams() that another driver performs by the
    /// steps of the machine.
    communicate_machine& begin_transfer();

    /// The ends of the pipes.
    communicate_streams streams() const noexcept;

    /// The result of finish().
    enum class finished
    {
        all,     ///< all output was collected and decoded
        expired, ///< the deadline has passed
        part     ///< a portion was decoded; more is left
    };

    /** In text mode, decode the output that transfer() has collected.

        After `expired`, transfer() and finish() may be called again to
        continue.

        @param one_portion Whether to stop after one portion, so that other work
        can run.

        @throws UnicodeDecodeError The output cannot be decoded.
    */
    finished finish(wait_end until, bool one_portion = false);

    /// The bytes of an output that were collected until now; absent if there
    /// are none. The bytes are moved if `take` is true, otherwise copied.
    captured_output collected(output which, bool take);

    /// Copy the whole output, decoded in text mode, to `to`. Do nothing if the
    /// output is not collected.
    void copy(output which, std::optional<std::string>& to);
    void copy(output which, std::optional<bytes>& to);

    /// Move the whole output, decoded in text mode, to `to`. Do nothing if the
    /// output is not collected.
    void take(output which, std::optional<std::string>& to);
    void take(output which, std::optional<bytes>& to);

    /// The order in which the outputs came, as places in what copy() or take()
    /// provides; empty if it was not recorded. If `take` is true, it is
    /// forgotten.
    output_record record(bool take);

    /// The same, as places in what collected() returns.
    output_record byte_record(bool take);

    /// How much output there was, and where some is missing in what copy() or
    /// take() provides.
    output_summary summary() const noexcept;

    /// The same, with the places in what collected() returns.
    output_summary byte_summary() const noexcept;

    /// Write all that was read of outputs that are too long to their files.
    /// @throws OSError A file cannot be written.
    void spill();

    /// Whether a function of the caller, such as `on_stdout`, has thrown.
    bool callback_threw() const noexcept
    {
        return machine_.callback_threw();
    }

    /// Copy what was collected of an output until now: text if it was decoded
    /// as a whole, otherwise bytes. Do nothing if the output is not collected.
    void copy_part(output which, std::optional<std::string>& to);
    void copy_part(output which, std::optional<bytes>& to);

    /// Whether communicate() has moved a byte or seen the end of a stream, or
    /// may have closed the input.
    bool has_moved() const noexcept
    {
        return in_ || machine_.moved();
    }

    /// After begin(), while has_moved() is false: forget that it was called.
    void forget_beginning() noexcept
    {
        started_ = false;
    }

    /// Close all streams, then throw the first error.
    void close();

    /// Close all streams. The buffered input that does not fit into the pipe
    /// is dropped.
    void close_without_blocking() noexcept;

    /// End the asynchronous operations of the streams.
    void stop_operations() noexcept;

    /// After this, the destructor of the input's stream does not block. It
    /// drops the data that does not fit into the pipe.
    void never_block_at_end() noexcept;

private:
    // The state of decoding an output. It begins after all bytes were
    // collected.
    struct decoding
    {
        decoder rest;
        std::size_t done = 0; // the number of bytes that were decoded
        bool finished = false;
        std::optional<output_cut> cut = {}; // in `text`, after it was passed
        std::string text = {};
        std::size_t piece = 0;              // the next piece in the record
        std::vector<std::size_t> ends = {}; // of the recorded pieces, in `text`
    };

    // Whether an output was decoded as a whole.
    bool is_decoded(output which) const noexcept
    {
        return decoded_[which] && decoded_[which]->finished;
    }

    std::string joined(output which) const;
    void receive(output which);
    void drop_closed();
    void drop_end_of_input() noexcept;
    void close_terminal() noexcept;
    finished decode(output which, wait_end const& until, bool one_portion);
    std::size_t decode_some(output which, decoding& d);
    void pass_cut(output which, decoding& d, output_cut const& cut);

    stream_mode mode_;
    std::optional<std::string> encoding_;
    std::optional<std::string> errors_;
    long long pipesize_;
    stream in_;
    stream outputs_[2];
    std::shared_ptr<terminal_file> terminal_; // null if there is none
    std::optional<live_sink> sinks_[2];
    std::optional<tee_writer> tee_;
    std::optional<output_recorder> recorder_;
    bool kept_[2]; // the output is collected
    output_limit limit_;
    concur::timeout grace_;
    spill_file spilled_[2];
    stop_machine stop_;
    communicate_machine machine_;
    bool started_ = false; // communicate() was called
    std::optional<decoding> decoded_[2];
};

} // namespace concur::subprocess::detail

#endif
