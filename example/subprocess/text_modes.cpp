// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Text mode: encodings, error handlers and line endings.

#include <concur/subprocess.hpp>

#include <boost/core/lightweight_test.hpp>

#include <iostream>

namespace sp = concur::subprocess;

void newlines()
{
    // tag::newlines[]
    auto bytes = sp::check_output({"printf", R"(one\r\ntwo\rthree\n)"});
    auto text =
        sp::check_output({"printf", R"(one\r\ntwo\rthree\n)"}, sp::text = true);
    // end::newlines[]
    BOOST_TEST_EQ(bytes, "one\r\ntwo\rthree\n");
    BOOST_TEST_EQ(text, "one\ntwo\nthree\n");
    std::cout << text;
}

void encodings()
{
    // tag::encodings[]
    // The child uses Latin-1, this program UTF-8.
    auto text =
        sp::check_output({"printf", R"(caf\351\n)"}, sp::encoding = "latin-1");
    std::cout << text;

    // The input is encoded, too.
    auto bytes = sp::run({"wc", "-c"}, sp::input = text,
                         sp::encoding = "latin-1", sp::capture_output = true);
    std::cout << *bytes.stdout_;
    // end::encodings[]
    BOOST_TEST_EQ(text, "caf\xc3\xa9\n");
    BOOST_TEST_EQ(*bytes.stdout_, "5\n");
}

void strict()
{
    // tag::strict[]
    try
    {
        sp::check_output({"printf", R"(caf\351)"}, sp::encoding = "utf-8");
        // end::strict[]
        BOOST_ERROR("not reached");
        // tag::strict[]
    }
    catch (concur::UnicodeDecodeError const& e)
    {
        std::cout << e.what() << '\n'; // e.start(), e.reason(), ...
    }
    // end::strict[]
}

void errors()
{
    // tag::errors[]
    for (auto const* handler : {"replace", "ignore", "backslashreplace"})
    {
        auto text =
            sp::check_output({"printf", R"(caf\351)"}, sp::encoding = "utf-8",
                             sp::errors = handler);
        std::cout << handler << ": " << text << '\n';
    }
    // end::errors[]

    // tag::surrogateescape[]
    // Bytes that are not UTF-8 are kept unchanged.
    auto name =
        sp::check_output({"printf", R"(caf\351)"}, sp::encoding = "utf-8",
                         sp::errors = "surrogateescape");
    auto bytes =
        sp::run({"wc", "-c"}, sp::input = name, sp::encoding = "utf-8",
                sp::errors = "surrogateescape", sp::stdout_ = sp::PIPE);
    std::cout << *bytes.stdout_;
    // end::surrogateescape[]
    BOOST_TEST_EQ(name, "caf\xe9");
    BOOST_TEST_EQ(*bytes.stdout_, "4\n");
}

void unknown()
{
    // tag::unknown[]
    try
    {
        sp::run({"true"}, sp::encoding = "klingon", sp::stdout_ = sp::PIPE);
        // end::unknown[]
        BOOST_ERROR("not reached");
        // tag::unknown[]
    }
    catch (concur::LookupError const& e)
    {
        std::cout << e.what() << '\n';
    }
    // end::unknown[]
}

int main()
{
    newlines();
    encodings();
    strict();
    errors();
    unknown();
    return boost::report_errors();
}
