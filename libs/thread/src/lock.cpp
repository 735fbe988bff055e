// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/thread/lock.hpp>

#include <concur/thread/errors.hpp>

#include <boost/throw_exception.hpp>

#include <cmath>
#include <sstream>

namespace concur::thread::detail {

limit checked_limit(bool blocking, limit const& until)
{
    auto const seconds = until.time().seconds();
    // More seconds are too many nanoseconds for 63 bits. TIMEOUT_MAX is a
    // little less.
    if (seconds && std::abs(*seconds) > 9223372036.854775)
    {
        boost::throw_exception(OverflowError("timeout value is too large"));
    }
    bool const none = seconds == -1.0;
    if (!blocking &&
        (until.stop().stop_possible() || ((seconds || until.at()) && !none)))
    {
        boost::throw_exception(
            ValueError("can't specify a timeout for a non-blocking call"));
    }
    if (none)
    {
        return {limit(), until.stop()};
    }
    if (until.negative())
    {
        boost::throw_exception(ValueError("timeout value must be positive"));
    }
    return until;
}

void throw_released_twice()
{
    boost::throw_exception(error("release unlocked lock"));
}

std::string lock_repr(void const* lock, bool locked)
{
    std::ostringstream text;
    text << (locked ? "<locked" : "<unlocked") << " _thread.lock object at "
         << lock << '>';
    return text.str();
}

} // namespace concur::thread::detail
