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
    : machine_(machine), moved_(moved)
{
    auto const most = machine_.grace() * 10;
    end_ = last_byte_ + std::min(until.left().value_or(most), most);
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
    auto const at = std::min(last_byte_ + machine_.grace(), end_);
    return std::max(std::chrono::nanoseconds(at - now_),
                    std::chrono::nanoseconds(0));
}

void output_drain::looked(bool any)
{
    if (any)
    {
        last_byte_ = clock::now();
    }
    bool const idle = !any && now_ - last_byte_ >= machine_.grace();
    if (idle || (now_ >= end_ && complete_))
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
