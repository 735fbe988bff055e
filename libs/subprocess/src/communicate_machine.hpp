// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_COMMUNICATE_MACHINE_HPP
#define CONCUR_LIBS_SUBPROCESS_COMMUNICATE_MACHINE_HPP

#include <concur/config.hpp>
#include <concur/subprocess/bytes.hpp>
#include <concur/subprocess/options.hpp>
#include <concur/subprocess/output_limit.hpp>
#include <concur/subprocess/output_piece.hpp>
#include <concur/subprocess/output_summary.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace concur::subprocess::detail {

class live_sink;
class output_recorder;
class spill_file;
class tee_writer;

/** The state machine of communicate(). It performs no I/O with the child; only
    deliver() calls the tee and the sinks.

    A driver asks for the next step, performs it, and reports the result. After
    a timeout, clear_deadline() allows a driver to continue. No data is lost.

    Exported for its test.

    @par Thread safety
    Distinct objects: safe. Shared objects: unsafe.
*/
class CONCUR_SUBPROCESS_DECL communicate_machine
{
public:
    /// The outputs of a child.
    enum output
    {
        out,
        err
    };

    /// The next action of the driver.
    enum class step
    {
        stop,     ///< an output is too long: begin to stop the children, then
                  ///< call stopping()
        deliver,  ///< call deliver(): a tee or a sink has something to deliver
        transfer, ///< move data through any stream that is open
        reap,     ///< all streams are done: wait for the child
        expire,   ///< the deadline has passed, or expire_at_end() was called
                  ///< and the children have ended: stop
        done      ///< nothing: all streams are done and the child has ended
    };

    /** Set the input for the child.

        @param unwritten Bytes that the caller wrote and the stream has
        buffered. They are sent first.
        @param input The input of communicate().
        @param ending Bytes that are sent last.
    */
    void send(std::string unwritten, input_data input, std::string ending = {});

    /** Begin to collect an output of the child.

        @param which The output.
        @param read_ahead Bytes that the stream has already read from the pipe.
        @param kept Whether all bytes are collected, and not only delivered.
        @param sink The sink that the output is delivered to; null for none.
        @param tee The tee that copies the output; null for none. The tee and
        the sink must live as long as the machine.
    */
    void receive(output which, std::string_view read_ahead, bool kept = true,
                 live_sink* sink = nullptr, tee_writer* tee = nullptr);

    /** Keep only a part of an output that is longer than a limit. Called before
        receive() for an output that is kept.

        @param which The output.
        @param most The limit.
        @param spill The file of `overflow_spill`, which must live as long as
        the machine.
    */
    void limit(output which, output_limit const& most,
               spill_file& spill) noexcept;

    /// Write all that is left to the file of an output that is too long. Throws
    /// OSError.
    void spill(output which);

    /** Limit the time in which outputs are read after the children have ended
        and been reaped. What they have written is read in any case.

        @param idle The longest time to wait for another byte.
    */
    void set_grace(std::chrono::nanoseconds idle) noexcept
    {
        grace_ = idle;
    }

    /// Report that the children were killed, or will end soon. No more input is
    /// sent, and the time is limited.
    void stopping() noexcept
    {
        stops_ = false;
        stop_wanted_ = false;
        sending_ = false;
        grace_ = grace_.value_or(grace_after_kill);
    }

    /// Let the driver stop when the children have ended, until
    /// clear_deadline().
    void expire_at_end() noexcept
    {
        expires_at_end_ = true;
    }

    /// Deliver nothing any more, and keep nothing of what is received from now
    /// on.
    void mute() noexcept;

    /// The time of set_grace(), or of stopping(); not called without one of
    /// them.
    std::chrono::nanoseconds grace() const noexcept
    {
        return *grace_;
    }

    /// Whether the driver must look for the end of the children also while it
    /// transfers data.
    bool watches_end() const noexcept
    {
        return grace_ && !ended_;
    }

    /// Whether an output is open, although the children have ended and the time
    /// is limited.
    bool draining() const noexcept
    {
        return grace_ && ended_ && (captures_[out].open || captures_[err].open);
    }

    /// Whether nothing is left but to drain outputs. Then they are closed at
    /// the deadline, which is no error.
    bool only_drains() const noexcept
    {
        return draining() && next() == step::transfer;
    }

    /// Report that an output is closed although a process still holds its pipe.
    void abandoned(output which) noexcept
    {
        abandoned_ = true;
        received(which, 0);
    }

    /// Whether abandoned() was called.
    bool pipe_still_held() const noexcept
    {
        return abandoned_;
    }

    /// Record each piece of the outputs that are received from now on. The
    /// outputs must be kept, and the recorder must live as long as the machine.
    void record_to(output_recorder& recorder) noexcept
    {
        recorder_ = &recorder;
    }

    step next() const noexcept;

    /// Whether there is input to send.
    bool sending() const noexcept
    {
        return sending_;
    }

    /// The next bytes to send.
    std::string_view unsent() const noexcept;

    /// The number of all bytes that are still to be sent.
    std::size_t unsent_size() const noexcept;

    /// Report that the first `n` bytes of unsent() were sent.
    void sent(std::size_t n) noexcept;

    /// Report that the child or the caller has closed the stream of the input.
    /// The rest of the input is not sent.
    void input_refused() noexcept
    {
        sending_ = false;
    }

    /// Whether an output is open.
    bool receiving(output which) const noexcept
    {
        return captures_[which].open;
    }

    /// The memory for the next bytes of an output; throws std::bad_alloc.
    std::span<char> room(output which);

    /// Report that `n` bytes were stored in room(). 0 means that the output has
    /// ended.
    void received(output which, std::size_t n) noexcept;

    /** Deliver some of the new bytes to the tee and the sinks. Throws the
        exceptions of the sinks; may be called again after an exception.

        @return -1, or the descriptor of a file of the tee that is full: the
        driver waits until it can be written, or until the deadline.
    */
    int deliver();

    /// Whether to enlarge the pipe of an output: the child has filled it, and a
    /// larger pipe needs fewer reads. True only once for each output.
    bool should_enlarge_output_pipe(output which) noexcept;

    /// Whether to enlarge the pipe of the input: more bytes than a pipe holds
    /// were sent, and more than a pipe holds are left. True only once.
    bool should_enlarge_input_pipe() noexcept;

    /// Whether a byte was moved, or an output has ended.
    bool moved() const noexcept
    {
        return moved_;
    }

    /// Report that all children have ended and were reaped. If the time for
    /// their outputs is limited, no more input is sent.
    void child_ended() noexcept
    {
        ended_ = true;
        sending_ = sending_ && !grace_;
    }

    /// Report that the deadline has passed.
    void deadline_passed() noexcept
    {
        expired_ = true;
    }

    /// Forget that a deadline has passed, and expire_at_end().
    void clear_deadline() noexcept
    {
        expired_ = false;
        expires_at_end_ = false;
    }

    /// Whether deliver() has ended by an exception of a function of the caller.
    bool callback_threw() const noexcept
    {
        return calling_;
    }

    /// The number of bytes of an output that were received.
    unsigned long long total(output which) const noexcept
    {
        return captures_[which].total;
    }

    /// The parts of an output that are kept: the second one follows missing
    /// bytes, and is empty unless bytes are missing.
    std::pair<std::string_view, std::string_view>
    parts(output which) const noexcept;

    /// Where bytes are missing between parts(); absent if none are.
    std::optional<output_cut> cut(output which) const noexcept;

    /// The first bytes of an output, at most 4, if they are missing.
    std::string_view beginning(output which) const noexcept
    {
        return {captures_[which].first, captures_[which].first_size};
    }

    /// Remove all bytes from data() that parts() does not have. Nothing may be
    /// undelivered that will be delivered.
    void trim(output which) noexcept
    {
        trim(captures_[which], 0);
    }

    /// The bytes of an output that were collected until now. If bytes are
    /// missing, parts() are contiguous in them after trim().
    byte_buffer& data(output which) noexcept
    {
        return captures_[which].data;
    }

private:
    // The time of set_grace() where the children were killed and no other time
    // was set.
    static constexpr std::chrono::nanoseconds grace_after_kill =
        std::chrono::milliseconds(200);

    struct capture
    {
        bool open = false;
        byte_buffer data = {};
        unsigned long long total = 0; // all bytes that were received
        std::size_t offered = 0;      // the size of the last room()
        std::size_t wanted = 1;       // the least size of the next room()
        bool filled_pipe = false;
        bool enlarged = false;
        live_sink* sink = nullptr;
        tee_writer* tee = nullptr;
        bool kept = true;     // data is kept after it was delivered
        std::size_t teed = 0; // the bytes of data that the tee has copied
        std::size_t put = 0;  // the bytes of data that the sink has got
        bool limited = false;
        spill_file* spill = nullptr;
        std::size_t spilled = 0; // the bytes of data that the file has
        std::size_t head = 0;    // the sizes of the kept parts
        std::size_t tail = 0;
        char first[4] = {}; // the first bytes, if they were removed
        std::size_t first_size = 0;
    };

    static void trim(capture& c, std::size_t slack) noexcept;
    char* room_for(output which, std::size_t least);
    void commit(output which, std::size_t n) noexcept;
    static std::size_t unspilled(capture const& c) noexcept;
    static bool delivering(capture const& c) noexcept;
    int deliver_bytes(output which);

    std::string unwritten_;
    input_data input_;
    std::string ending_;
    std::size_t sent_ = 0; // bytes of the three together
    bool sending_ = false;
    bool input_enlarged_ = false;
    capture captures_[2];
    output_recorder* recorder_ = nullptr;
    std::optional<std::chrono::nanoseconds> grace_;
    bool abandoned_ = false;
    bool stops_ = false;       // a limit stops the child
    bool stop_wanted_ = false; // an output has become longer
    bool live_ = false;        // there is a tee, a sink or a file
    bool ended_ = false;
    bool expired_ = false;
    bool expires_at_end_ = false;
    bool moved_ = false;
    bool calling_ = false; // a sink is calling, or has thrown
};

/// The public name of an output.
inline output_stream stream_of(communicate_machine::output which) noexcept
{
    return which == communicate_machine::out ? output_stream::stdout_
                                             : output_stream::stderr_;
}

} // namespace concur::subprocess::detail

#endif
