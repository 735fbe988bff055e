// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_SPARE_QUOTA_HPP
#define CONCUR_QUEUE_DETAIL_SPARE_QUOTA_HPP

#include <concur/config.hpp>

#include <cstddef>

namespace concur::queue::detail {

/** How many empty cells a queue keeps at each of its ends.

    As many as take 16 KiB in any case, and a mebibyte at the most. In between,
    all queues of the process share 8 MiB: a queue takes its part when it has
    use for it, and its destructor gives it back. Cells of more than a mebibyte
    are never kept.

    @par Thread safety
    That of an int. Different objects may be used at the same time.
*/
class spare_quota
{
public:
    explicit spare_quota(std::size_t cell_size) noexcept
        : cell_size_(cell_size), number_(quantum / cell_size)
    {
    }

    CONCUR_QUEUE_DECL ~spare_quota();

    spare_quota(spare_quota const&) = delete;
    spare_quota& operator=(spare_quota const&) = delete;

    std::size_t number() const noexcept
    {
        return number_;
    }

    /// Raise the number; false if no more may be kept.
    CONCUR_QUEUE_DECL bool grow() noexcept;

private:
    static constexpr std::size_t quantum = 16 * 1024;

    std::size_t cell_size_;
    std::size_t number_;
    std::size_t taken_ = 0; // bytes of what all share
};

} // namespace concur::queue::detail

#endif
