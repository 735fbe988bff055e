// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUBPROCESS_WRITTEN_OUTPUT_HPP
#define CONCUR_TEST_SUBPROCESS_WRITTEN_OUTPUT_HPP

#include "checks.hpp"

#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>
#include <string>

namespace support {

/// The contents of two files, which were standard output and standard error.
struct written_output
{
    std::string out;
    std::string err;
};

/// Check a body in a forked process, and return what that process and its
/// children write to their standard streams.
inline written_output output_of_forked(std::function<void()> const& body)
{
    scratch_directory const place;
    auto const out = place.file("out");
    auto const err = place.file("err");
    CHECK_FORKED([&] {
        redirect_stream(1, out);
        redirect_stream(2, err);
        body();
    });
    return {read_file(out), read_file(err)};
}

} // namespace support

#endif
