// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/getoutput.hpp>

#include "checks.hpp"

#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <string>
#include <utility>

namespace sp = concur::subprocess;
using namespace support;

namespace {

void check(std::string const& command, int code, std::string const& output)
{
    auto const [c, o] = sp::getstatusoutput(command);
    BOOST_TEST(c == code, command << " gave " << c);
    BOOST_TEST(o == output, command << " gave " << o);
    BOOST_TEST(sp::getoutput(command) == output);
}

} // namespace

BOOST_AUTO_TEST_SUITE(getoutput, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(getoutput_basic,
                     *boost::unit_test::label("py:subprocess.getoutput.basic"))
{
    BOOST_TEST(sp::getoutput("echo xyzzy") == "xyzzy");
    auto const [code, output] = sp::getstatusoutput("echo xyzzy");
    BOOST_TEST(code == 0);
    BOOST_TEST(output == "xyzzy");

    scratch_directory const place;
    auto const missing =
        sp::getstatusoutput("cat '" + place.path() + "/missing'");
    BOOST_TEST(missing.first != 0);
    BOOST_TEST((missing.second.find("/missing") != std::string::npos));
}

BOOST_AUTO_TEST_CASE(
    getoutput_ignores_status,
    *boost::unit_test::label("py:subprocess.getoutput.ignores_status"))
{
    BOOST_TEST(sp::getoutput("echo x; exit 4") == "x");
    BOOST_TEST(sp::getoutput("ls /bin/ls") == "/bin/ls");
}

BOOST_AUTO_TEST_CASE(
    getstatusoutput_success_example,
    *boost::unit_test::label("py:subprocess.getstatusoutput.success_example"))
{
    check("ls /bin/ls", 0, "/bin/ls");
}

BOOST_AUTO_TEST_CASE(getstatusoutput_cat_missing_example,
                     *boost::unit_test::label(
                         "py:subprocess.getstatusoutput.cat_missing_example"))
{
    check("LC_ALL=C cat /bin/junk", 1,
          "cat: /bin/junk: No such file or directory");
}

BOOST_AUTO_TEST_CASE(
    getstatusoutput_missing_command,
    *boost::unit_test::label("py:subprocess.getstatusoutput.missing_command"))
{
    auto const [code, output] =
        sp::getstatusoutput("LC_ALL=C; export LC_ALL; /bin/junk");
    BOOST_TEST(code == 127);
    BOOST_TEST((output.find("/bin/junk") != output.npos), output);
    // The messages of dash and of bash.
    BOOST_TEST((output.ends_with("not found") ||
                output.ends_with("No such file or directory")),
               output);
}

BOOST_AUTO_TEST_CASE(
    getstatusoutput_signal,
    *boost::unit_test::label("py:subprocess.getstatusoutput.signal"))
{
    check("kill $$", -SIGTERM, "");
    check("echo x; kill -9 $$", -SIGKILL, "x");
}

BOOST_AUTO_TEST_CASE(getstatusoutput_strips_one_newline,
                     *boost::unit_test::label(
                         "py:subprocess.getstatusoutput.strips_one_newline"))
{
    check("printf 'a\\n\\n'", 0, "a\n");
    check("printf '\\n'", 0, "");
    check("printf '\\na'", 0, "\na");
    check("printf ' a '", 0, " a ");
    check(":", 0, "");
}

BOOST_AUTO_TEST_CASE(
    getstatusoutput_text_newlines,
    *boost::unit_test::label("py:subprocess.getstatusoutput.text_newlines"))
{
    check("printf 'a\\r\\n'", 0, "a");
    check("printf 'a\\r'", 0, "a");
    check("printf 'a\\rb\\r\\n\\r'", 0, "a\nb\n");
}

BOOST_AUTO_TEST_CASE(
    getstatusoutput_merges_stderr,
    *boost::unit_test::label("py:subprocess.getstatusoutput.merges_stderr"))
{
    check("echo a; echo b >&2; echo c; exit 3", 3, "a\nb\nc");
}

BOOST_AUTO_TEST_CASE(
    getstatusoutput_undecodable,
    *boost::unit_test::label("py:subprocess.getstatusoutput.undecodable"))
{
    auto const e = expect_error<concur::UnicodeDecodeError>(
        [] { sp::getstatusoutput("printf 'ab\\377'"); });
    BOOST_TEST(e.start() == 2u);
    BOOST_TEST(e.end() == 3u);
    BOOST_TEST(no_children());
    BOOST_CHECK_THROW(sp::getoutput("printf '\\377'"),
                      concur::UnicodeDecodeError);
}

BOOST_AUTO_TEST_SUITE_END()
