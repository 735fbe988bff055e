// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../../libs/subprocess/src/text/codec.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <thread>
#include <vector>

using namespace concur::subprocess::detail;

BOOST_AUTO_TEST_SUITE(charset_threads)

// A table is made when it is needed for the first time.
BOOST_AUTO_TEST_CASE(threads_may_ask_first_at_once)
{
    std::vector<std::thread> threads;
    std::string texts[4];
    for (auto& text : texts)
    {
        threads.emplace_back(
            [&text] { text = decode(codec("cp949"), "\xb0\xa1\x81\x41"); });
    }
    for (auto& thread : threads)
    {
        thread.join();
    }
    for (auto const& text : texts)
    {
        BOOST_TEST(text == "\xea\xb0\x80\xea\xb0\x82");
    }
}

BOOST_AUTO_TEST_SUITE_END()
