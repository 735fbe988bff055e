// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_TEE_WRITER_HPP
#define CONCUR_LIBS_SUBPROCESS_TEE_WRITER_HPP

#include "io.hpp"

#include <concur/subprocess/output_piece.hpp>
#include <concur/subprocess/tee_target.hpp>

#include <cstddef>
#include <cstdio>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace concur::subprocess::detail {

/** Copies the outputs of a child to the targets of `tee`.

    A target that fails gets no more bytes. The warning hook is told once, and
    the other targets go on.

    @par Thread safety
    Distinct objects: safe. Shared objects: unsafe.
*/
class tee_writer
{
public:
    /** Add the targets of one or both outputs: open the files of paths, and
        duplicate descriptors.

        @throws OSError A path cannot be opened, or a descriptor is not open.
    */
    void add(tee_targets const& targets, bool out, bool err);

    /// Whether an output has targets.
    bool copies(output_stream which) const noexcept;

    /** Write bytes to all targets of an output.

        @return -1 if all was written. Otherwise the descriptor of a target that
        is full: the caller waits until it can be written, then calls again with
        the same arguments.
    */
    int write(output_stream which, std::string_view bytes);

private:
    struct target
    {
        bool takes(output_stream which) const noexcept
        {
            return !failed && (which == output_stream::stdout_ ? out : err);
        }

        bool out;         // copies standard output
        bool err;         // copies standard error
        std::string name; // for the warning
        descriptor own = {};
        // Present if a write to `own` may block.
        std::optional<pipe_writer> writer = {};
        std::FILE* file = nullptr;
        std::ostream* stream = nullptr;
        std::size_t written = 0; // of the bytes that write() was called with
        bool failed = false;
    };

    static void open(target& to, tee_target const& given);
    static bool write(target& to, std::string_view bytes);
    static long write_once(target& to, std::string_view bytes);

    std::vector<target> targets_;
};

} // namespace concur::subprocess::detail

#endif
