// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_NODE_QUOTA_HPP
#define CONCUR_QUEUE_DETAIL_NODE_QUOTA_HPP

#include <concur/config.hpp>

#include <cstddef>

namespace concur::queue::detail {

/** The number of free nodes that a queue may keep at each of its ends.

    Each end may always keep the nodes that fit in 16 KiB, and never more than 1
    MiB. All queues of the process share 8 MiB for nodes above the 16 KiB. The
    destructor gives the queue's part back. A node of more than 1 MiB is never
    kept.

    @par Thread safety
    Distinct objects: safe. Shared objects: unsafe.
*/
class node_quota
{
public:
    explicit node_quota(std::size_t node_size) noexcept
        : node_size_(node_size), number_(quantum / node_size)
    {
    }

    CONCUR_QUEUE_DECL ~node_quota();

    node_quota(node_quota const&) = delete;
    node_quota& operator=(node_quota const&) = delete;

    std::size_t number() const noexcept
    {
        return number_;
    }

    /// Raise the number. Return false if no more nodes may be kept.
    CONCUR_QUEUE_DECL bool grow() noexcept;

private:
    static constexpr std::size_t quantum = 16 * 1024;

    std::size_t node_size_;
    std::size_t number_;
    std::size_t taken_ = 0; // bytes of the shared 8 MiB
};

} // namespace concur::queue::detail

#endif
