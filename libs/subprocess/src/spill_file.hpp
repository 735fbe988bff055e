// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_SPILL_FILE_HPP
#define CONCUR_LIBS_SUBPROCESS_SPILL_FILE_HPP

#include <concur/subprocess/stream.hpp>

#include <cstddef>
#include <string_view>

namespace concur::subprocess::detail {

/** The file without a name for an output that is longer than `max_output`. It
    is made by the first write.

    @par Thread safety
    Distinct objects: safe. Shared objects: unsafe.
*/
class spill_file
{
public:
    /** Write once. The position that file() reads from stays.

        @return The number of bytes that were written, at least 1.

        @throws OSError The file cannot be made or written.
    */
    std::size_t write(std::string_view bytes);

    /// The file, to be read from its beginning; false before the first write.
    stream const& file() const noexcept
    {
        return file_;
    }

private:
    stream file_;
    unsigned long long written_ = 0;
};

} // namespace concur::subprocess::detail

#endif
