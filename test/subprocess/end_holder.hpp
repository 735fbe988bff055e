// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUBPROCESS_END_HOLDER_HPP
#define CONCUR_TEST_SUBPROCESS_END_HOLDER_HPP

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <string>

namespace support {

/// End a process that holds a pipe. Its pid is the first line of the output.
inline void end_holder(std::string const& output)
{
    auto const pid = std::stol(output);
    BOOST_TEST_REQUIRE(pid > 1);
    BOOST_TEST(::kill(static_cast<pid_t>(pid), SIGKILL) == 0);
}

} // namespace support

#endif
