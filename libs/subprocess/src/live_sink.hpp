// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_LIVE_SINK_HPP
#define CONCUR_LIBS_SUBPROCESS_LIVE_SINK_HPP

#include "text/codec.hpp"
#include "tracing.hpp"

#include <concur/config.hpp>
#include <concur/subprocess/output_piece.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace concur::subprocess::detail {

/** Delivers an output of a child to the caller's functions while the child
    runs: in lines in text mode, otherwise in the pieces that were read.

    Storing bytes and calling the functions are two steps. So an exception of a
    function loses nothing: emit() continues with the next line.

    Exported for its test.

    @par Thread safety
    Distinct objects: safe. Shared objects: unsafe.
*/
class CONCUR_SUBPROCESS_DECL live_sink
{
public:
    /// The caller's functions; an empty function is not called.
    struct functions
    {
        std::function<void(std::string_view)> own = {};
        std::function<void(output_piece const&)> both = {};
    };

    /// @param line_limit The most bytes of a line that are delivered at once;
    /// at least 4.
    live_sink(output_stream stream, functions called, std::size_t line_limit);

    /// Deliver lines of text from now on.
    void decode_with(decoder d)
    {
        decoder_ = std::move(d);
    }

    /// Set the moment that the times of the pieces count from.
    void set_start(std::chrono::steady_clock::time_point at) noexcept
    {
        start_ = at;
    }

    /// Trace the lines of a child from now on.
    void trace(traced_child child) noexcept
    {
        traced_ = child;
    }

    /** Store bytes that were read. Before this, all bytes must be delivered.

        @param bytes The bytes. Outside text mode they are not copied: they must
        be unchanged until they were delivered.

        @throws UnicodeDecodeError The bytes cannot be decoded. After an
        exception, nothing was stored.
    */
    void put(std::string_view bytes);

    /// Report that the output has ended: what is left is the last line.
    /// @throws UnicodeDecodeError The output ends within a character.
    void end();

    /// Whether end() was called.
    bool ended() const noexcept
    {
        return ended_;
    }

    /// Whether emit() has something to deliver.
    bool pending() const noexcept
    {
        return pending_;
    }

    /// Deliver some of what is stored. Throws the exceptions of the functions.
    void emit();

private:
    void emit_line();
    std::size_t part_of(std::string_view text) const noexcept;
    void call(std::string_view text, bool partial);

    output_stream const stream_;
    functions const called_;
    std::size_t const line_limit_;
    std::optional<decoder> decoder_; // absent outside text mode
    traced_child traced_;
    std::chrono::steady_clock::time_point start_;
    std::chrono::nanoseconds time_{}; // of the last put()
    std::string_view piece_;          // outside text mode: the stored bytes
    std::string text_;                // in text mode: the stored text
    std::size_t begin_ = 0;           // the part of text_ that was delivered
    std::size_t scanned_ = 0;         // the part of text_ without a line ending
    bool pending_ = false;
    bool ended_ = false;
};

} // namespace concur::subprocess::detail

#endif
