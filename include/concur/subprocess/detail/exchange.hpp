// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_DETAIL_EXCHANGE_HPP
#define CONCUR_SUBPROCESS_DETAIL_EXCHANGE_HPP

#include <concur/config.hpp>
#include <concur/subprocess/bytes.hpp>
#include <concur/subprocess/options.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace concur::subprocess::detail {

/** The conversation of communicate(), decided without doing any of it.

    Whoever drives it asks for the next step, performs it, and tells what
    happened. It outlives a timeout: clear_deadline() and go on.
*/
class CONCUR_SUBPROCESS_DECL exchange
{
public:
    /// The outputs of a child.
    enum output
    {
        out,
        err
    };

    enum class step
    {
        transfer, ///< move data of whatever stream is open
        reap,     ///< the streams are done: wait for the child
        expire,   ///< give up for now
        done
    };

    /// Have `before` and then `input` sent.
    void send(std::string before, input_data input);

    /// Collect an output, of which `before` has come already.
    void receive(output which, std::string_view before);

    step next() const noexcept;

    /// True while something is to be sent.
    bool sending() const noexcept
    {
        return sending_;
    }

    /// What to send next.
    std::string_view unsent() const noexcept;

    /// How much is to be sent in all that follows.
    std::size_t unsent_size() const noexcept;

    /// `n` bytes of it were sent.
    void sent(std::size_t n) noexcept;

    /// The child reads no more: the rest is dropped.
    void refused() noexcept
    {
        sending_ = false;
    }

    /// True while an output is open.
    bool receiving(output which) const noexcept
    {
        return captures_[which].open;
    }

    /// Where to put what comes next.
    std::span<char> room(output which);

    /// `n` bytes were put there; 0: the output has ended.
    void received(output which, std::size_t n) noexcept;

    /// The child has twice filled its pipe (or found it empty, for input):
    /// a larger one would pay. True once for each stream.
    bool talkative(output which) noexcept;
    bool hungry() noexcept;

    void child_ended() noexcept
    {
        ended_ = true;
    }

    void deadline_passed() noexcept
    {
        expired_ = true;
    }

    void clear_deadline() noexcept
    {
        expired_ = false;
    }

    /// What has come so far.
    byte_buffer& data(output which) noexcept
    {
        return captures_[which].data;
    }

private:
    struct capture
    {
        bool open = false;
        byte_buffer data = {};
        std::size_t offered = 0; // size of the last room()
        std::size_t wanted = 1;  // of the next
        bool full_pipe = false;
        bool enlarged = false;
    };

    std::string before_;
    input_data input_;
    std::size_t sent_ = 0; // of before_ and input_ together
    bool sending_ = false;
    bool input_enlarged_ = false;
    capture captures_[2];
    bool ended_ = false;
    bool expired_ = false;
};

} // namespace concur::subprocess::detail

#endif
