// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_OUTPUT_RECORDER_HPP
#define CONCUR_LIBS_SUBPROCESS_OUTPUT_RECORDER_HPP

#include <concur/subprocess/output_record.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <utility>
#include <vector>

namespace concur::subprocess::detail {

/** Records when the bytes of both outputs were read.

    @par Thread safety
    Distinct objects: safe. Shared objects: unsafe.
*/
class output_recorder
{
public:
    /// Set the moment that the times of the pieces count from.
    void set_start(std::chrono::steady_clock::time_point at) noexcept
    {
        start_ = at;
    }

    /// Allocate the memory for one more piece; throws std::bad_alloc.
    void reserve()
    {
        if (pieces_.size() == pieces_.capacity())
        {
            pieces_.reserve(std::max<std::size_t>(16, 2 * pieces_.size()));
        }
    }

    /// Add a piece that was read now. Its memory has been reserved.
    void add(output_stream stream, std::size_t begin, std::size_t size) noexcept
    {
        pieces_.push_back(
            {stream, std::chrono::steady_clock::now() - start_, begin, size});
    }

    /// All pieces. Their positions count the bytes before decoding.
    std::vector<recorded_piece> const& pieces() const noexcept
    {
        return pieces_;
    }

    /// Move all pieces out.
    std::vector<recorded_piece> take() noexcept
    {
        return std::exchange(pieces_, {});
    }

private:
    std::chrono::steady_clock::time_point start_;
    std::vector<recorded_piece> pieces_;
};

} // namespace concur::subprocess::detail

#endif
