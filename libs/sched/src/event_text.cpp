// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/sched/detail/event_text.hpp>

#include <boost/core/demangle.hpp>

#include <sstream>

namespace concur::sched::detail {

std::string event_text(std::string const& time, int priority,
                       std::uint64_t sequence, task const& what)
{
    std::ostringstream text;
    text << "Event(time=" << time << ", priority=" << priority
         << ", sequence=" << sequence << ", action=<"
         << boost::core::demangle(what.type().name())
         << ">, argument=" << what.arguments_text() << ')';
    return text.str();
}

} // namespace concur::sched::detail
