// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef CONCUR_LIBS_SUBPROCESS_INTERRUPT_WATCH_HPP
#define CONCUR_LIBS_SUBPROCESS_INTERRUPT_WATCH_HPP

#include <concur/detail/interrupts.hpp>

namespace concur::subprocess::detail {

/// Tells whether a caught exception was thrown by an interrupt: by an interrupt
/// handler or the interrupt hook, which a wait has called.
class interrupt_watch
{
public:
    /// Whether an interrupt has thrown since this object was made.
    bool thrown() const noexcept
    {
        return concur::detail::interrupts_thrown() != before_;
    }

private:
    unsigned before_ = concur::detail::interrupts_thrown();
};

} // namespace concur::subprocess::detail

#endif
