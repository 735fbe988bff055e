// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_CONTEXTVARS_ERRORS_HPP
#define CONCUR_TEST_CONTEXTVARS_ERRORS_HPP

#include <concur/contextvars.hpp>
#include <concur/errors.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

// What the tests of variables and contexts share.

namespace cv = concur::contextvars;
using boost::unit_test::label;

/// The message of the error that a call throws.
template<class Error, class Call>
std::string message_of(Call const& call)
{
    try
    {
        call();
    }
    catch (Error const& e)
    {
        return e.what();
    }
    BOOST_ERROR("nothing was thrown");
    return {};
}

inline bool has(std::string const& text, std::string const& part)
{
    return text.find(part) != std::string::npos;
}

#endif
