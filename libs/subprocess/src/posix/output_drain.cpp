// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "output_drain.hpp"

#include "../io.hpp"
#include "transfer.hpp"

#include <algorithm>

namespace concur::subprocess::detail {

using enum communicate_machine::output;

output_drain::output_drain(communicate_machine& machine, transfer& moved,
                           wait_end const& until)
    : machine_(machine), moved_(moved), until_(until),
      end_(last_byte_ + machine.grace() * 10)
{
    for (auto which : {out, err})
    {
        of_children_[which] =
            machine_.total(which) + (machine_.receiving(which)
                                         ? readable_bytes(moved_.number(which))
                                         : 0);
    }
}

bool output_drain::has_all_of_children() const noexcept
{
    return machine_.total(out) >= of_children_[out] &&
           machine_.total(err) >= of_children_[err];
}

std::chrono::nanoseconds output_drain::left()
{
    now_ = clock::now();
    late_ = now_ >= end_ || until_.passed();
    std::chrono::nanoseconds const idle =
        std::min(last_byte_ + machine_.grace(), end_) - now_;
    return std::clamp(idle, std::chrono::nanoseconds(0),
                      until_.left().value_or(std::chrono::nanoseconds::max()));
}

void output_drain::looked(bool any)
{
    if (any)
    {
        last_byte_ = clock::now();
    }
    bool const idle = !any && now_ - last_byte_ >= machine_.grace();
    if (idle || (late_ && complete_))
    {
        for (auto which : {out, err})
        {
            if (machine_.receiving(which))
            {
                moved_.abandon(which);
            }
        }
    }
    // The look after the last byte shows whether a process holds the pipe.
    complete_ = has_all_of_children();
}

} // namespace concur::subprocess::detail
