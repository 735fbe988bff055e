// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUPPORT_EACH_ALLOCATION_FAILS_HPP
#define CONCUR_TEST_SUPPORT_EACH_ALLOCATION_FAILS_HPP

#include <support/failing_allocation.hpp>
#include <support/reaped_later.hpp>
#include <support/support.hpp>

#include <functional>
#include <new>
#include <string>

namespace support {

/** Call a body again and again, in a process of its own: the first allocation
    of the first call fails, the second one of the second call, and so on, until
    none fails. A failure ends the body by std::bad_alloc, or the body does
    without the memory. Nothing is left.

    @param several The body allocates more often than this.
*/
inline void check_failing_allocations(std::function<void()> const& body,
                                      long several = 5)
{
    CHECK_FORKED([&] {
        body();
        EXPECT(no_children());
        process_state const before;
        long failed = 0;
        bool done = false;
        while (!done)
        {
            bool const none = leaves_no_child([&] {
                allocations_left = failed;
                try
                {
                    body();
                }
                catch (std::bad_alloc const&)
                {
                    expect(allocations_left < 0, "a failed allocation");
                }
                done = allocations_left >= 0;
                allocations_left = -1;
            });
            auto const after = " after allocation " + std::to_string(failed);
            expect(none, "no child" + after);
            auto const changes = before.changes();
            expect(changes.empty(), changes + after);
            expect(++failed < 2000, "an end");
        }
        expect(failed > several, "several allocations");
    });
}

} // namespace support

#endif
