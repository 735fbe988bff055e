// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Policies of a process object.

#include <concur/subprocess.hpp>

#include <boost/core/lightweight_test.hpp>
#include <boost/process/v2/default_launcher.hpp>

#include <csignal>
#include <iostream>
#include <string_view>

namespace sp = concur::subprocess;

// tag::bytes[]
struct bulk : sp::default_policy
{
    using bytes = sp::bytes;
};
// end::bytes[]

void bytes()
{
    // tag::bytes_used[]
    auto done = sp::run<bulk>({"head", "-c", "10000000", "/dev/zero"},
                              sp::capture_output = true);
    std::string_view zeros = *done.stdout_; // not a copy
    std::cout << zeros.size() << " bytes\n";

    sp::bytes copy = *done.stdout_; // not a copy either
    // end::bytes_used[]
    BOOST_TEST_EQ(zeros.size(), 10000000u);
    BOOST_TEST(copy.data() == done.stdout_->data());
}

// tag::on_destroy[]
struct stop_it : sp::default_policy
{
    static constexpr auto on_destroy = sp::destroy::terminate;
};
// end::on_destroy[]

void on_destroy()
{
    // tag::on_destroy_used[]
    {
        sp::basic_popen<stop_it> server({"sleep", "60"});
        // ...
    } // sends SIGTERM, then waits
    // end::on_destroy_used[]
    std::cout << "stopped\n";
}

// tag::launcher[]
struct plain_boost : sp::default_policy
{
    using launcher = boost::process::v2::default_process_launcher;
};
// end::launcher[]

void launcher()
{
    // tag::launcher_used[]
    auto done = sp::run<plain_boost>({"echo", "started by Boost.Process"},
                                     sp::capture_output = true);
    std::cout << *done.stdout_;
    // end::launcher_used[]
    BOOST_TEST_EQ(done.returncode, 0);
}

int main()
{
    bytes();
    on_destroy();
    launcher();
    return boost::report_errors();
}
