// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUPPORT_EXPECT_ERROR_HPP
#define CONCUR_TEST_SUPPORT_EXPECT_ERROR_HPP

#include <stdexcept>
#include <string>

namespace support {

/** Call a function that must throw an error. It may be used on every thread.

    @return The error.

    @throws std::logic_error if the function throws nothing. An exception of
    another type is not caught.
*/
template<class Error, class Call>
Error expect_error(Call const& call)
{
    try
    {
        call();
    }
    catch (Error const& e)
    {
        return e;
    }
    throw std::logic_error("nothing was thrown");
}

/// The message of the error that a function must throw.
template<class Error, class Call>
std::string error_message(Call const& call)
{
    return expect_error<Error>(call).what();
}

} // namespace support

#endif
