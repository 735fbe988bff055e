// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Capturing the output of a command, and giving it input.

#include <concur/subprocess.hpp>

#include <boost/core/lightweight_test.hpp>

#include <filesystem>
#include <iostream>
#include <string>

#include <unistd.h>

namespace sp = concur::subprocess;

void not_captured()
{
    // tag::not_captured[]
    // subprocess.run(["echo", "hello"])
    auto done =
        sp::run({"echo", "hello"}); // writes to the same place as this program
    std::cout << done << '\n';
    // end::not_captured[]
    BOOST_TEST(!done.stdout_);
}

void captured()
{
    // tag::captured[]
    // subprocess.run(["echo", "hello"], capture_output=True)
    auto done = sp::run({"echo", "hello"}, sp::capture_output = true);
    std::cout << done << '\n';
    // end::captured[]
    BOOST_TEST_EQ(*done.stdout_, "hello\n");
    BOOST_TEST_EQ(*done.stderr_, "");
}

void merged()
{
    // tag::merged[]
    // One pipe gets both streams, in the order in which they were written.
    auto done = sp::run("echo one; echo two >&2; echo three", sp::shell = true,
                        sp::stdout_ = sp::PIPE, sp::stderr_ = sp::STDOUT);
    std::cout << *done.stdout_;
    // end::merged[]
    BOOST_TEST_EQ(*done.stdout_, "one\ntwo\nthree\n");
    BOOST_TEST(!done.stderr_);
}

void discarded()
{
    // tag::discarded[]
    auto done = sp::run("echo useful; echo noise >&2", sp::shell = true,
                        sp::stdout_ = sp::PIPE, sp::stderr_ = sp::DEVNULL);
    std::cout << *done.stdout_;
    // end::discarded[]
    BOOST_TEST_EQ(*done.stdout_, "useful\n");
}

void input()
{
    // tag::input[]
    auto done = sp::run({"tr", "a-z", "A-Z"}, sp::input = "some text\n",
                        sp::capture_output = true);
    std::cout << *done.stdout_;
    // end::input[]
    BOOST_TEST_EQ(*done.stdout_, "SOME TEXT\n");
}

void file()
{
    // tag::file[]
    std::FILE* log = std::tmpfile();
    sp::run({"echo", "into the file"}, sp::stdout_ = log, sp::check = true);

    std::rewind(log);
    auto text = sp::check_output({"cat"}, sp::stdin_ = log);
    std::fclose(log);
    // end::file[]
    BOOST_TEST_EQ(text, "into the file\n");
}

void paths()
{
    auto const directory = std::filesystem::temp_directory_path() /
                           ("concur-" + std::to_string(::getpid()));
    std::filesystem::create_directory(directory);
    // tag::paths[]
    auto const list = directory / "list";
    sp::run({"printf", "b\\na\\n"}, sp::stdout_ = list, sp::check);
    sp::run("sort", sp::stdin_ = list, sp::stdout_ = directory / "sorted",
            sp::stderr_ = sp::append(directory / "log"), sp::check);
    // end::paths[]
    BOOST_TEST_EQ(sp::check_output("cat", sp::stdin_ = directory / "sorted"),
                  "a\nb\n");
    std::filesystem::remove_all(directory);
}

void older()
{
    // tag::check_output[]
    // output=$(mycmd myarg)
    std::string output = sp::check_output({"echo", "hello"});
    // end::check_output[]
    BOOST_TEST_EQ(output, "hello\n");

    // tag::ignore_failure[]
    auto listing = sp::check_output("ls no_such_file; exit 0",
                                    sp::stderr_ = sp::STDOUT, sp::shell = true);
    // end::ignore_failure[]
    BOOST_TEST(listing.find("no_such_file") != listing.npos);

    // tag::getoutput[]
    auto [status, text] = sp::getstatusoutput("ls /bin/ls");
    std::cout << status << ' ' << text << '\n';

    std::cout << sp::getstatusoutput("/bin/kill $$").first << '\n';
    std::cout << sp::getoutput("ls /bin/ls") << '\n';
    // end::getoutput[]
    BOOST_TEST_EQ(status, 0);
    BOOST_TEST_EQ(text, "/bin/ls");
}

int main()
{
    std::cout << std::unitbuf; // children write to the same place
    not_captured();
    captured();
    merged();
    discarded();
    input();
    file();
    paths();
    older();
    return boost::report_errors();
}
