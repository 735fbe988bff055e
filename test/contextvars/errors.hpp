// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_CONTEXTVARS_ERRORS_HPP
#define CONCUR_TEST_CONTEXTVARS_ERRORS_HPP

#include <concur/contextvars.hpp>
#include <concur/errors.hpp>

#include <support/expect_error.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

// What the tests of variables and contexts share.

namespace cv = concur::contextvars;
using boost::unit_test::label;
using support::error_message;

inline bool has(std::string const& text, std::string const& part)
{
    return text.find(part) != std::string::npos;
}

#endif
