// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUBPROCESS_ERROR_OF_LONGER_CHILD_HPP
#define CONCUR_TEST_SUBPROCESS_ERROR_OF_LONGER_CHILD_HPP

#include <support/support.hpp>

#include <string>

namespace support {

/** The error of a call that throws if its child still runs when the call does
    something. If the call was late, it is repeated with a child that runs
    longer.

    @param call Called with an action of the child.
*/
template<class Error, class Call>
Error error_of_longer_child(Call const& call)
{
    for (double seconds = 0.2;; seconds *= 2)
    {
        try
        {
            call("sleep:" + std::to_string(seconds));
        }
        catch (Error const& e)
        {
            return e;
        }
        expect(seconds < 10, "an error is thrown");
    }
}

} // namespace support

#endif
