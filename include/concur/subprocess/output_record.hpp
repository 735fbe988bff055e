// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_OUTPUT_RECORD_HPP
#define CONCUR_SUBPROCESS_OUTPUT_RECORD_HPP

#include <concur/config.hpp>
#include <concur/subprocess/output_piece.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace concur::subprocess {

/// The place of the bytes of one read in the captured output of a child.
struct recorded_piece
{
    /// The output that the piece was read from.
    output_stream stream;
    /// The time of the read, since the start of the child.
    std::chrono::nanoseconds time;
    /// The position of the piece in the captured output.
    std::size_t begin;
    /// The number of bytes, which is never 0.
    std::size_t size;

    /// The piece itself, in the result or the error that has the record. The
    /// view refers to the captured output of that object.
    template<class Outputs>
    std::string_view in(Outputs const& all) const
    {
        auto const& output =
            stream == output_stream::stdout_ ? all.stdout_ : all.stderr_;
        return std::string_view(output->data(), output->size())
            .substr(begin, size);
    }

    /// Whether all members are equal.
    friend bool operator==(recorded_piece const&,
                           recorded_piece const&) = default;
};

/** The order in which both outputs of a child came: the result of the keyword
    `record`. It is a constant sequence of pieces.

    Copies share the pieces, so copying a record cannot fail.

    @par Thread safety
    Distinct objects: safe, also when they share pieces. Shared objects: safe
    for const functions.
*/
class CONCUR_SUBPROCESS_DECL output_record
{
public:
    /// The types of a container of pieces.
    using value_type = recorded_piece;
    using const_iterator = recorded_piece const*;
    using iterator = const_iterator;

    /// Nothing was recorded.
    output_record() noexcept = default;

    /// A record of some pieces.
    explicit output_record(std::vector<recorded_piece> pieces);

    /// The number of pieces.
    std::size_t size() const noexcept
    {
        return pieces_ ? pieces_->size() : 0;
    }

    /// Whether there are no pieces.
    bool empty() const noexcept
    {
        return size() == 0;
    }

    /// The first piece.
    const_iterator begin() const noexcept
    {
        return pieces_ ? pieces_->data() : nullptr;
    }

    /// The end of the pieces.
    const_iterator end() const noexcept
    {
        return begin() + size();
    }

    /// A piece; `i` must be less than size().
    recorded_piece const& operator[](std::size_t i) const noexcept
    {
        return begin()[i];
    }

    /// Whether all pieces are equal.
    friend CONCUR_SUBPROCESS_DECL bool
    operator==(output_record const& a, output_record const& b) noexcept;

private:
    std::shared_ptr<std::vector<recorded_piece> const> pieces_;
};

} // namespace concur::subprocess

#endif
