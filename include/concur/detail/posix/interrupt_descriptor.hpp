// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_POSIX_INTERRUPT_DESCRIPTOR_HPP
#define CONCUR_DETAIL_POSIX_INTERRUPT_DESCRIPTOR_HPP

#include <concur/config.hpp>

namespace concur::detail {

/// True on the main thread of a program that may interrupt it.
CONCUR_CORE_DECL bool may_be_interrupted() noexcept;

/** While it lives, there is a descriptor to poll along with others, which
    becomes readable when handle_interrupts() may have something to do.

    It is opened by the outermost of these objects on the main thread, and
    closed with it; other threads, and programs that interrupt nobody, have
   none.
*/
class CONCUR_CORE_DECL interrupt_descriptor
{
public:
    interrupt_descriptor() noexcept;
    ~interrupt_descriptor();
    interrupt_descriptor(interrupt_descriptor const&) = delete;
    interrupt_descriptor& operator=(interrupt_descriptor const&) = delete;

    /// -1 if there is none.
    int get() const noexcept;

    /// True if there should be one, but the system has none to give: then the
    /// wait has to look from time to time.
    bool lacking() const noexcept
    {
        return used_ && get() < 0;
    }

    /// To be called with what poll() said of it, before handle_interrupts().
    void clear(short events) noexcept;

private:
    bool used_;
};

} // namespace concur::detail

#endif
