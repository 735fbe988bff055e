// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Output that is used while the child runs.

#include <concur/subprocess.hpp>

#include <boost/core/lightweight_test.hpp>

#include <chrono>
#include <cstdio>
#include <iomanip>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace sp = concur::subprocess;
using namespace std::chrono_literals;

// The expected output has no real times.
std::chrono::nanoseconds shown(std::chrono::nanoseconds)
{
    return 1500ms;
}

void lines()
{
    // tag::lines[]
    auto done = sp::run(
        {"printf", "one\\ntwo\\nlast"}, sp::text = true,
        sp::on_stdout = [](std::string_view line) {
            std::cout << "> " << line << '\n';
        });
    // end::lines[]
    BOOST_TEST_EQ(done.returncode, 0);
    BOOST_TEST(!done.stdout_);
}

void captured()
{
    // tag::captured[]
    int count = 0;
    auto text = sp::check_output(
        {"printf", "one\\ntwo\\n"}, sp::text = true,
        sp::on_stdout = [&](auto) { ++count; });
    // end::captured[]
    BOOST_TEST_EQ(count, 2);
    BOOST_TEST_EQ(text, "one\ntwo\n");
}

void time_stamps()
{
    // tag::time_stamps[]
    auto print = [](sp::output_piece const& line) {
        std::chrono::duration<double> const time = shown(line.time);
        std::cout << std::fixed << std::setprecision(3) << time.count()
                  << (line.stream == sp::output_stream::stderr_ ? " ! " : "   ")
                  << line.text << '\n';
    };
    sp::run("echo compiling; sleep 0.2; echo warning >&2", sp::shell = true,
            sp::text = true, sp::on_output = print);
    // end::time_stamps[]
}

void parts()
{
    // tag::parts[]
    std::string command = "printf '%1000s\\n' x";
    sp::run(
        command, sp::shell = true, sp::text = true, sp::line_limit = 400,
        sp::on_output = [](sp::output_piece const& piece) {
            std::cout << piece.text.size()
                      << (piece.partial ? " bytes, more follow\n"
                                        : " bytes, end of line\n");
        });
    // end::parts[]
}

void exceptions()
{
    // tag::exceptions[]
    try
    {
        // Without an end of its own, `yes` is killed at the third line.
        int left = 3;
        sp::run(
            {"yes"}, sp::text = true, sp::on_stdout = [&](std::string_view) {
                if (--left == 0)
                {
                    throw std::runtime_error("enough");
                }
            });
        // end::exceptions[]
        BOOST_ERROR("not reached");
        // tag::exceptions[]
    }
    catch (std::runtime_error const& e)
    {
        std::cout << e.what() << '\n'; // the child has been killed and reaped
    }
    // end::exceptions[]
}

void tees()
{
    // tag::tee[]
    auto text = sp::check_output({"printf", "one\\ntwo\\n"},
                                 sp::tee = {std::cout, "build.log"});
    // end::tee[]
    BOOST_TEST_EQ(text, "one\ntwo\n");
    std::remove("build.log");
}

void warnings()
{
    // tag::tee_failure[]
    concur::set_warning_hook([](concur::warning, std::string_view text) {
        std::cout << text << '\n';
    });
    auto text = sp::check_output({"echo", "hello"}, sp::tee = "/dev/full");
    // end::tee_failure[]
    concur::set_warning_hook({});
    BOOST_TEST_EQ(text, "hello\n");
}

void record()
{
    // tag::record[]
    auto done = sp::run("echo one; sleep 0.5; echo two >&2", sp::shell = true,
                        sp::record);
    for (auto const& piece : done.record)
    {
        std::cout << (piece.stream == sp::output_stream::stderr_ ? "! " : "  ")
                  << piece.in(done);
    }
    // end::record[]
    BOOST_TEST_EQ(*done.stdout_, "one\n");
}

int main()
{
    lines();
    captured();
    time_stamps();
    parts();
    exceptions();
    tees();
    warnings();
    record();
    return boost::report_errors();
}
