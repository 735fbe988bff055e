// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../../libs/subprocess/src/text/codec.hpp"

#include <concur/errors.hpp>

#include <boost/test/unit_test.hpp>

#include <clocale>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// Expected values are those of Python 3.10 on a little-endian machine, after
// newline translation, and with the bytes that surrogateescape has kept.

using namespace std::string_literals;
using namespace concur::subprocess::detail;
using concur::LookupError;
using concur::UnicodeDecodeError;
using concur::UnicodeEncodeError;

namespace {

struct conversion
{
    std::string input;
    std::string encoding;
    std::string errors;
    std::string output;
};

struct failure
{
    std::string input;
    std::string encoding;
    std::string errors;
    std::string named;
    std::size_t start;
    std::size_t end;
    std::string what;
};

conversion const decoded[] = {
    {"\377", "utf-8", "ignore", ""},
    {"\377", "utf-8", "replace", "\357\277\275"},
    {"\377", "utf-8", "backslashreplace", "\\xff"},
    {"\377", "utf-8", "surrogateescape", "\377"},
    {"a\200b", "utf-8", "ignore", "ab"},
    {"a\200b", "utf-8", "replace", "a\357\277\275b"},
    {"a\200b", "utf-8", "backslashreplace", "a\\x80b"},
    {"a\200b", "utf-8", "surrogateescape", "a\200b"},
    {"\300\257", "utf-8", "ignore", ""},
    {"\300\257", "utf-8", "replace", "\357\277\275\357\277\275"},
    {"\300\257", "utf-8", "backslashreplace", "\\xc0\\xaf"},
    {"\300\257", "utf-8", "surrogateescape", "\300\257"},
    {"\303", "utf-8", "ignore", ""},
    {"\303", "utf-8", "replace", "\357\277\275"},
    {"\303", "utf-8", "backslashreplace", "\\xc3"},
    {"\303", "utf-8", "surrogateescape", "\303"},
    {"\303\251\303(", "utf-8", "ignore", "\303\251("},
    {"\303\251\303(", "utf-8", "replace", "\303\251\357\277\275("},
    {"\303\251\303(", "utf-8", "backslashreplace", "\303\251\\xc3("},
    {"\303\251\303(", "utf-8", "surrogateescape", "\303\251\303("},
    {"\340\200\200", "utf-8", "ignore", ""},
    {"\340\200\200", "utf-8", "replace",
     "\357\277\275\357\277\275\357\277\275"},
    {"\340\200\200", "utf-8", "backslashreplace", "\\xe0\\x80\\x80"},
    {"\340\200\200", "utf-8", "surrogateescape", "\340\200\200"},
    {"\342\202", "utf-8", "ignore", ""},
    {"\342\202", "utf-8", "replace", "\357\277\275"},
    {"\342\202", "utf-8", "backslashreplace", "\\xe2\\x82"},
    {"\342\202", "utf-8", "surrogateescape", "\342\202"},
    {"\342\202\254\342\202a", "utf-8", "ignore", "\342\202\254a"},
    {"\342\202\254\342\202a", "utf-8", "replace", "\342\202\254\357\277\275a"},
    {"\342\202\254\342\202a", "utf-8", "backslashreplace",
     "\342\202\254\\xe2\\x82a"},
    {"\342\202\254\342\202a", "utf-8", "surrogateescape",
     "\342\202\254\342\202a"},
    {"\355\240\200", "utf-8", "ignore", ""},
    {"\355\240\200", "utf-8", "replace",
     "\357\277\275\357\277\275\357\277\275"},
    {"\355\240\200", "utf-8", "backslashreplace", "\\xed\\xa0\\x80"},
    {"\355\240\200", "utf-8", "surrogateescape", "\355\240\200"},
    {"\360\220\200", "utf-8", "ignore", ""},
    {"\360\220\200", "utf-8", "replace", "\357\277\275"},
    {"\360\220\200", "utf-8", "backslashreplace", "\\xf0\\x90\\x80"},
    {"\360\220\200", "utf-8", "surrogateescape", "\360\220\200"},
    {"\360\200\200\200", "utf-8", "ignore", ""},
    {"\360\200\200\200", "utf-8", "replace",
     "\357\277\275\357\277\275\357\277\275\357\277\275"},
    {"\360\200\200\200", "utf-8", "backslashreplace", "\\xf0\\x80\\x80\\x80"},
    {"\360\200\200\200", "utf-8", "surrogateescape", "\360\200\200\200"},
    {"\361\200\200a", "utf-8", "ignore", "a"},
    {"\361\200\200a", "utf-8", "replace", "\357\277\275a"},
    {"\361\200\200a", "utf-8", "backslashreplace", "\\xf1\\x80\\x80a"},
    {"\361\200\200a", "utf-8", "surrogateescape", "\361\200\200a"},
    {"\364\220\200\200", "utf-8", "ignore", ""},
    {"\364\220\200\200", "utf-8", "replace",
     "\357\277\275\357\277\275\357\277\275\357\277\275"},
    {"\364\220\200\200", "utf-8", "backslashreplace", "\\xf4\\x90\\x80\\x80"},
    {"\364\220\200\200", "utf-8", "surrogateescape", "\364\220\200\200"},
    {"\365\200", "utf-8", "ignore", ""},
    {"\365\200", "utf-8", "replace", "\357\277\275\357\277\275"},
    {"\365\200", "utf-8", "backslashreplace", "\\xf5\\x80"},
    {"\365\200", "utf-8", "surrogateescape", "\365\200"},
    {"abcdefgh\303\251ijklmnop\376q", "utf-8", "ignore",
     "abcdefgh\303\251ijklmnopq"},
    {"abcdefgh\303\251ijklmnop\376q", "utf-8", "replace",
     "abcdefgh\303\251ijklmnop\357\277\275q"},
    {"abcdefgh\303\251ijklmnop\376q", "utf-8", "backslashreplace",
     "abcdefgh\303\251ijklmnop\\xfeq"},
    {"abcdefgh\303\251ijklmnop\376q", "utf-8", "surrogateescape",
     "abcdefgh\303\251ijklmnop\376q"},
    {"a\r\nb\rc\n\rd\r\r\ne\r", "utf-8", "strict", "a\nb\nc\n\nd\n\ne\n"},
    {"\r\n", "utf-8", "strict", "\n"},
    {"\r", "utf-8", "strict", "\n"},
    {"\303\251\342\202\254\360\237\230\200", "utf-8", "strict",
     "\303\251\342\202\254\360\237\230\200"},
    {"", "utf-8", "strict", ""},
    {"a\000b"s, "utf-8", "strict", "a\000b"s},
    {"a\200\377b", "ascii", "ignore", "ab"},
    {"a\200\377b", "ascii", "replace", "a\357\277\275\357\277\275b"},
    {"a\200\377b", "ascii", "backslashreplace", "a\\x80\\xffb"},
    {"a\200\377b", "ascii", "surrogateescape", "a\200\377b"},
    {"\200\351a", "latin-1", "strict", "\302\200\303\251a"},
    {"\357\273\277a\357\273\277", "utf-8-sig", "strict", "a\357\273\277"},
    {"\357\273\277\377", "utf-8-sig", "ignore", ""},
    {"\357\273\277\377", "utf-8-sig", "replace", "\357\277\275"},
    {"\357\273\277\377", "utf-8-sig", "backslashreplace", "\\xff"},
    {"\357\273\277\377", "utf-8-sig", "surrogateescape", "\377"},
    {"\357\273", "utf-8-sig", "ignore", ""},
    {"\357\273", "utf-8-sig", "replace", "\357\277\275"},
    {"\357\273", "utf-8-sig", "backslashreplace", "\\xef\\xbb"},
    {"\357\273", "utf-8-sig", "surrogateescape", "\357\273"},
    {"a", "utf-8-sig", "strict", "a"},
    {"\200\201\351", "cp1252", "ignore", "\342\202\254\303\251"},
    {"\200\201\351", "cp1252", "replace", "\342\202\254\357\277\275\303\251"},
    {"\200\201\351", "cp1252", "backslashreplace", "\342\202\254\\x81\303\251"},
    {"\200\201\351", "cp1252", "surrogateescape", "\342\202\254\201\303\251"},
    {"\200\301", "koi8-r", "strict", "\342\224\200\320\260"},
    {"\177\032\346", "cp437", "strict", "\177\032\302\265"},
    {"\377\376a\000\r\000\n\000"s, "utf-16", "strict", "a\n"},
    {"\376\377\000a"s, "utf-16", "strict", "a"},
    {"a\000"s, "utf-16-le", "strict", "a"},
    {"\000a"s, "utf-16-be", "strict", "a"},
    {"=\330\000\336"s, "utf-16-le", "strict", "\360\237\230\200"},
    {"\000\334a\000"s, "utf-16-le", "ignore", "a"},
    {"\000\334a\000"s, "utf-16-le", "replace", "\357\277\275a"},
    {"\000\334a\000"s, "utf-16-le", "backslashreplace", "\\x00\\xdca"},
    {"\000\330a\000"s, "utf-16-le", "ignore", "a"},
    {"\000\330a\000"s, "utf-16-le", "replace", "\357\277\275a"},
    {"\000\330a\000"s, "utf-16-le", "backslashreplace", "\\x00\\xd8a"},
    {"\000\330a"s, "utf-16-le", "ignore", ""},
    {"\000\330a"s, "utf-16-le", "replace", "\357\277\275"},
    {"\000\330a"s, "utf-16-le", "backslashreplace", "\\x00\\xd8\\x61"},
    {"\201\334", "utf-16-le", "ignore", ""},
    {"\201\334", "utf-16-le", "replace", "\357\277\275"},
    {"\201\334", "utf-16-le", "backslashreplace", "\\x81\\xdc"},
    {"\201\334", "utf-16-le", "surrogateescape", "\201\334"},
    {"\330\201\331", "utf-16-be", "ignore", ""},
    {"\330\201\331", "utf-16-be", "replace", "\357\277\275"},
    {"\330\201\331", "utf-16-be", "backslashreplace", "\\xd8\\x81\\xd9"},
    {"\330\201\331", "utf-16-be", "surrogateescape", "\330\201\331"},
    {"a\000b"s, "utf-16-le", "ignore", "a"},
    {"a\000b"s, "utf-16-le", "replace", "a\357\277\275"},
    {"a\000b"s, "utf-16-le", "backslashreplace", "a\\x62"},
    {"\377\376\000\000a\000\000\000"s, "utf-32", "strict", "a"},
    {"\000\000\376\377\000\000\000a"s, "utf-32", "strict", "a"},
    {"\000\330\000\000"s, "utf-32-le", "ignore", ""},
    {"\000\330\000\000"s, "utf-32-le", "replace", "\357\277\275"},
    {"\000\330\000\000"s, "utf-32-le", "backslashreplace",
     "\\x00\\xd8\\x00\\x00"},
    {"\201\201\201\201a\000\000\000"s, "utf-32-le", "ignore", "a"},
    {"\201\201\201\201a\000\000\000"s, "utf-32-le", "replace", "\357\277\275a"},
    {"\201\201\201\201a\000\000\000"s, "utf-32-le", "backslashreplace",
     "\\x81\\x81\\x81\\x81a"},
    {"\201\201\201\201a\000\000\000"s, "utf-32-le", "surrogateescape",
     "\201\201\201\201a"},
    {"a\000\000\000b"s, "utf-32-le", "ignore", "a"},
    {"a\000\000\000b"s, "utf-32-le", "replace", "a\357\277\275"},
    {"a\000\000\000b"s, "utf-32-le", "backslashreplace", "a\\x62"},
    {"\000\001\366\000"s, "utf-32-be", "strict", "\360\237\230\200"},
    {"\212\277\\~\261\r\n", "shift_jis", "strict",
     "\346\274\242\\~\357\275\261\n"},
    {"\212\277\202", "shift_jis", "ignore", "\346\274\242"},
    {"\212\277\202", "shift_jis", "replace", "\346\274\242\357\277\275"},
    {"\212\277\202", "shift_jis", "backslashreplace", "\346\274\242\\x82"},
    {"\212\277\202", "shift_jis", "surrogateescape", "\346\274\242\202"},
    {"\202 a", "shift_jis", "ignore", " a"},
    {"\202 a", "shift_jis", "replace", "\357\277\275 a"},
    {"\202 a", "shift_jis", "backslashreplace", "\\x82 a"},
    {"\202 a", "shift_jis", "surrogateescape", "\202 a"},
    {"\264\301\217\260\241\216\261", "euc_jp", "strict",
     "\346\274\242\344\270\202\357\275\261"},
    {"a\264", "euc_jp", "ignore", "a"},
    {"a\264", "euc_jp", "replace", "a\357\277\275"},
    {"a\264", "euc_jp", "backslashreplace", "a\\xb4"},
    {"a\264", "euc_jp", "surrogateescape", "a\264"},
    {"\217\260", "euc_jp", "ignore", ""},
    {"\217\260", "euc_jp", "replace", "\357\277\275"},
    {"\217\260", "euc_jp", "backslashreplace", "\\x8f\\xb0"},
    {"\217\260", "euc_jp", "surrogateescape", "\217\260"},
    {"\272\272\327", "gbk", "ignore", "\346\261\211"},
    {"\272\272\327", "gbk", "replace", "\346\261\211\357\277\275"},
    {"\272\272\327", "gbk", "backslashreplace", "\346\261\211\\xd7"},
    {"\272\272\327", "gbk", "surrogateescape", "\346\261\211\327"},
    {"\272\272\2019\2019a", "gb18030", "strict", "\346\261\211\342\272\233a"},
    {"\2010\201", "gb18030", "ignore", ""},
    {"\2010\201", "gb18030", "replace", "\357\277\275"},
    {"\2010\201", "gb18030", "backslashreplace", "\\x81\\x30\\x81"},
    {"\2010\201", "gb18030", "surrogateescape", "\2010\201"},
    {"\2010\201 ", "gb18030", "ignore", "0 "},
    {"\2010\201 ", "gb18030", "replace", "\357\277\2750\357\277\275 "},
    {"\2010\201 ", "gb18030", "backslashreplace", "\\x810\\x81 "},
    {"\2010\201 ", "gb18030", "surrogateescape", "\2010\201 "},
    {"\272~\246r\377 ", "big5", "ignore", "\346\274\242\345\255\227 "},
    {"\272~\246r\377 ", "big5", "replace",
     "\346\274\242\345\255\227\357\277\275 "},
    {"\272~\246r\377 ", "big5", "backslashreplace",
     "\346\274\242\345\255\227\\xff "},
    {"\272~\246r\377 ", "big5", "surrogateescape",
     "\346\274\242\345\255\227\377 "},
    {"\307\321 \307", "euc_kr", "ignore", "\355\225\234 "},
    {"\307\321 \307", "euc_kr", "replace", "\355\225\234 \357\277\275"},
    {"\307\321 \307", "euc_kr", "backslashreplace", "\355\225\234 \\xc7"},
    {"\307\321 \307", "euc_kr", "surrogateescape", "\355\225\234 \307"},
};

failure const undecodable[] = {
    {"\377", "utf-8", "strict", "utf-8", 0, 1,
     "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"},
    {"a\200b", "utf-8", "strict", "utf-8", 1, 2,
     "'utf-8' codec can't decode byte 0x80 in position 1: invalid start byte"},
    {"\300\257", "utf-8", "strict", "utf-8", 0, 1,
     "'utf-8' codec can't decode byte 0xc0 in position 0: invalid start byte"},
    {"\303", "utf-8", "strict", "utf-8", 0, 1,
     "'utf-8' codec can't decode byte 0xc3 in position 0: unexpected end of "
     "data"},
    {"\303\251\303(", "utf-8", "strict", "utf-8", 2, 3,
     "'utf-8' codec can't decode byte 0xc3 in position 2: invalid continuation "
     "byte"},
    {"\340\200\200", "utf-8", "strict", "utf-8", 0, 1,
     "'utf-8' codec can't decode byte 0xe0 in position 0: invalid continuation "
     "byte"},
    {"\342\202", "utf-8", "strict", "utf-8", 0, 2,
     "'utf-8' codec can't decode bytes in position 0-1: unexpected end of "
     "data"},
    {"\342\202\254\342\202a", "utf-8", "strict", "utf-8", 3, 5,
     "'utf-8' codec can't decode bytes in position 3-4: invalid continuation "
     "byte"},
    {"\355\240\200", "utf-8", "strict", "utf-8", 0, 1,
     "'utf-8' codec can't decode byte 0xed in position 0: invalid continuation "
     "byte"},
    {"\360\220\200", "utf-8", "strict", "utf-8", 0, 3,
     "'utf-8' codec can't decode bytes in position 0-2: unexpected end of "
     "data"},
    {"\360\200\200\200", "utf-8", "strict", "utf-8", 0, 1,
     "'utf-8' codec can't decode byte 0xf0 in position 0: invalid continuation "
     "byte"},
    {"\361\200\200a", "utf-8", "strict", "utf-8", 0, 3,
     "'utf-8' codec can't decode bytes in position 0-2: invalid continuation "
     "byte"},
    {"\364\220\200\200", "utf-8", "strict", "utf-8", 0, 1,
     "'utf-8' codec can't decode byte 0xf4 in position 0: invalid continuation "
     "byte"},
    {"\365\200", "utf-8", "strict", "utf-8", 0, 1,
     "'utf-8' codec can't decode byte 0xf5 in position 0: invalid start byte"},
    {"abcdefgh\303\251ijklmnop\376q", "utf-8", "strict", "utf-8", 18, 19,
     "'utf-8' codec can't decode byte 0xfe in position 18: invalid start byte"},
    {"a\200\377b", "ascii", "strict", "ascii", 1, 2,
     "'ascii' codec can't decode byte 0x80 in position 1: ordinal not in "
     "range(128)"},
    {"\357\273\277\377", "utf-8-sig", "strict", "utf-8", 0, 1,
     "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"},
    {"\357\273", "utf-8-sig", "strict", "utf-8", 0, 2,
     "'utf-8' codec can't decode bytes in position 0-1: unexpected end of "
     "data"},
    {"\200\201\351", "cp1252", "strict", "charmap", 1, 2,
     "'charmap' codec can't decode byte 0x81 in position 1: character maps to "
     "<undefined>"},
    {"\000\334a\000"s, "utf-16-le", "strict", "utf-16-le", 0, 2,
     "'utf-16-le' codec can't decode bytes in position 0-1: illegal encoding"},
    {"\000\334a\000"s, "utf-16-le", "surrogateescape", "utf-16-le", 0, 2,
     "'utf-16-le' codec can't decode bytes in position 0-1: illegal encoding"},
    {"\000\330a\000"s, "utf-16-le", "strict", "utf-16-le", 0, 2,
     "'utf-16-le' codec can't decode bytes in position 0-1: illegal UTF-16 "
     "surrogate"},
    {"\000\330a\000"s, "utf-16-le", "surrogateescape", "utf-16-le", 0, 2,
     "'utf-16-le' codec can't decode bytes in position 0-1: illegal UTF-16 "
     "surrogate"},
    {"\000\330a"s, "utf-16-le", "strict", "utf-16-le", 0, 3,
     "'utf-16-le' codec can't decode bytes in position 0-2: unexpected end of "
     "data"},
    {"\000\330a"s, "utf-16-le", "surrogateescape", "utf-16-le", 0, 3,
     "'utf-16-le' codec can't decode bytes in position 0-2: unexpected end of "
     "data"},
    {"\201\334", "utf-16-le", "strict", "utf-16-le", 0, 2,
     "'utf-16-le' codec can't decode bytes in position 0-1: illegal encoding"},
    {"\330\201\331", "utf-16-be", "strict", "utf-16-be", 0, 3,
     "'utf-16-be' codec can't decode bytes in position 0-2: unexpected end of "
     "data"},
    {"a\000b"s, "utf-16-le", "strict", "utf-16-le", 2, 3,
     "'utf-16-le' codec can't decode byte 0x62 in position 2: truncated data"},
    {"a\000b"s, "utf-16-le", "surrogateescape", "utf-16-le", 2, 3,
     "'utf-16-le' codec can't decode byte 0x62 in position 2: truncated data"},
    {"\000\330\000\000"s, "utf-32-le", "strict", "utf-32-le", 0, 4,
     "'utf-32-le' codec can't decode bytes in position 0-3: code point in "
     "surrogate code point range(0xd800, 0xe000)"},
    {"\000\330\000\000"s, "utf-32-le", "surrogateescape", "utf-32-le", 0, 4,
     "'utf-32-le' codec can't decode bytes in position 0-3: code point in "
     "surrogate code point range(0xd800, 0xe000)"},
    {"\201\201\201\201a\000\000\000"s, "utf-32-le", "strict", "utf-32-le", 0, 4,
     "'utf-32-le' codec can't decode bytes in position 0-3: code point not in "
     "range(0x110000)"},
    {"a\000\000\000b"s, "utf-32-le", "strict", "utf-32-le", 4, 5,
     "'utf-32-le' codec can't decode byte 0x62 in position 4: truncated data"},
    {"a\000\000\000b"s, "utf-32-le", "surrogateescape", "utf-32-le", 4, 5,
     "'utf-32-le' codec can't decode byte 0x62 in position 4: truncated data"},
    {"\212\277\202", "shift_jis", "strict", "shift_jis", 2, 3,
     "'shift_jis' codec can't decode byte 0x82 in position 2: incomplete "
     "multibyte sequence"},
    {"\202 a", "shift_jis", "strict", "shift_jis", 0, 1,
     "'shift_jis' codec can't decode byte 0x82 in position 0: illegal "
     "multibyte sequence"},
    {"a\264", "euc_jp", "strict", "euc_jp", 1, 2,
     "'euc_jp' codec can't decode byte 0xb4 in position 1: incomplete "
     "multibyte sequence"},
    {"\217\260", "euc_jp", "strict", "euc_jp", 0, 2,
     "'euc_jp' codec can't decode bytes in position 0-1: incomplete multibyte "
     "sequence"},
    {"\272\272\327", "gbk", "strict", "gbk", 2, 3,
     "'gbk' codec can't decode byte 0xd7 in position 2: incomplete multibyte "
     "sequence"},
    {"\2010\201", "gb18030", "strict", "gb18030", 0, 3,
     "'gb18030' codec can't decode bytes in position 0-2: incomplete multibyte "
     "sequence"},
    {"\2010\201 ", "gb18030", "strict", "gb18030", 0, 1,
     "'gb18030' codec can't decode byte 0x81 in position 0: illegal multibyte "
     "sequence"},
    {"\272~\246r\377 ", "big5", "strict", "big5", 4, 5,
     "'big5' codec can't decode byte 0xff in position 4: illegal multibyte "
     "sequence"},
    {"\307\321 \307", "euc_kr", "strict", "euc_kr", 3, 4,
     "'euc_kr' codec can't decode byte 0xc7 in position 3: incomplete "
     "multibyte sequence"},
};

conversion const encoded[] = {
    {"", "utf-8", "strict", ""},
    {"", "utf-8-sig", "strict", "\357\273\277"},
    {"", "ascii", "strict", ""},
    {"", "latin-1", "strict", ""},
    {"", "utf-16", "strict", "\377\376"},
    {"", "utf-16-be", "strict", ""},
    {"", "utf-32", "strict", "\377\376\000\000"s},
    {"", "utf-32-be", "strict", ""},
    {"", "cp1252", "strict", ""},
    {"", "euc_jp", "strict", ""},
    {"abc", "utf-8", "strict", "abc"},
    {"abc", "utf-8-sig", "strict", "\357\273\277abc"},
    {"abc", "ascii", "strict", "abc"},
    {"abc", "latin-1", "strict", "abc"},
    {"abc", "utf-16", "strict", "\377\376a\000b\000c\000"s},
    {"abc", "utf-16-be", "strict", "\000a\000b\000c"s},
    {"abc", "utf-32", "strict",
     "\377\376\000\000a\000\000\000b\000\000\000c\000\000\000"s},
    {"abc", "utf-32-be", "strict", "\000\000\000a\000\000\000b\000\000\000c"s},
    {"abc", "cp1252", "strict", "abc"},
    {"abc", "euc_jp", "strict", "abc"},
    {"\303\251", "utf-8", "strict", "\303\251"},
    {"\303\251", "utf-8-sig", "strict", "\357\273\277\303\251"},
    {"\303\251", "ascii", "ignore", ""},
    {"\303\251", "ascii", "replace", "?"},
    {"\303\251", "ascii", "backslashreplace", "\\xe9"},
    {"\303\251", "latin-1", "strict", "\351"},
    {"\303\251", "utf-16", "strict", "\377\376\351\000"s},
    {"\303\251", "utf-16-be", "strict", "\000\351"s},
    {"\303\251", "utf-32", "strict", "\377\376\000\000\351\000\000\000"s},
    {"\303\251", "utf-32-be", "strict", "\000\000\000\351"s},
    {"\303\251", "cp1252", "strict", "\351"},
    {"\303\251", "euc_jp", "strict", "\217\253\261"},
    {"a\342\202\254b", "utf-8", "strict", "a\342\202\254b"},
    {"a\342\202\254b", "utf-8-sig", "strict", "\357\273\277a\342\202\254b"},
    {"a\342\202\254b", "ascii", "ignore", "ab"},
    {"a\342\202\254b", "ascii", "replace", "a?b"},
    {"a\342\202\254b", "ascii", "backslashreplace", "a\\u20acb"},
    {"a\342\202\254b", "latin-1", "ignore", "ab"},
    {"a\342\202\254b", "latin-1", "replace", "a?b"},
    {"a\342\202\254b", "latin-1", "backslashreplace", "a\\u20acb"},
    {"a\342\202\254b", "utf-16", "strict", "\377\376a\000\254 b\000"s},
    {"a\342\202\254b", "utf-16-be", "strict", "\000a \254\000b"s},
    {"a\342\202\254b", "utf-32", "strict",
     "\377\376\000\000a\000\000\000\254 \000\000b\000\000\000"s},
    {"a\342\202\254b", "utf-32-be", "strict",
     "\000\000\000a\000\000 \254\000\000\000b"s},
    {"a\342\202\254b", "cp1252", "strict", "a\200b"},
    {"a\342\202\254b", "euc_jp", "ignore", "ab"},
    {"a\342\202\254b", "euc_jp", "replace", "a?b"},
    {"a\342\202\254b", "euc_jp", "backslashreplace", "a\\u20acb"},
    {"\360\237\230\200", "utf-8", "strict", "\360\237\230\200"},
    {"\360\237\230\200", "utf-8-sig", "strict", "\357\273\277\360\237\230\200"},
    {"\360\237\230\200", "ascii", "ignore", ""},
    {"\360\237\230\200", "ascii", "replace", "?"},
    {"\360\237\230\200", "ascii", "backslashreplace", "\\U0001f600"},
    {"\360\237\230\200", "latin-1", "ignore", ""},
    {"\360\237\230\200", "latin-1", "replace", "?"},
    {"\360\237\230\200", "latin-1", "backslashreplace", "\\U0001f600"},
    {"\360\237\230\200", "utf-16", "strict", "\377\376=\330\000\336"s},
    {"\360\237\230\200", "utf-16-be", "strict", "\330=\336\000"s},
    {"\360\237\230\200", "utf-32", "strict",
     "\377\376\000\000\000\366\001\000"s},
    {"\360\237\230\200", "utf-32-be", "strict", "\000\001\366\000"s},
    {"\360\237\230\200", "cp1252", "ignore", ""},
    {"\360\237\230\200", "cp1252", "replace", "?"},
    {"\360\237\230\200", "cp1252", "backslashreplace", "\\U0001f600"},
    {"\360\237\230\200", "euc_jp", "ignore", ""},
    {"\360\237\230\200", "euc_jp", "replace", "?"},
    {"\360\237\230\200", "euc_jp", "backslashreplace", "\\U0001f600"},
    {"\377", "utf-8", "ignore", ""},
    {"\377", "utf-8", "replace", "?"},
    {"\377", "utf-8", "backslashreplace", "\\udcff"},
    {"\377", "utf-8", "surrogateescape", "\377"},
    {"\377", "utf-8-sig", "ignore", "\357\273\277"},
    {"\377", "utf-8-sig", "replace", "\357\273\277?"},
    {"\377", "utf-8-sig", "backslashreplace", "\357\273\277\\udcff"},
    {"\377", "utf-8-sig", "surrogateescape", "\357\273\277\377"},
    {"\377", "ascii", "ignore", ""},
    {"\377", "ascii", "replace", "?"},
    {"\377", "ascii", "backslashreplace", "\\udcff"},
    {"\377", "ascii", "surrogateescape", "\377"},
    {"\377", "latin-1", "ignore", ""},
    {"\377", "latin-1", "replace", "?"},
    {"\377", "latin-1", "backslashreplace", "\\udcff"},
    {"\377", "latin-1", "surrogateescape", "\377"},
    {"\377", "utf-16", "ignore", "\377\376"},
    {"\377", "utf-16", "replace", "\377\376?\000"s},
    {"\377", "utf-16", "backslashreplace",
     "\377\376\\\000u\000d\000c\000f\000f\000"s},
    {"\377", "utf-16-be", "ignore", ""},
    {"\377", "utf-16-be", "replace", "\000?"s},
    {"\377", "utf-16-be", "backslashreplace",
     "\000\\\000u\000d\000c\000f\000f"s},
    {"\377", "utf-32", "ignore", "\377\376\000\000"s},
    {"\377", "utf-32", "replace", "\377\376\000\000?\000\000\000"s},
    {"\377", "utf-32", "backslashreplace",
     "\377\376\000\000\\\000\000\000u\000\000\000d\000\000\000c\000\000\000f\000\000\000f\000\000\000"s},
    {"\377", "utf-32-be", "ignore", ""},
    {"\377", "utf-32-be", "replace", "\000\000\000?"s},
    {"\377", "utf-32-be", "backslashreplace",
     "\000\000\000\\\000\000\000u\000\000\000d\000\000\000c\000\000\000f\000\000\000f"s},
    {"\377", "cp1252", "ignore", ""},
    {"\377", "cp1252", "replace", "?"},
    {"\377", "cp1252", "backslashreplace", "\\udcff"},
    {"\377", "cp1252", "surrogateescape", "\377"},
    {"\377", "euc_jp", "ignore", ""},
    {"\377", "euc_jp", "replace", "?"},
    {"\377", "euc_jp", "backslashreplace", "\\udcff"},
    {"\377", "euc_jp", "surrogateescape", "\377"},
    {"a\377\376b", "utf-8", "ignore", "ab"},
    {"a\377\376b", "utf-8", "replace", "a??b"},
    {"a\377\376b", "utf-8", "backslashreplace", "a\\udcff\\udcfeb"},
    {"a\377\376b", "utf-8", "surrogateescape", "a\377\376b"},
    {"a\377\376b", "utf-8-sig", "ignore", "\357\273\277ab"},
    {"a\377\376b", "utf-8-sig", "replace", "\357\273\277a??b"},
    {"a\377\376b", "utf-8-sig", "backslashreplace",
     "\357\273\277a\\udcff\\udcfeb"},
    {"a\377\376b", "utf-8-sig", "surrogateescape", "\357\273\277a\377\376b"},
    {"a\377\376b", "ascii", "ignore", "ab"},
    {"a\377\376b", "ascii", "replace", "a??b"},
    {"a\377\376b", "ascii", "backslashreplace", "a\\udcff\\udcfeb"},
    {"a\377\376b", "ascii", "surrogateescape", "a\377\376b"},
    {"a\377\376b", "latin-1", "ignore", "ab"},
    {"a\377\376b", "latin-1", "replace", "a??b"},
    {"a\377\376b", "latin-1", "backslashreplace", "a\\udcff\\udcfeb"},
    {"a\377\376b", "latin-1", "surrogateescape", "a\377\376b"},
    {"a\377\376b", "utf-16", "ignore", "\377\376a\000b\000"s},
    {"a\377\376b", "utf-16", "replace", "\377\376a\000?\000?\000b\000"s},
    {"a\377\376b", "utf-16", "backslashreplace",
     "\377\376a\000\\\000u\000d\000c\000f\000f\000\\\000u\000d\000c\000f\000e\000b\000"s},
    {"a\377\376b", "utf-16-be", "ignore", "\000a\000b"s},
    {"a\377\376b", "utf-16-be", "replace", "\000a\000?\000?\000b"s},
    {"a\377\376b", "utf-16-be", "backslashreplace",
     "\000a\000\\\000u\000d\000c\000f\000f\000\\\000u\000d\000c\000f\000e\000b"s},
    {"a\377\376b", "utf-32", "ignore",
     "\377\376\000\000a\000\000\000b\000\000\000"s},
    {"a\377\376b", "utf-32", "replace",
     "\377\376\000\000a\000\000\000?\000\000\000?\000\000\000b\000\000\000"s},
    {"a\377\376b", "utf-32", "backslashreplace",
     "\377\376\000\000a\000\000\000\\\000\000\000u\000\000\000d\000\000\000c\000\000\000f\000\000\000f\000\000\000\\\000\000\000u\000\000\000d\000\000\000c\000\000\000f\000\000\000e\000\000\000b\000\000\000"s},
    {"a\377\376b", "utf-32-be", "ignore", "\000\000\000a\000\000\000b"s},
    {"a\377\376b", "utf-32-be", "replace",
     "\000\000\000a\000\000\000?\000\000\000?\000\000\000b"s},
    {"a\377\376b", "utf-32-be", "backslashreplace",
     "\000\000\000a\000\000\000\\\000\000\000u\000\000\000d\000\000\000c\000\000\000f\000\000\000f\000\000\000\\\000\000\000u\000\000\000d\000\000\000c\000\000\000f\000\000\000e\000\000\000b"s},
    {"a\377\376b", "cp1252", "ignore", "ab"},
    {"a\377\376b", "cp1252", "replace", "a??b"},
    {"a\377\376b", "cp1252", "backslashreplace", "a\\udcff\\udcfeb"},
    {"a\377\376b", "cp1252", "surrogateescape", "a\377\376b"},
    {"a\377\376b", "euc_jp", "ignore", "ab"},
    {"a\377\376b", "euc_jp", "replace", "a??b"},
    {"a\377\376b", "euc_jp", "backslashreplace", "a\\udcff\\udcfeb"},
    {"a\377\376b", "euc_jp", "surrogateescape", "a\377\376b"},
    {"\303\251\377", "utf-8", "ignore", "\303\251"},
    {"\303\251\377", "utf-8", "replace", "\303\251?"},
    {"\303\251\377", "utf-8", "backslashreplace", "\303\251\\udcff"},
    {"\303\251\377", "utf-8", "surrogateescape", "\303\251\377"},
    {"\303\251\377", "utf-8-sig", "ignore", "\357\273\277\303\251"},
    {"\303\251\377", "utf-8-sig", "replace", "\357\273\277\303\251?"},
    {"\303\251\377", "utf-8-sig", "backslashreplace",
     "\357\273\277\303\251\\udcff"},
    {"\303\251\377", "utf-8-sig", "surrogateescape",
     "\357\273\277\303\251\377"},
    {"\303\251\377", "ascii", "ignore", ""},
    {"\303\251\377", "ascii", "replace", "??"},
    {"\303\251\377", "ascii", "backslashreplace", "\\xe9\\udcff"},
    {"\303\251\377", "latin-1", "ignore", "\351"},
    {"\303\251\377", "latin-1", "replace", "\351?"},
    {"\303\251\377", "latin-1", "backslashreplace", "\351\\udcff"},
    {"\303\251\377", "latin-1", "surrogateescape", "\351\377"},
    {"\303\251\377", "utf-16", "ignore", "\377\376\351\000"s},
    {"\303\251\377", "utf-16", "replace", "\377\376\351\000?\000"s},
    {"\303\251\377", "utf-16", "backslashreplace",
     "\377\376\351\000\\\000u\000d\000c\000f\000f\000"s},
    {"\303\251\377", "utf-16-be", "ignore", "\000\351"s},
    {"\303\251\377", "utf-16-be", "replace", "\000\351\000?"s},
    {"\303\251\377", "utf-16-be", "backslashreplace",
     "\000\351\000\\\000u\000d\000c\000f\000f"s},
    {"\303\251\377", "utf-32", "ignore", "\377\376\000\000\351\000\000\000"s},
    {"\303\251\377", "utf-32", "replace",
     "\377\376\000\000\351\000\000\000?\000\000\000"s},
    {"\303\251\377", "utf-32", "backslashreplace",
     "\377\376\000\000\351\000\000\000\\\000\000\000u\000\000\000d\000\000\000c\000\000\000f\000\000\000f\000\000\000"s},
    {"\303\251\377", "utf-32-be", "ignore", "\000\000\000\351"s},
    {"\303\251\377", "utf-32-be", "replace", "\000\000\000\351\000\000\000?"s},
    {"\303\251\377", "utf-32-be", "backslashreplace",
     "\000\000\000\351\000\000\000\\\000\000\000u\000\000\000d\000\000\000c\000\000\000f\000\000\000f"s},
    {"\303\251\377", "cp1252", "ignore", "\351"},
    {"\303\251\377", "cp1252", "replace", "\351?"},
    {"\303\251\377", "cp1252", "backslashreplace", "\351\\udcff"},
    {"\303\251\377", "cp1252", "surrogateescape", "\351\377"},
    {"\303\251\377", "euc_jp", "ignore", "\217\253\261"},
    {"\303\251\377", "euc_jp", "replace", "\217\253\261?"},
    {"\303\251\377", "euc_jp", "backslashreplace", "\217\253\261\\udcff"},
    {"\303\251\377", "euc_jp", "surrogateescape", "\217\253\261\377"},
    {"\377\303\251", "utf-8", "ignore", "\303\251"},
    {"\377\303\251", "utf-8", "replace", "?\303\251"},
    {"\377\303\251", "utf-8", "backslashreplace", "\\udcff\303\251"},
    {"\377\303\251", "utf-8", "surrogateescape", "\377\303\251"},
    {"\377\303\251", "utf-8-sig", "ignore", "\357\273\277\303\251"},
    {"\377\303\251", "utf-8-sig", "replace", "\357\273\277?\303\251"},
    {"\377\303\251", "utf-8-sig", "backslashreplace",
     "\357\273\277\\udcff\303\251"},
    {"\377\303\251", "utf-8-sig", "surrogateescape",
     "\357\273\277\377\303\251"},
    {"\377\303\251", "ascii", "ignore", ""},
    {"\377\303\251", "ascii", "replace", "??"},
    {"\377\303\251", "ascii", "backslashreplace", "\\udcff\\xe9"},
    {"\377\303\251", "latin-1", "ignore", "\351"},
    {"\377\303\251", "latin-1", "replace", "?\351"},
    {"\377\303\251", "latin-1", "backslashreplace", "\\udcff\351"},
    {"\377\303\251", "latin-1", "surrogateescape", "\377\351"},
    {"\377\303\251", "utf-16", "ignore", "\377\376\351\000"s},
    {"\377\303\251", "utf-16", "replace", "\377\376?\000\351\000"s},
    {"\377\303\251", "utf-16", "backslashreplace",
     "\377\376\\\000u\000d\000c\000f\000f\000\351\000"s},
    {"\377\303\251", "utf-16-be", "ignore", "\000\351"s},
    {"\377\303\251", "utf-16-be", "replace", "\000?\000\351"s},
    {"\377\303\251", "utf-16-be", "backslashreplace",
     "\000\\\000u\000d\000c\000f\000f\000\351"s},
    {"\377\303\251", "utf-32", "ignore", "\377\376\000\000\351\000\000\000"s},
    {"\377\303\251", "utf-32", "replace",
     "\377\376\000\000?\000\000\000\351\000\000\000"s},
    {"\377\303\251", "utf-32", "backslashreplace",
     "\377\376\000\000\\\000\000\000u\000\000\000d\000\000\000c\000\000\000f\000\000\000f\000\000\000\351\000\000\000"s},
    {"\377\303\251", "utf-32-be", "ignore", "\000\000\000\351"s},
    {"\377\303\251", "utf-32-be", "replace", "\000\000\000?\000\000\000\351"s},
    {"\377\303\251", "utf-32-be", "backslashreplace",
     "\000\000\000\\\000\000\000u\000\000\000d\000\000\000c\000\000\000f\000\000\000f\000\000\000\351"s},
    {"\377\303\251", "cp1252", "ignore", "\351"},
    {"\377\303\251", "cp1252", "replace", "?\351"},
    {"\377\303\251", "cp1252", "backslashreplace", "\\udcff\351"},
    {"\377\303\251", "cp1252", "surrogateescape", "\377\351"},
    {"\377\303\251", "euc_jp", "ignore", "\217\253\261"},
    {"\377\303\251", "euc_jp", "replace", "?\217\253\261"},
    {"\377\303\251", "euc_jp", "backslashreplace", "\\udcff\217\253\261"},
    {"\377\303\251", "euc_jp", "surrogateescape", "\377\217\253\261"},
    {"\346\274\242\345\255\227\n\r\n", "utf-8", "strict",
     "\346\274\242\345\255\227\n\r\n"},
    {"\346\274\242\345\255\227\n\r\n", "utf-8-sig", "strict",
     "\357\273\277\346\274\242\345\255\227\n\r\n"},
    {"\346\274\242\345\255\227\n\r\n", "ascii", "ignore", "\n\r\n"},
    {"\346\274\242\345\255\227\n\r\n", "ascii", "replace", "??\n\r\n"},
    {"\346\274\242\345\255\227\n\r\n", "ascii", "backslashreplace",
     "\\u6f22\\u5b57\n\r\n"},
    {"\346\274\242\345\255\227\n\r\n", "latin-1", "ignore", "\n\r\n"},
    {"\346\274\242\345\255\227\n\r\n", "latin-1", "replace", "??\n\r\n"},
    {"\346\274\242\345\255\227\n\r\n", "latin-1", "backslashreplace",
     "\\u6f22\\u5b57\n\r\n"},
    {"\346\274\242\345\255\227\n\r\n", "utf-16", "strict",
     "\377\376\"oW[\n\000\r\000\n\000"s},
    {"\346\274\242\345\255\227\n\r\n", "utf-16-be", "strict",
     "o\"[W\000\n\000\r\000\n"s},
    {"\346\274\242\345\255\227\n\r\n", "utf-32", "strict",
     "\377\376\000\000\"o\000\000W[\000\000\n\000\000\000\r\000\000\000\n\000\000\000"s},
    {"\346\274\242\345\255\227\n\r\n", "utf-32-be", "strict",
     "\000\000o\"\000\000[W\000\000\000\n\000\000\000\r\000\000\000\n"s},
    {"\346\274\242\345\255\227\n\r\n", "cp1252", "ignore", "\n\r\n"},
    {"\346\274\242\345\255\227\n\r\n", "cp1252", "replace", "??\n\r\n"},
    {"\346\274\242\345\255\227\n\r\n", "cp1252", "backslashreplace",
     "\\u6f22\\u5b57\n\r\n"},
    {"\346\274\242\345\255\227\n\r\n", "euc_jp", "strict",
     "\264\301\273\372\n\r\n"},
    {"\377\346\274\242", "utf-8", "ignore", "\346\274\242"},
    {"\377\346\274\242", "utf-8", "replace", "?\346\274\242"},
    {"\377\346\274\242", "utf-8", "backslashreplace", "\\udcff\346\274\242"},
    {"\377\346\274\242", "utf-8", "surrogateescape", "\377\346\274\242"},
    {"\377\346\274\242", "utf-8-sig", "ignore", "\357\273\277\346\274\242"},
    {"\377\346\274\242", "utf-8-sig", "replace", "\357\273\277?\346\274\242"},
    {"\377\346\274\242", "utf-8-sig", "backslashreplace",
     "\357\273\277\\udcff\346\274\242"},
    {"\377\346\274\242", "utf-8-sig", "surrogateescape",
     "\357\273\277\377\346\274\242"},
    {"\377\346\274\242", "ascii", "ignore", ""},
    {"\377\346\274\242", "ascii", "replace", "??"},
    {"\377\346\274\242", "ascii", "backslashreplace", "\\udcff\\u6f22"},
    {"\377\346\274\242", "latin-1", "ignore", ""},
    {"\377\346\274\242", "latin-1", "replace", "??"},
    {"\377\346\274\242", "latin-1", "backslashreplace", "\\udcff\\u6f22"},
    {"\377\346\274\242", "utf-16", "ignore", "\377\376\"o"},
    {"\377\346\274\242", "utf-16", "replace", "\377\376?\000\"o"s},
    {"\377\346\274\242", "utf-16", "backslashreplace",
     "\377\376\\\000u\000d\000c\000f\000f\000\"o"s},
    {"\377\346\274\242", "utf-16-be", "ignore", "o\""},
    {"\377\346\274\242", "utf-16-be", "replace", "\000?o\""s},
    {"\377\346\274\242", "utf-16-be", "backslashreplace",
     "\000\\\000u\000d\000c\000f\000fo\""s},
    {"\377\346\274\242", "utf-32", "ignore", "\377\376\000\000\"o\000\000"s},
    {"\377\346\274\242", "utf-32", "replace",
     "\377\376\000\000?\000\000\000\"o\000\000"s},
    {"\377\346\274\242", "utf-32", "backslashreplace",
     "\377\376\000\000\\\000\000\000u\000\000\000d\000\000\000c\000\000\000f\000\000\000f\000\000\000\"o\000\000"s},
    {"\377\346\274\242", "utf-32-be", "ignore", "\000\000o\""s},
    {"\377\346\274\242", "utf-32-be", "replace", "\000\000\000?\000\000o\""s},
    {"\377\346\274\242", "utf-32-be", "backslashreplace",
     "\000\000\000\\\000\000\000u\000\000\000d\000\000\000c\000\000\000f\000\000\000f\000\000o\""s},
    {"\377\346\274\242", "cp1252", "ignore", ""},
    {"\377\346\274\242", "cp1252", "replace", "??"},
    {"\377\346\274\242", "cp1252", "backslashreplace", "\\udcff\\u6f22"},
    {"\377\346\274\242", "euc_jp", "ignore", "\264\301"},
    {"\377\346\274\242", "euc_jp", "replace", "?\264\301"},
    {"\377\346\274\242", "euc_jp", "backslashreplace", "\\udcff\264\301"},
    {"\377\346\274\242", "euc_jp", "surrogateescape", "\377\264\301"},
};

failure const unencodable[] = {
    {"\303\251", "ascii", "strict", "ascii", 0, 1,
     "'ascii' codec can't encode character '\\xe9' in position 0: ordinal not "
     "in range(128)"},
    {"a\342\202\254b", "ascii", "strict", "ascii", 1, 2,
     "'ascii' codec can't encode character '\\u20ac' in position 1: ordinal "
     "not in range(128)"},
    {"a\342\202\254b", "latin-1", "strict", "latin-1", 1, 2,
     "'latin-1' codec can't encode character '\\u20ac' in position 1: ordinal "
     "not in range(256)"},
    {"a\342\202\254b", "latin-1", "surrogateescape", "latin-1", 1, 2,
     "'latin-1' codec can't encode character '\\u20ac' in position 1: ordinal "
     "not in range(256)"},
    {"a\342\202\254b", "euc_jp", "strict", "euc_jp", 1, 2,
     "'euc_jp' codec can't encode character '\\u20ac' in position 1: illegal "
     "multibyte sequence"},
    {"a\342\202\254b", "euc_jp", "surrogateescape", "euc_jp", 1, 2,
     "'euc_jp' codec can't encode character '\\u20ac' in position 1: illegal "
     "multibyte sequence"},
    {"\360\237\230\200", "ascii", "strict", "ascii", 0, 1,
     "'ascii' codec can't encode character '\\U0001f600' in position 0: "
     "ordinal not in range(128)"},
    {"\360\237\230\200", "latin-1", "strict", "latin-1", 0, 1,
     "'latin-1' codec can't encode character '\\U0001f600' in position 0: "
     "ordinal not in range(256)"},
    {"\360\237\230\200", "latin-1", "surrogateescape", "latin-1", 0, 1,
     "'latin-1' codec can't encode character '\\U0001f600' in position 0: "
     "ordinal not in range(256)"},
    {"\360\237\230\200", "cp1252", "strict", "charmap", 0, 1,
     "'charmap' codec can't encode character '\\U0001f600' in position 0: "
     "character maps to <undefined>"},
    {"\360\237\230\200", "cp1252", "surrogateescape", "charmap", 0, 1,
     "'charmap' codec can't encode character '\\U0001f600' in position 0: "
     "character maps to <undefined>"},
    {"\360\237\230\200", "euc_jp", "strict", "euc_jp", 0, 1,
     "'euc_jp' codec can't encode character '\\U0001f600' in position 0: "
     "illegal multibyte sequence"},
    {"\360\237\230\200", "euc_jp", "surrogateescape", "euc_jp", 0, 1,
     "'euc_jp' codec can't encode character '\\U0001f600' in position 0: "
     "illegal multibyte sequence"},
    {"\377", "utf-8", "strict", "utf-8", 0, 1,
     "'utf-8' codec can't encode character '\\udcff' in position 0: surrogates "
     "not allowed"},
    {"\377", "utf-8-sig", "strict", "utf-8", 0, 1,
     "'utf-8' codec can't encode character '\\udcff' in position 0: surrogates "
     "not allowed"},
    {"\377", "ascii", "strict", "ascii", 0, 1,
     "'ascii' codec can't encode character '\\udcff' in position 0: ordinal "
     "not in range(128)"},
    {"\377", "latin-1", "strict", "latin-1", 0, 1,
     "'latin-1' codec can't encode character '\\udcff' in position 0: ordinal "
     "not in range(256)"},
    {"\377", "utf-16", "strict", "utf-16", 0, 1,
     "'utf-16' codec can't encode character '\\udcff' in position 0: "
     "surrogates not allowed"},
    {"\377", "utf-16", "surrogateescape", "utf-16", 0, 1,
     "'utf-16' codec can't encode character '\\udcff' in position 0: "
     "surrogates not allowed"},
    {"\377", "utf-16-be", "strict", "utf-16-be", 0, 1,
     "'utf-16-be' codec can't encode character '\\udcff' in position 0: "
     "surrogates not allowed"},
    {"\377", "utf-16-be", "surrogateescape", "utf-16-be", 0, 1,
     "'utf-16-be' codec can't encode character '\\udcff' in position 0: "
     "surrogates not allowed"},
    {"\377", "utf-32", "strict", "utf-32", 0, 1,
     "'utf-32' codec can't encode character '\\udcff' in position 0: "
     "surrogates not allowed"},
    {"\377", "utf-32", "surrogateescape", "utf-32", 0, 1,
     "'utf-32' codec can't encode character '\\udcff' in position 0: "
     "surrogates not allowed"},
    {"\377", "utf-32-be", "strict", "utf-32-be", 0, 1,
     "'utf-32-be' codec can't encode character '\\udcff' in position 0: "
     "surrogates not allowed"},
    {"\377", "utf-32-be", "surrogateescape", "utf-32-be", 0, 1,
     "'utf-32-be' codec can't encode character '\\udcff' in position 0: "
     "surrogates not allowed"},
    {"\377", "cp1252", "strict", "charmap", 0, 1,
     "'charmap' codec can't encode character '\\udcff' in position 0: "
     "character maps to <undefined>"},
    {"\377", "euc_jp", "strict", "euc_jp", 0, 1,
     "'euc_jp' codec can't encode character '\\udcff' in position 0: illegal "
     "multibyte sequence"},
    {"a\377\376b", "utf-8", "strict", "utf-8", 1, 3,
     "'utf-8' codec can't encode characters in position 1-2: surrogates not "
     "allowed"},
    {"a\377\376b", "utf-8-sig", "strict", "utf-8", 1, 3,
     "'utf-8' codec can't encode characters in position 1-2: surrogates not "
     "allowed"},
    {"a\377\376b", "ascii", "strict", "ascii", 1, 3,
     "'ascii' codec can't encode characters in position 1-2: ordinal not in "
     "range(128)"},
    {"a\377\376b", "latin-1", "strict", "latin-1", 1, 3,
     "'latin-1' codec can't encode characters in position 1-2: ordinal not in "
     "range(256)"},
    {"a\377\376b", "utf-16", "strict", "utf-16", 1, 2,
     "'utf-16' codec can't encode character '\\udcff' in position 1: "
     "surrogates not allowed"},
    {"a\377\376b", "utf-16", "surrogateescape", "utf-16", 1, 2,
     "'utf-16' codec can't encode character '\\udcff' in position 1: "
     "surrogates not allowed"},
    {"a\377\376b", "utf-16-be", "strict", "utf-16-be", 1, 2,
     "'utf-16-be' codec can't encode character '\\udcff' in position 1: "
     "surrogates not allowed"},
    {"a\377\376b", "utf-16-be", "surrogateescape", "utf-16-be", 1, 2,
     "'utf-16-be' codec can't encode character '\\udcff' in position 1: "
     "surrogates not allowed"},
    {"a\377\376b", "utf-32", "strict", "utf-32", 1, 2,
     "'utf-32' codec can't encode character '\\udcff' in position 1: "
     "surrogates not allowed"},
    {"a\377\376b", "utf-32", "surrogateescape", "utf-32", 1, 2,
     "'utf-32' codec can't encode character '\\udcff' in position 1: "
     "surrogates not allowed"},
    {"a\377\376b", "utf-32-be", "strict", "utf-32-be", 1, 2,
     "'utf-32-be' codec can't encode character '\\udcff' in position 1: "
     "surrogates not allowed"},
    {"a\377\376b", "utf-32-be", "surrogateescape", "utf-32-be", 1, 2,
     "'utf-32-be' codec can't encode character '\\udcff' in position 1: "
     "surrogates not allowed"},
    {"a\377\376b", "cp1252", "strict", "charmap", 1, 3,
     "'charmap' codec can't encode characters in position 1-2: character maps "
     "to <undefined>"},
    {"a\377\376b", "euc_jp", "strict", "euc_jp", 1, 2,
     "'euc_jp' codec can't encode character '\\udcff' in position 1: illegal "
     "multibyte sequence"},
    {"\303\251\377", "utf-8", "strict", "utf-8", 1, 2,
     "'utf-8' codec can't encode character '\\udcff' in position 1: surrogates "
     "not allowed"},
    {"\303\251\377", "utf-8-sig", "strict", "utf-8", 1, 2,
     "'utf-8' codec can't encode character '\\udcff' in position 1: surrogates "
     "not allowed"},
    {"\303\251\377", "ascii", "strict", "ascii", 0, 2,
     "'ascii' codec can't encode characters in position 0-1: ordinal not in "
     "range(128)"},
    {"\303\251\377", "latin-1", "strict", "latin-1", 1, 2,
     "'latin-1' codec can't encode character '\\udcff' in position 1: ordinal "
     "not in range(256)"},
    {"\303\251\377", "utf-16", "strict", "utf-16", 1, 2,
     "'utf-16' codec can't encode character '\\udcff' in position 1: "
     "surrogates not allowed"},
    {"\303\251\377", "utf-16", "surrogateescape", "utf-16", 1, 2,
     "'utf-16' codec can't encode character '\\udcff' in position 1: "
     "surrogates not allowed"},
    {"\303\251\377", "utf-16-be", "strict", "utf-16-be", 1, 2,
     "'utf-16-be' codec can't encode character '\\udcff' in position 1: "
     "surrogates not allowed"},
    {"\303\251\377", "utf-16-be", "surrogateescape", "utf-16-be", 1, 2,
     "'utf-16-be' codec can't encode character '\\udcff' in position 1: "
     "surrogates not allowed"},
    {"\303\251\377", "utf-32", "strict", "utf-32", 1, 2,
     "'utf-32' codec can't encode character '\\udcff' in position 1: "
     "surrogates not allowed"},
    {"\303\251\377", "utf-32", "surrogateescape", "utf-32", 1, 2,
     "'utf-32' codec can't encode character '\\udcff' in position 1: "
     "surrogates not allowed"},
    {"\303\251\377", "utf-32-be", "strict", "utf-32-be", 1, 2,
     "'utf-32-be' codec can't encode character '\\udcff' in position 1: "
     "surrogates not allowed"},
    {"\303\251\377", "utf-32-be", "surrogateescape", "utf-32-be", 1, 2,
     "'utf-32-be' codec can't encode character '\\udcff' in position 1: "
     "surrogates not allowed"},
    {"\303\251\377", "cp1252", "strict", "charmap", 1, 2,
     "'charmap' codec can't encode character '\\udcff' in position 1: "
     "character maps to <undefined>"},
    {"\303\251\377", "euc_jp", "strict", "euc_jp", 1, 2,
     "'euc_jp' codec can't encode character '\\udcff' in position 1: illegal "
     "multibyte sequence"},
    {"\377\303\251", "utf-8", "strict", "utf-8", 0, 1,
     "'utf-8' codec can't encode character '\\udcff' in position 0: surrogates "
     "not allowed"},
    {"\377\303\251", "utf-8-sig", "strict", "utf-8", 0, 1,
     "'utf-8' codec can't encode character '\\udcff' in position 0: surrogates "
     "not allowed"},
    {"\377\303\251", "ascii", "strict", "ascii", 0, 2,
     "'ascii' codec can't encode characters in position 0-1: ordinal not in "
     "range(128)"},
    {"\377\303\251", "latin-1", "strict", "latin-1", 0, 1,
     "'latin-1' codec can't encode character '\\udcff' in position 0: ordinal "
     "not in range(256)"},
    {"\377\303\251", "utf-16", "strict", "utf-16", 0, 1,
     "'utf-16' codec can't encode character '\\udcff' in position 0: "
     "surrogates not allowed"},
    {"\377\303\251", "utf-16", "surrogateescape", "utf-16", 0, 1,
     "'utf-16' codec can't encode character '\\udcff' in position 0: "
     "surrogates not allowed"},
    {"\377\303\251", "utf-16-be", "strict", "utf-16-be", 0, 1,
     "'utf-16-be' codec can't encode character '\\udcff' in position 0: "
     "surrogates not allowed"},
    {"\377\303\251", "utf-16-be", "surrogateescape", "utf-16-be", 0, 1,
     "'utf-16-be' codec can't encode character '\\udcff' in position 0: "
     "surrogates not allowed"},
    {"\377\303\251", "utf-32", "strict", "utf-32", 0, 1,
     "'utf-32' codec can't encode character '\\udcff' in position 0: "
     "surrogates not allowed"},
    {"\377\303\251", "utf-32", "surrogateescape", "utf-32", 0, 1,
     "'utf-32' codec can't encode character '\\udcff' in position 0: "
     "surrogates not allowed"},
    {"\377\303\251", "utf-32-be", "strict", "utf-32-be", 0, 1,
     "'utf-32-be' codec can't encode character '\\udcff' in position 0: "
     "surrogates not allowed"},
    {"\377\303\251", "utf-32-be", "surrogateescape", "utf-32-be", 0, 1,
     "'utf-32-be' codec can't encode character '\\udcff' in position 0: "
     "surrogates not allowed"},
    {"\377\303\251", "cp1252", "strict", "charmap", 0, 1,
     "'charmap' codec can't encode character '\\udcff' in position 0: "
     "character maps to <undefined>"},
    {"\377\303\251", "euc_jp", "strict", "euc_jp", 0, 1,
     "'euc_jp' codec can't encode character '\\udcff' in position 0: illegal "
     "multibyte sequence"},
    {"\346\274\242\345\255\227\n\r\n", "ascii", "strict", "ascii", 0, 2,
     "'ascii' codec can't encode characters in position 0-1: ordinal not in "
     "range(128)"},
    {"\346\274\242\345\255\227\n\r\n", "latin-1", "strict", "latin-1", 0, 2,
     "'latin-1' codec can't encode characters in position 0-1: ordinal not in "
     "range(256)"},
    {"\346\274\242\345\255\227\n\r\n", "latin-1", "surrogateescape", "latin-1",
     0, 2,
     "'latin-1' codec can't encode characters in position 0-1: ordinal not in "
     "range(256)"},
    {"\346\274\242\345\255\227\n\r\n", "cp1252", "strict", "charmap", 0, 2,
     "'charmap' codec can't encode characters in position 0-1: character maps "
     "to <undefined>"},
    {"\346\274\242\345\255\227\n\r\n", "cp1252", "surrogateescape", "charmap",
     0, 2,
     "'charmap' codec can't encode characters in position 0-1: character maps "
     "to <undefined>"},
    {"\377\346\274\242", "utf-8", "strict", "utf-8", 0, 1,
     "'utf-8' codec can't encode character '\\udcff' in position 0: surrogates "
     "not allowed"},
    {"\377\346\274\242", "utf-8-sig", "strict", "utf-8", 0, 1,
     "'utf-8' codec can't encode character '\\udcff' in position 0: surrogates "
     "not allowed"},
    {"\377\346\274\242", "ascii", "strict", "ascii", 0, 2,
     "'ascii' codec can't encode characters in position 0-1: ordinal not in "
     "range(128)"},
    {"\377\346\274\242", "latin-1", "strict", "latin-1", 0, 2,
     "'latin-1' codec can't encode characters in position 0-1: ordinal not in "
     "range(256)"},
    {"\377\346\274\242", "latin-1", "surrogateescape", "latin-1", 1, 2,
     "'latin-1' codec can't encode character '\\u6f22' in position 1: ordinal "
     "not in range(256)"},
    {"\377\346\274\242", "utf-16", "strict", "utf-16", 0, 1,
     "'utf-16' codec can't encode character '\\udcff' in position 0: "
     "surrogates not allowed"},
    {"\377\346\274\242", "utf-16", "surrogateescape", "utf-16", 0, 1,
     "'utf-16' codec can't encode character '\\udcff' in position 0: "
     "surrogates not allowed"},
    {"\377\346\274\242", "utf-16-be", "strict", "utf-16-be", 0, 1,
     "'utf-16-be' codec can't encode character '\\udcff' in position 0: "
     "surrogates not allowed"},
    {"\377\346\274\242", "utf-16-be", "surrogateescape", "utf-16-be", 0, 1,
     "'utf-16-be' codec can't encode character '\\udcff' in position 0: "
     "surrogates not allowed"},
    {"\377\346\274\242", "utf-32", "strict", "utf-32", 0, 1,
     "'utf-32' codec can't encode character '\\udcff' in position 0: "
     "surrogates not allowed"},
    {"\377\346\274\242", "utf-32", "surrogateescape", "utf-32", 0, 1,
     "'utf-32' codec can't encode character '\\udcff' in position 0: "
     "surrogates not allowed"},
    {"\377\346\274\242", "utf-32-be", "strict", "utf-32-be", 0, 1,
     "'utf-32-be' codec can't encode character '\\udcff' in position 0: "
     "surrogates not allowed"},
    {"\377\346\274\242", "utf-32-be", "surrogateescape", "utf-32-be", 0, 1,
     "'utf-32-be' codec can't encode character '\\udcff' in position 0: "
     "surrogates not allowed"},
    {"\377\346\274\242", "cp1252", "strict", "charmap", 0, 2,
     "'charmap' codec can't encode characters in position 0-1: character maps "
     "to <undefined>"},
    {"\377\346\274\242", "cp1252", "surrogateescape", "charmap", 0, 2,
     "'charmap' codec can't encode characters in position 0-1: character maps "
     "to <undefined>"},
    {"\377\346\274\242", "euc_jp", "strict", "euc_jp", 0, 1,
     "'euc_jp' codec can't encode character '\\udcff' in position 0: illegal "
     "multibyte sequence"},
};

std::string decode_in_three(codec const& how, std::string_view bytes,
                            std::size_t first, std::size_t second)
{
    std::string text;
    decoder d(how);
    d.feed(bytes.substr(0, first), text);
    d.feed(bytes.substr(first, second - first), text);
    d.feed(bytes.substr(second), text);
    d.finish(text);
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(codec_)

BOOST_AUTO_TEST_CASE(decoding)
{
    for (auto const& [input, encoding, errors, output] : decoded)
    {
        BOOST_TEST_CONTEXT(encoding << ' ' << errors << ' ' << output)
        {
            BOOST_TEST(decode(codec(encoding, errors), input) == output);
        }
    }
}

BOOST_AUTO_TEST_CASE(decoding_refuses)
{
    for (auto const& row : undecodable)
    {
        BOOST_CHECK_EXCEPTION(
            decode(codec(row.encoding, row.errors), row.input),
            UnicodeDecodeError, [&](UnicodeDecodeError const& e) {
                BOOST_TEST(e.what() == row.what);
                BOOST_TEST(e.encoding() == row.named);
                BOOST_TEST(e.start() == row.start);
                BOOST_TEST(e.end() == row.end);
                return true;
            });
    }
}

BOOST_AUTO_TEST_CASE(cuts_make_no_difference)
{
    for (auto const& [input, encoding, errors, output] : decoded)
    {
        codec const how(encoding, errors);
        for (std::size_t i = 0; i <= input.size(); ++i)
        {
            for (std::size_t j = i; j <= input.size(); ++j)
            {
                BOOST_TEST_CONTEXT(encoding << ' ' << errors << ' ' << output
                                            << ' ' << i << ' ' << j)
                {
                    BOOST_TEST(decode_in_three(how, input, i, j) == output);
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(cuts_make_no_difference_to_errors)
{
    for (auto const& row : undecodable)
    {
        codec const how(row.encoding, row.errors);
        for (std::size_t i = 0; i <= row.input.size(); ++i)
        {
            BOOST_CHECK_EXCEPTION(
                decode_in_three(how, row.input, i, row.input.size()),
                UnicodeDecodeError, [&](UnicodeDecodeError const& e) {
                    BOOST_TEST(e.what() == row.what);
                    BOOST_TEST(e.start() == row.start);
                    return true;
                });
        }
    }
}

BOOST_AUTO_TEST_CASE(parts_of_characters_and_newlines_are_held_back)
{
    std::string text = "before ";
    decoder d(codec("utf-8"));
    d.feed("a\342\202", text);
    BOOST_TEST(text == "before a");
    d.feed("\254\r", text);
    BOOST_TEST(text == "before a\342\202\254");
    d.feed("", text);
    BOOST_TEST(text == "before a\342\202\254");
    d.feed("\nb\r", text);
    BOOST_TEST(text == "before a\342\202\254\nb");
    d.feed("c\r", text);
    BOOST_TEST(text == "before a\342\202\254\nb\nc");
    d.finish(text);
    BOOST_TEST(text == "before a\342\202\254\nb\nc\n");
}

BOOST_AUTO_TEST_CASE(an_error_leaves_the_text)
{
    std::string text;
    decoder d(codec("utf-8"));
    d.feed("good\r", text);
    BOOST_CHECK_THROW(d.feed("more\377", text), UnicodeDecodeError);
    BOOST_TEST(text == "good");
}

BOOST_AUTO_TEST_CASE(an_error_knows_its_piece)
{
    std::string text;
    decoder d(codec("utf-8"));
    d.feed("0123456789\303", text);
    BOOST_CHECK_EXCEPTION(d.feed("(", text), UnicodeDecodeError,
                          [](UnicodeDecodeError const& e) {
                              BOOST_TEST(e.start() == 10u);
                              BOOST_TEST(e.offset() == 10u);
                              BOOST_TEST(e.object() == "\303(");
                              return true;
                          });
}

BOOST_AUTO_TEST_CASE(long_inputs)
{
    // More than one block of the converter.
    for (auto const* name :
         {"utf-8", "utf-16", "cp1252", "shift_jis", "gb18030"})
    {
        std::string const unit =
            name == "cp1252"s ? "a\303\251\n" : "a\346\274\242\n";
        std::string text;
        for (int i = 0; i < 5000; ++i)
        {
            text += unit;
        }
        codec const how(name, "replace");
        auto bytes = encode(how, text);
        BOOST_TEST((decode(how, bytes) == text), name);
        std::string pieces;
        decoder d(how);
        for (std::size_t p = 0; p < bytes.size(); p += 7)
        {
            d.feed(std::string_view(bytes).substr(p, 7), pieces);
        }
        d.finish(pieces);
        BOOST_TEST((pieces == text), name);
    }
}

BOOST_AUTO_TEST_CASE(one_error_in_a_long_input)
{
    std::string bytes;
    for (int i = 0; i < 5000; ++i)
    {
        bytes += "a\212\277";
    }
    auto const good = decode(codec("shift_jis"), bytes);
    bytes.insert(3 * 3333, "\377");
    auto expected = good;
    expected.insert(4 * 3333, "\357\277\275");
    BOOST_TEST((decode(codec("shift_jis", "replace"), bytes) == expected));
    BOOST_CHECK_EXCEPTION(
        decode(codec("shift_jis"), bytes), UnicodeDecodeError,
        [](UnicodeDecodeError const& e) { return e.start() == 3 * 3333; });
}

BOOST_AUTO_TEST_CASE(encoding)
{
    for (auto const& [input, encoding, errors, output] : encoded)
    {
        BOOST_TEST_CONTEXT(encoding << ' ' << errors << ' ' << input)
        {
            BOOST_TEST(encode(codec(encoding, errors), input) == output);
        }
    }
}

BOOST_AUTO_TEST_CASE(encoding_refuses)
{
    for (auto const& row : unencodable)
    {
        BOOST_CHECK_EXCEPTION(
            encode(codec(row.encoding, row.errors), row.input),
            UnicodeEncodeError, [&](UnicodeEncodeError const& e) {
                BOOST_TEST(e.what() == row.what);
                BOOST_TEST(e.encoding() == row.named);
                BOOST_TEST(e.object() == row.input);
                BOOST_TEST(e.start() == row.start);
                BOOST_TEST(e.end() == row.end);
                return true;
            });
    }
}

BOOST_AUTO_TEST_CASE(surrogateescape_is_reversible)
{
    std::string bytes;
    for (int i = 1; i < 256; ++i)
    {
        bytes += i == '\r' ? '\n' : static_cast<char>(i);
    }
    bytes += "\303\251";
    for (auto const* name : {"utf-8", "ascii", "latin-1", "cp1252"})
    {
        codec const how(name, "surrogateescape");
        BOOST_TEST((encode(how, decode(how, bytes)) == bytes), name);
    }
}

BOOST_AUTO_TEST_CASE(a_mark_is_written_once)
{
    BOOST_TEST(encode(codec("utf-16"), "a", beginning::none) == "a\0"s);
    BOOST_TEST(encode(codec("utf-8-sig"), "a", beginning::none) == "a");
    BOOST_TEST(encode(codec("utf-16"), "a", beginning::stream) == "a\0"s);
    BOOST_TEST(encode(codec("utf-8-sig"), "a", beginning::stream) ==
               "\357\273\277a");
}

BOOST_AUTO_TEST_CASE(without_a_mark_the_order_is_native)
{
    BOOST_TEST(decode(codec("utf-16"), "a\0\351\0"s) == "a\303\251");
    BOOST_TEST(decode(codec("utf-32"), "a\0\0\0"s) == "a");
}

BOOST_AUTO_TEST_CASE(names)
{
    struct
    {
        std::string given;
        std::string normal;
    } const cases[] = {
        {"UTF8", "utf-8"},
        {"utf 8", "utf-8"},
        {" utf-8", "utf-8"},
        {"utf-8-", "utf-8"},
        {"utf--8", "utf-8"},
        {"U8", "utf-8"},
        {"cp65001", "utf-8"},
        {"utf-8-sig", "utf-8-sig"},
        {"UTF_8_SIG", "utf-8-sig"},
        {"latin", "iso8859-1"},
        {"L1", "iso8859-1"},
        {"8859", "iso8859-1"},
        {"us", "ascii"},
        {"646", "ascii"},
        {"ANSI_X3.4-1968", "ascii"},
        {"US-ASCII", "ascii"},
        {"utf16", "utf-16"},
        {"u16", "utf-16"},
        {"UTF-16LE", "utf-16-le"},
        {"utf_16_le", "utf-16-le"},
        {"UTF-32BE", "utf-32-be"},
        {"iso-8859-1", "iso8859-1"},
        {"ISO_8859-1:1987", "iso8859-1"},
        {"iso8859_1", "iso8859-1"},
        {"iso8859.1", "iso8859-1"},
        {"us.ascii", "ascii"},
        {"cp819", "iso8859-1"},
        {"sjis", "shift_jis"},
        {"Shift-JIS", "shift_jis"},
        {"windows-1252", "cp1252"},
        {"mac-roman", "mac-roman"},
        {"iso-8859-15", "iso8859-15"},
        {"EUC-JP", "euc_jp"},
        {"koi8_r", "koi8-r"},
    };
    for (auto const& [given, normal] : cases)
    {
        BOOST_TEST(codec(given).encoding() == normal);
    }
    BOOST_TEST(codec("utf-8").errors() == "strict");
    BOOST_TEST(codec("utf-8", "ignore").errors() == "ignore");
}

BOOST_AUTO_TEST_CASE(unknown_names)
{
    for (std::string const name :
         {"nosuch", "", "u t f 8", "utf8-sig", "utf.8", "latin.1", "iso8859.15",
          "iso-2022-jp", "hz", "utf-7"})
    {
        BOOST_CHECK_EXCEPTION(
            codec{name}, LookupError, [&](LookupError const& e) {
                return e.what() == "unknown encoding: " + name;
            });
    }
    BOOST_CHECK_EXCEPTION(
        codec("utf-8", "nosuch"), LookupError, [](LookupError const& e) {
            return e.what() == "unknown error handler name 'nosuch'"s;
        });
    for (auto const& name : {"utf-8\0"s, "\0"s})
    {
        BOOST_CHECK_EXCEPTION(codec{name}, concur::ValueError,
                              [](concur::ValueError const& e) {
                                  return e.what() == "embedded null character"s;
                              });
    }
}

BOOST_AUTO_TEST_CASE(the_locale_chooses)
{
    // The locale of a program that has just started is "C".
    std::setlocale(LC_ALL, "C");
    BOOST_TEST(codec().encoding() == "utf-8");
    BOOST_TEST(codec("locale").encoding() == "utf-8");
    BOOST_TEST(codec("ascii").encoding() == "ascii");
    if (std::setlocale(LC_ALL, "en_US.ISO-8859-1") != nullptr)
    {
        BOOST_TEST(codec().encoding() == "iso8859-1");
        std::setlocale(LC_ALL, "C");
    }
}

BOOST_AUTO_TEST_SUITE_END()
