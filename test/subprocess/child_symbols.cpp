// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/run.hpp>

#include <boost/test/unit_test.hpp>

#include <set>
#include <sstream>
#include <string>

// What runs in a child between its start and its program allocates nothing and
// calls only async-signal-safe functions: its object files, the arguments of
// this program, refer to nothing else.

namespace sp = concur::subprocess;

namespace {

using names = std::set<std::string>;

// Async-signal-safe by POSIX, or by the documentation of glibc.
names const safe = {
    "_exit",   "chdir",   "close",     "dup2",      "execve",
    "fcntl",   "fcntl64", "getrlimit", "ioctl",     "lseek",
    "lseek64", "memcpy",  "memset",    "open",      "open64",
    "read",    "setpgid", "setsid",    "sigaction", "sigprocmask",
    "strlen",  "syscall", "sysconf",   "umask",     "write",
};

// Data, and what compilers add. The last two end the process after an error in
// the code; libstdc++ calls the second since GCC 15 where code is not
// optimised.
names const data = {
    "environ",
    "__errno_location",
    "_GLOBAL_OFFSET_TABLE_",
    "__stack_chk_fail",
    "_ZSt21__glibcxx_assert_failPKciS0_S0_",
};

// The portable kernel has no other way to list descriptors or to change ids.
// The library forks there, and C libraries keep these functions usable after a
// fork.
names const portable_only = {
    "opendir",   "readdir",  "readdir64", "closedir", "dirfd",
    "setgroups", "setregid", "setreuid",  "nice",     "setrlimit",
};

bool contains(names const& set, std::string const& name)
{
    return set.find(name) != set.end();
}

// The names that nm prints with an option.
names symbols(std::string const& object, std::string const& option)
{
    std::istringstream lines(
        sp::check_output({"nm", "-P", option, object}, sp::text));
    names found;
    for (std::string line; std::getline(lines, line);)
    {
        found.insert(line.substr(0, line.find(' ')));
    }
    return found;
}

} // namespace

BOOST_AUTO_TEST_SUITE(child_symbols)

BOOST_AUTO_TEST_CASE(all_functions_are_async_signal_safe)
{
    auto const& arguments = boost::unit_test::framework::master_test_suite();
    BOOST_TEST_REQUIRE(arguments.argc >= 3);
    names defined;
    names undefined;
    bool portable = false;
    for (int i = 1; i != arguments.argc; ++i)
    {
        std::string const object = arguments.argv[i];
        portable = portable ||
                   object.find("portable_child_kernel") != object.npos ||
                   object.find("portable/child_kernel") != object.npos;
        defined.merge(symbols(object, "--defined-only"));
        undefined.merge(symbols(object, "--undefined-only"));
    }
    BOOST_TEST(!defined.empty());
    BOOST_TEST(contains(undefined, "execve"));
    for (auto const& name : undefined)
    {
        // libgcc's atomic operations on arm64
        bool const atomic = name.starts_with("__aarch64_");
        bool const allowed = contains(defined, name) || contains(safe, name) ||
                             contains(data, name) || atomic ||
                             (portable && contains(portable_only, name));
        BOOST_TEST(allowed, name << " is not on the list");
    }
}

BOOST_AUTO_TEST_SUITE_END()
