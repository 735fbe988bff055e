// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/shutil.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include <unistd.h>

namespace fs = std::filesystem;
namespace shutil = concur::shutil;
using namespace std::string_literals;

namespace {

// one/tool and two/tool are programs, one/text is a file, one/dir a directory.
class tree
{
public:
    tree() : old_directory_(fs::current_path())
    {
        std::string name =
            (fs::temp_directory_path() / "concur.XXXXXX").string();
        root_ = ::mkdtemp(name.data());
        fs::create_directories(root_ / "one" / "dir");
        fs::create_directory(root_ / "two");
        create("one/tool", true);
        create("two/tool", true);
        create("one/text", false);
        create("two/only", true);
        fs::current_path(root_);
        char const* path = std::getenv("PATH");
        old_path_ =
            path != nullptr ? std::optional<std::string>(path) : std::nullopt;
    }

    ~tree()
    {
        if (old_path_)
        {
            ::setenv("PATH", old_path_->c_str(), 1);
        }
        fs::current_path(old_directory_);
        fs::remove_all(root_);
    }

    std::string operator()(std::string const& name) const
    {
        return (root_ / name).string();
    }

private:
    void create(std::string const& name, bool executable)
    {
        std::ofstream(root_ / name) << "#!/bin/sh\n";
        fs::permissions(root_ / name, executable ? fs::perms::owner_all
                                                 : fs::perms::owner_read);
    }

    fs::path root_;
    fs::path old_directory_;
    std::optional<std::string> old_path_;
};

bool is(std::optional<std::string> const& found, std::string const& expected)
{
    return found && *found == expected;
}

std::optional<std::string> which(std::string const& cmd,
                                 std::string const& path)
{
    return shutil::which(cmd, shutil::f_ok | shutil::x_ok, path);
}

} // namespace

BOOST_AUTO_TEST_SUITE(shutil_)

BOOST_FIXTURE_TEST_CASE(the_first_match_counts, tree)
{
    auto const& at = *this;
    BOOST_TEST(is(which("tool", at("one") + ":" + at("two")), at("one/tool")));
    BOOST_TEST(is(which("tool", at("two") + ":" + at("one")), at("two/tool")));
    BOOST_TEST(is(which("only", at("one") + ":" + at("one") + ":" + at("two")),
                  at("two/only")));
    BOOST_TEST(!which("nosuch", at("one") + ":" + at("two")));
    BOOST_TEST(is(which("tool", at("two") + "/"), at("two/tool")));
}

BOOST_FIXTURE_TEST_CASE(only_what_allows_the_mode, tree)
{
    auto const& at = *this;
    BOOST_TEST(!which("text", at("one")));
    BOOST_TEST(
        is(shutil::which("text", shutil::f_ok, at("one")), at("one/text")));
    BOOST_TEST(
        is(shutil::which("text", shutil::r_ok, at("one")), at("one/text")));
    BOOST_TEST(
        is(shutil::which("tool", shutil::w_ok, at("one")), at("one/tool")));
    BOOST_TEST(!shutil::which("tool", 1024, at("one")));
}

BOOST_FIXTURE_TEST_CASE(a_directory_never_matches, tree)
{
    auto const& at = *this;
    BOOST_TEST(!which("dir", at("one")));
    BOOST_TEST(!which(at("one/dir"), ""));
    BOOST_TEST(!which("", at("one")));
}

BOOST_FIXTURE_TEST_CASE(a_name_with_a_slash_is_not_searched, tree)
{
    auto const& at = *this;
    BOOST_TEST(is(which(at("one/tool"), at("two")), at("one/tool")));
    BOOST_TEST(is(which("one/tool", ""), "one/tool"));
    BOOST_TEST(is(which("./two/only", ""), "./two/only"));
    BOOST_TEST(!which("one/nosuch", at("two")));
    BOOST_TEST(!which("/tool", at("one")));
}

BOOST_FIXTURE_TEST_CASE(an_empty_element_is_the_current_directory, tree)
{
    auto const& at = *this;
    fs::current_path(at("one"));
    BOOST_TEST(is(which("tool", ":"), "tool"));
    BOOST_TEST(is(which("tool", "/nosuch:"), "tool"));
    BOOST_TEST(is(which("tool", "/nosuch::" + at("two")), "tool"));
    BOOST_TEST(!which("tool", ""));
}

BOOST_FIXTURE_TEST_CASE(a_null_matches_nothing, tree)
{
    auto const& at = *this;
    BOOST_TEST(!which("tool\0"s, at("one")));
    BOOST_TEST(!which(at("one/tool") + "\0x"s, ""));
    BOOST_TEST(
        is(which("tool", at("one") + "\0:"s + at("two")), at("two/tool")));
}

BOOST_FIXTURE_TEST_CASE(the_environment_is_the_default, tree)
{
    auto const& at = *this;
    ::setenv("PATH", at("two").c_str(), 1);
    BOOST_TEST(is(shutil::which("tool"), at("two/tool")));
    ::setenv("PATH", "", 1);
    BOOST_TEST(!shutil::which("sh"));
    ::unsetenv("PATH");
    auto const sh = shutil::which("sh");
    BOOST_TEST((is(sh, "/bin/sh") || is(sh, "/usr/bin/sh")));
}

BOOST_AUTO_TEST_SUITE_END()
