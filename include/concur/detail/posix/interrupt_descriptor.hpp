// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_POSIX_INTERRUPT_DESCRIPTOR_HPP
#define CONCUR_DETAIL_POSIX_INTERRUPT_DESCRIPTOR_HPP

#include <concur/config.hpp>

namespace concur::detail {

/// Whether this is the main thread and it may be interrupted:
/// allow_interrupts() has been called, or an interrupt is pending.
CONCUR_CORE_DECL bool may_be_interrupted() noexcept;

/** A descriptor to poll together with other descriptors. It becomes readable
    when handle_interrupts() may have something to do.

    The outermost of these objects on the main thread opens the descriptor, and
    closes it in its destructor. An object that is constructed while
    may_be_interrupted() is false has no descriptor.
*/
class CONCUR_CORE_DECL interrupt_descriptor
{
public:
    interrupt_descriptor() noexcept;
    ~interrupt_descriptor();
    interrupt_descriptor(interrupt_descriptor const&) = delete;
    interrupt_descriptor& operator=(interrupt_descriptor const&) = delete;

    /// The descriptor, or -1 if there is none.
    int get() const noexcept;

    /// Whether the descriptor is missing: the system could not open it, or the
    /// program has closed it. Then the wait must call handle_interrupts() from
    /// time to time.
    bool lacking() const noexcept
    {
        return used_ && get() < 0;
    }

    /// Empty the descriptor, or give it up if the program has closed it.
    /// `events` are the events that poll() returned for the descriptor. Called
    /// before handle_interrupts().
    void clear(short events) noexcept;

private:
    bool used_;
};

} // namespace concur::detail

#endif
