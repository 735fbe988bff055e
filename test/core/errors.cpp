// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/errors.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>
#include <type_traits>

using namespace concur;
using namespace std::string_literals;

namespace {

template<class Error>
void check_class(int error)
{
    BOOST_CHECK_EXCEPTION(throw_os_error(error, "f"), Error,
                          [&](OSError const& e) {
                              BOOST_TEST(e.errno_() == error);
                              BOOST_TEST((e.filename() == "f"));
                              return true;
                          });
}

} // namespace

BOOST_AUTO_TEST_SUITE(errors)

BOOST_AUTO_TEST_CASE(bases)
{
    BOOST_TEST((std::is_base_of_v<std::invalid_argument, ValueError>));
    BOOST_TEST((std::is_base_of_v<std::out_of_range, LookupError>));
    BOOST_TEST((std::is_base_of_v<LookupError, KeyError>));
    BOOST_TEST((std::is_base_of_v<std::runtime_error, RuntimeError>));
    BOOST_TEST((std::is_base_of_v<std::overflow_error, OverflowError>));
    BOOST_TEST((std::is_base_of_v<std::range_error, UnicodeDecodeError>));
    BOOST_TEST((std::is_base_of_v<std::range_error, UnicodeEncodeError>));
    BOOST_TEST((std::is_base_of_v<std::system_error, OSError>));
}

template<class... Errors>
constexpr bool
    nothrow_copyable = (std::is_nothrow_copy_constructible_v<Errors> && ...);

// An exception that is copied while another is handled must not throw.
static_assert(nothrow_copyable<ValueError, LookupError, KeyError, RuntimeError,
                               OverflowError, UnicodeDecodeError,
                               UnicodeEncodeError, OSError, FileNotFoundError,
                               KeyboardInterrupt, SystemExit>);

BOOST_AUTO_TEST_CASE(os_error)
{
    OSError const plain(ENOENT);
    BOOST_TEST(plain.what() == "[Errno 2] No such file or directory"s);
    BOOST_TEST(plain.errno_() == ENOENT);
    BOOST_TEST((plain.code() == std::errc::no_such_file_or_directory));
    BOOST_TEST((plain.code().category() == std::generic_category()));
    BOOST_TEST(!plain.filename());

    OSError const named(EACCES, "it's\n");
    BOOST_TEST(named.what() == "[Errno 13] Permission denied: \"it's\\n\""s);
    BOOST_TEST((named.filename() == "it's\n"));

    OSError const empty(ENOENT, "");
    BOOST_TEST(empty.what() == "[Errno 2] No such file or directory: ''"s);
    BOOST_TEST((empty.filename() == ""));

    auto const copy = named;
    BOOST_TEST(copy.what() == std::string(named.what()));
}

BOOST_AUTO_TEST_CASE(os_error_classes)
{
    check_class<FileNotFoundError>(ENOENT);
    check_class<PermissionError>(EACCES);
    check_class<PermissionError>(EPERM);
    check_class<NotADirectoryError>(ENOTDIR);
    check_class<BlockingIOError>(EAGAIN);
    check_class<BlockingIOError>(EALREADY);
    check_class<BlockingIOError>(EINPROGRESS);
    check_class<BlockingIOError>(EWOULDBLOCK);
    check_class<BrokenPipeError>(EPIPE);
    check_class<BrokenPipeError>(ESHUTDOWN);
    check_class<ChildProcessError>(ECHILD);
    check_class<ProcessLookupError>(ESRCH);
    check_class<OSError>(E2BIG);
    BOOST_CHECK_EXCEPTION(
        throw_os_error(ENOEXEC), OSError, [](OSError const& e) {
            return !e.filename() &&
                   dynamic_cast<FileNotFoundError const*>(&e) == nullptr;
        });
}

BOOST_AUTO_TEST_CASE(unicode_decode_error)
{
    UnicodeDecodeError const byte("utf-8", "a\xff", 1, 2, "invalid start byte");
    BOOST_TEST(byte.what() == "'utf-8' codec can't decode byte 0xff in "
                              "position 1: invalid start byte"s);
    BOOST_TEST(byte.encoding() == "utf-8");
    BOOST_TEST(byte.object() == "a\xff");
    BOOST_TEST(byte.start() == 1u);
    BOOST_TEST(byte.end() == 2u);
    BOOST_TEST(byte.reason() == "invalid start byte");
    BOOST_TEST(byte.offset() == 0u);

    UnicodeDecodeError const bytes("utf-8", "\xf0\x90", 0, 2,
                                   "unexpected end of data");
    BOOST_TEST(bytes.what() == "'utf-8' codec can't decode bytes in position "
                               "0-1: unexpected end of data"s);

    // Python's message for a range past the end.
    UnicodeDecodeError const outside("x", "", 3, 4, "r");
    BOOST_TEST(outside.what() ==
               "'x' codec can't decode bytes in position 3-3: r"s);
}

BOOST_AUTO_TEST_CASE(unicode_decode_error_of_a_piece)
{
    UnicodeDecodeError const e("utf-8", "\xff", 100, 101, "r", 100);
    BOOST_TEST(e.what() ==
               "'utf-8' codec can't decode byte 0xff in position 100: r"s);
    BOOST_TEST(e.start() == 100u);
    BOOST_TEST(e.offset() == 100u);

    UnicodeDecodeError const before("utf-8", "\xff", 99, 100, "r", 100);
    BOOST_TEST(before.what() ==
               "'utf-8' codec can't decode bytes in position 99-99: r"s);
}

BOOST_AUTO_TEST_CASE(unicode_encode_error)
{
    auto const what = [](std::string object, std::size_t start,
                         std::size_t end) {
        return std::string(
            UnicodeEncodeError("ascii", object, start, end, "r").what());
    };
    std::string const begin = "'ascii' codec can't encode character";

    BOOST_TEST(what("\u00e9", 0, 1) == begin + " '\\xe9' in position 0: r");
    BOOST_TEST(what("a\u00e9\u20ac", 2, 3) ==
               begin + " '\\u20ac' in position 2: r");
    BOOST_TEST(what("\U0001f600", 0, 1) ==
               begin + " '\\U0001f600' in position 0: r");
    BOOST_TEST(what("\xff\xfe", 1, 2) == begin + " '\\udcfe' in position 1: r");
    BOOST_TEST(what("\u00e9\u00e9", 0, 2) == begin + "s in position 0-1: r");
    BOOST_TEST(what("a", 3, 4) == begin + "s in position 3-3: r");

    UnicodeEncodeError const e("ascii", "a\u00e9", 1, 2, "reason");
    BOOST_TEST(e.encoding() == "ascii");
    BOOST_TEST(e.object() == "a\u00e9");
    BOOST_TEST(e.start() == 1u);
    BOOST_TEST(e.end() == 2u);
    BOOST_TEST(e.reason() == "reason");
}

BOOST_AUTO_TEST_SUITE_END()
