// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_NONBLOCKING_COMMUNICATE_HPP
#define CONCUR_LIBS_SUBPROCESS_NONBLOCKING_COMMUNICATE_HPP

#include "conversation.hpp"
#include "growing_nap.hpp"
#include "readiness_set.hpp"

#include <concur/timeout.hpp>

#include <chrono>
#include <memory>
#include <span>

namespace concur::subprocess::detail {

class child;
class output_drain;
class transfer;

/** The driver of a conversation that does not block: it sends input, collects
    and decodes output, and reaps the children.

    The owner calls advance(), and calls it again whenever the descriptor
    number() is readable, until advance() returns `done`. While there is no such
    descriptor, the owner calls advance() after each pause().

    The destructor leaves the conversation and the children as they are. Another
    driver may continue.

    @par Thread safety
    Distinct objects: safe. Shared objects: unsafe.
*/
class nonblocking_communicate
{
public:
    /// What the owner does next.
    enum class next
    {
        wait,    ///< call advance() when number() is readable or after pause()
        again,   ///< call advance() soon; other work may run first
        expired, ///< the deadline has passed
        done     ///< all output was decoded, and all children were reaped
    };

    /// @param streams The conversation. It must outlive this object.
    /// @throws OSError The system has no descriptors left.
    explicit nonblocking_communicate(conversation& streams);

    ~nonblocking_communicate();

    nonblocking_communicate(nonblocking_communicate const&) = delete;
    nonblocking_communicate& operator=(nonblocking_communicate const&) = delete;

    /** Begin to wait for the children, after they were started.

        @param children The children to reap, in this order. The pointers and
        the children must outlive this object.
        @param until The deadline.

        @throws OSError The system refused to watch the time. Then call
        stop_transfers() before advance().
    */
    void begin(std::span<child* const> children, deadline const& until);

    /** After begin(): send input and collect output as well.

        @param input The input, as conversation::begin() takes it.

        @throws OSError, std::bad_alloc The streams cannot be watched. Then call
        stop_transfers() before advance().
        @throws ValueError, UnicodeEncodeError The errors of
        conversation::begin().
    */
    void transfer_data(input_data input);

    /// The descriptor to wait for; -1 if the system has none that stands for a
    /// set, or none for the end of a child. It becomes -1 only in the other
    /// functions.
    int number() const noexcept
    {
        return must_poll_ ? -1 : ready_.number();
    }

    /// The time to wait if number() is -1. It grows while nothing happens.
    std::chrono::nanoseconds pause() noexcept;

    /** Do all that is possible without blocking, but not more than a portion.

        @throws OSError The system refused to read, write or wait.
        @throws UnicodeDecodeError The output cannot be decoded.
        @throws ... The exception of a sink of the conversation.
    */
    next advance();

    /// From now on, move no data and ignore the deadline: only wait for the
    /// children.
    void stop_transfers() noexcept;

    /// Whether stop_transfers() was not called.
    bool transfers() const noexcept
    {
        return !stopped_;
    }

    /** After a stop of the children has begun by the stop_machine of the
        conversation: collect what they write, without decoding it, and stop
        them further. The former deadline is ignored. When they have ended,
        advance() returns `expired`, or `done` if nothing is left to collect.
        Then call drain(). */
    void wait_for_stop() noexcept;

    /// After the children were killed: collect what they have written, without
    /// decoding it, and wait for them. The former deadline is ignored.
    void drain() noexcept;

private:
    using machine = communicate_machine;

    next communicate();
    next finish();
    bool reap();
    bool see_end();
    void begin_draining() noexcept;
    void wake_for_stop() noexcept;
    next wait_for_child();
    void watch_child() noexcept;
    bool transfer_once();
    next transfer_data_once();
    void wake_at(std::chrono::nanoseconds left) noexcept;
    void watch_streams();
    void stop_watching_streams() noexcept;
    next wait_for_tee(int full) noexcept;
    void stop_watching_tee() noexcept;

    conversation& streams_;
    readiness_set ready_;
    std::span<child* const> running_; // the children that were not reaped
    deadline until_;
    machine* talk_ = nullptr;
    std::unique_ptr<transfer> moved_;
    std::unique_ptr<output_drain> drain_; // null until the children have ended
    bool killed_ = false; // wait_for_stop() or drain() was called
    bool stopped_ = false;
    int watched_tee_ = -1; // a file of the tee that is full
    int watched_pidfd_ = -1;
    bool must_poll_ = false; // the set does not tell all that is waited for
    growing_nap nap_;
};

} // namespace concur::subprocess::detail

#endif
