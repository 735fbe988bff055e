// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/thread/interrupt_main.hpp>

#include <concur/thread/scoped_signal.hpp>

#include <concur/detail/interrupts.hpp>

#include <boost/throw_exception.hpp>

#include <utility>

namespace concur::thread {
namespace {

// Calls allow_interrupts() when the library is loaded, usually before there are
// other threads.
[[maybe_unused]] bool const allowed =
    (concur::detail::allow_interrupts(), true);

int checked_signal(int signum)
{
    if (signum < 1 || signum >= NSIG)
    {
        boost::throw_exception(ValueError("signal number out of range"));
    }
    return signum;
}

} // namespace

void interrupt_main(int signum)
{
    concur::detail::post_interrupt(checked_signal(signum));
}

interrupt_handler set_interrupt_handler(int signum, interrupt_handler handler)
{
    return concur::detail::set_interrupt_handler(checked_signal(signum),
                                                 std::move(handler));
}

scoped_signal::scoped_signal(int signum) : signum_(checked_signal(signum))
{
    concur::detail::catch_signal(signum_);
}

scoped_signal::~scoped_signal()
{
    concur::detail::release_signal(signum_);
}

void check_interrupts()
{
    concur::detail::handle_interrupts();
}

} // namespace concur::thread
