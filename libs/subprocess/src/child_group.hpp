// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_CHILD_GROUP_HPP
#define CONCUR_LIBS_SUBPROCESS_CHILD_GROUP_HPP

#include "child.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace concur::subprocess::detail {

/** Children that live and end together. They are added from the last to the
    first.

    The destructor kills children that still run, and does not wait for their
    end. Those that have not ended yet are reaped by a later start.

    @par Thread safety
    Distinct objects: safe. Shared objects: unsafe.
*/
class child_group
{
public:
    /// @param most The most children that are added.
    explicit child_group(std::size_t most) : owned_(most), all_(most) {}

    ~child_group();
    child_group(child_group const&) = delete;
    child_group& operator=(child_group const&) = delete;

    /// Add a child before the others.
    void add_front(std::unique_ptr<child> c) noexcept
    {
        --first_;
        all_[first_] = c.get();
        owned_[first_] = std::move(c);
    }

    /// The children, from the first to the last. The span is valid as long as
    /// this object.
    std::span<child* const> all() const noexcept
    {
        return std::span(all_).subspan(first_);
    }

    /// Whether a child was not reaped.
    bool runs() const noexcept;

    /// Send SIGKILL to all children that run, for a reason. All of them get the
    /// signal, then the first error is thrown.
    /// @throws OSError A child cannot be killed.
    void kill(ended_by why);

    /// Wait at most 0.25 s for children that were killed, and reap them.
    /// Interrupts are not handled.
    void await_killed() noexcept;

    /// The exit statuses of children that were reaped; 0 for one that was not.
    std::vector<int> returncodes() const;

    /// What is known about the runs of the children.
    std::vector<process_report> reports() const;

private:
    std::vector<std::unique_ptr<child>> owned_;
    std::vector<child*> all_;
    std::size_t first_ = owned_.size();
};

} // namespace concur::subprocess::detail

#endif
