// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../../libs/subprocess/src/text/codec.hpp"

#include <concur/errors.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <string_view>

using namespace concur::subprocess::detail;
using concur::UnicodeDecodeError;

namespace {

struct row
{
    char const* name;
    bool multibyte;
    std::uint64_t decoded;
    std::uint64_t encoded;
};

// The results of CPython 3.10, printed by
// libs/subprocess/tables/charset_digests.py.
constexpr row rows[] = {
    {"big5", true, 0x1bc263581ab33544, 0xad2e929ce17a1f1b},
    {"big5hkscs", true, 0xdbdfb3ab195c7cfd, 0x720f386f65c0ea13},
    {"cp037", false, 0x169ef3ea31a429dc, 0xc2fab9cb25ef5079},
    {"cp1006", false, 0x282e5bc66a5750dd, 0xf16a15fe4b93f82e},
    {"cp1026", false, 0xdfc6f5ecb3b3f9c1, 0x8d83e1cd23e0dcac},
    {"cp1125", false, 0x4a434e99a3c0defb, 0x37cc4e1ac44be25e},
    {"cp1140", false, 0x474691f62f4c6bba, 0x681ec5f6383fa75},
    {"cp1250", false, 0x5a54b503efc29478, 0x27e12631afc923e5},
    {"cp1251", false, 0x3cc2d34cbc306646, 0x37ac0ffa8d8d06a6},
    {"cp1252", false, 0xca20136ba56d0417, 0x4e8eff3841f60b7b},
    {"cp1253", false, 0xdae63817af40dd09, 0x712e83e6be99a4a9},
    {"cp1254", false, 0x90ba2006a56b6b03, 0xc7dcdae881d9ff51},
    {"cp1255", false, 0x1a16088c23828029, 0x5cd14c6a8a2a5386},
    {"cp1256", false, 0x990d5327a026df6e, 0xbdb8bc5932d893b6},
    {"cp1257", false, 0x8a2605eedf1f9418, 0x696bb10dfd3580c1},
    {"cp1258", false, 0xc7429928d893e44a, 0xa80b2c7c5e54555},
    {"cp273", false, 0x309522771e398fa3, 0xbdefb4d8df3d5ea1},
    {"cp424", false, 0x7103c4cf697e3da5, 0xfe738753ccdc895a},
    {"cp437", false, 0xe672e4c4be5575a, 0xafcf1e5c6f7a0f1c},
    {"cp500", false, 0x1b4a1f17c0694e4c, 0x74a85e32d3bf3505},
    {"cp720", false, 0xa95e180ef20def64, 0xa993862c2fbe3573},
    {"cp737", false, 0xb54f8e3bb0c9c338, 0x6687bd91504b053d},
    {"cp775", false, 0xa2069ce51a06e0b5, 0xf9ae6fcd63d6aaa9},
    {"cp850", false, 0x7ea4038a36a76b22, 0xfba5867cbf6b69},
    {"cp852", false, 0x485cc7e69657c9db, 0x1a69d64220903572},
    {"cp855", false, 0xce1b331f394f752, 0x819799b65928be9e},
    {"cp856", false, 0x29776598cc58570f, 0xb62729d8745c417c},
    {"cp857", false, 0xe07b86e2b47a0b11, 0xf6a3a6f88fc2e934},
    {"cp858", false, 0x5e7967a851e9e287, 0x85f0a238f8834bd8},
    {"cp860", false, 0x190a18dce1706474, 0x4f4d0bb897c29827},
    {"cp861", false, 0xa82b6c1cbe3657, 0xb366b1cbbfde5d6b},
    {"cp862", false, 0xa688833db7450dc4, 0xbeea0ddbd7c2b0c3},
    {"cp863", false, 0x7d88614105c98346, 0x3003c89d2bb90042},
    {"cp864", false, 0x4d570ce0d47e666, 0xb7ebbf1d9db9570b},
    {"cp865", false, 0x89c4566199e8f63e, 0x2f5cc06b72d4bde4},
    {"cp866", false, 0x55e6c994b538421d, 0x23ee9a69be8e853a},
    {"cp869", false, 0x289530d240131c15, 0xa28a51c2df0ed197},
    {"cp874", false, 0x476285c899954de7, 0xbf49fc0c77ce306b},
    {"cp875", false, 0xb9d432d4ff1d5c25, 0x204e945783414a21},
    {"cp932", true, 0x828181238024135e, 0xdef0ba7cd971adcf},
    {"cp949", true, 0xc244a6366df1eec, 0xbc3d0cc21c70d505},
    {"cp950", true, 0xff423be812408f15, 0x41035151aead7a45},
    {"euc_jis_2004", true, 0x209971042f70b22, 0xc9c6ceb8be9b4356},
    {"euc_jisx0213", true, 0x799d1306f7bb0ab2, 0x5126a4218e0308ea},
    {"euc_jp", true, 0x3db4bf1897f646a2, 0x2d75782e9106dc2a},
    {"euc_kr", true, 0x2f80214b69b96326, 0xa3d0e965195bec65},
    {"gb18030", true, 0xfa2f095cda71f7a7, 0x27d1e8cf793613e1},
    {"gb2312", true, 0xd20c1cbe145e346c, 0x50ec13659a7988e7},
    {"gbk", true, 0x4a311e2acea8887c, 0xf414b406f431b1b9},
    {"hp-roman8", false, 0xfd6cbd7edde8d340, 0x48f7d6561c54dc5c},
    {"iso8859-10", false, 0x4625015815ab4b46, 0xb9ca343c953f827c},
    {"iso8859-11", false, 0x4c37647b756f0898, 0x9108b0147bf386c2},
    {"iso8859-13", false, 0xe14f9bc5b2888f76, 0xefeeaa04b0fe2690},
    {"iso8859-14", false, 0x4d84beaefa2453c4, 0xd34d39d5a6dbad55},
    {"iso8859-15", false, 0x98cc3867ce36871b, 0x8c0a3d0d886e35d5},
    {"iso8859-16", false, 0xdbbf61205e7aad69, 0xc142f6d52ca8afa0},
    {"iso8859-2", false, 0x8cdae85f3d95427f, 0x31e0f2f8fa94f90b},
    {"iso8859-3", false, 0xf4ea24d0a63ad7, 0xb1ada7696bc0321},
    {"iso8859-4", false, 0x98a2e18ca94867f6, 0x5ce4ef79961192f4},
    {"iso8859-5", false, 0x42a9a11e71ef3a7c, 0x6e9a2857a518e2e6},
    {"iso8859-6", false, 0xf7225d58588665c4, 0x915967378b15992d},
    {"iso8859-7", false, 0x30abbe8f36ae4353, 0x941fdf6a129560da},
    {"iso8859-8", false, 0x9bee2f9cde4ec2d8, 0x4a17ce018157270e},
    {"iso8859-9", false, 0xdfd912a7923ad98b, 0xa8e0e6f04d8f5c10},
    {"johab", true, 0x752b1a2a422d1757, 0x912ca74f5ca13f6f},
    {"koi8-r", false, 0xd7750f73c973027a, 0x4ee57113320b4aef},
    {"koi8-t", false, 0x8e3ca301805711f1, 0xe61053cd85d8b38b},
    {"koi8-u", false, 0x8e7f6575942735b2, 0xe3d8ecfd1882048f},
    {"kz1048", false, 0x7e0908d4dc0afb72, 0xcff7f13aed91176},
    {"mac-arabic", false, 0x84d9c4d493152266, 0x77fef73a67662595},
    {"mac-croatian", false, 0x40129b9a0e9b9598, 0x6345e5ef9fd2e23f},
    {"mac-cyrillic", false, 0x5adf45bd585b33d8, 0xc44d33e70e95b467},
    {"mac-farsi", false, 0xf3a5ffc87be25a02, 0xb29bdcb2d0f4898d},
    {"mac-greek", false, 0x1c3405a07d8cfc, 0x208f63d3597946a7},
    {"mac-iceland", false, 0xebaefae0d4506d7f, 0x5480a524c89c53b9},
    {"mac-latin2", false, 0x728248c10924a448, 0x6c48673c1d6e2937},
    {"mac-roman", false, 0x84858bc0d0a9bce0, 0xca74bbe839d5ab55},
    {"mac-romanian", false, 0x46f52841fba9c6b4, 0x6d62cd37db91c67},
    {"mac-turkish", false, 0x41368972028788ba, 0xe1dd15ac8f27eff},
    {"palmos", false, 0xdc3e39052f57faf5, 0x14bbad30fc3d59e0},
    {"ptcp154", false, 0x700249ef42bf3ebc, 0x6aad8819671128f7},
    {"shift_jis", true, 0x1bbb8ef9afd2c54d, 0xbeaa6afe641124b7},
    {"shift_jis_2004", true, 0x4cd92a8664f9c740, 0x1de7137b2a374421},
    {"shift_jisx0213", true, 0xaca09c4ef67f2dd9, 0x4d92bf3497bcc5b7},
    {"tis-620", false, 0x8035b7c691b66060, 0xa20b2c25e915b60b},
};

struct fnv
{
    std::uint64_t value = 0xcbf29ce484222325;

    void add(std::string_view part)
    {
        for (char const c : part)
        {
            add(c);
        }
        add('\0');
    }

    void add(char c)
    {
        value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    }
};

void add_decoded(fnv& digest, codec const& how, std::string_view bytes)
{
    try
    {
        digest.add(decode(how, bytes));
    }
    catch (UnicodeDecodeError const& e)
    {
        digest.add(std::to_string(e.start()) + ' ' + std::to_string(e.end()) +
                   ' ' + e.reason());
    }
}

void append_utf_8(std::string& text, unsigned c)
{
    auto const more = [&](int shift) {
        text += static_cast<char>(0x80 | (c >> shift & 0x3f));
    };
    if (c < 0x80)
    {
        text += static_cast<char>(c);
    }
    else if (c < 0x800)
    {
        text += static_cast<char>(0xc0 | c >> 6);
        more(0);
    }
    else if (c < 0x10000)
    {
        text += static_cast<char>(0xe0 | c >> 12);
        more(6);
        more(0);
    }
    else
    {
        text += static_cast<char>(0xf0 | c >> 18);
        more(12);
        more(6);
        more(0);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(charset)

BOOST_AUTO_TEST_CASE(every_one_and_two_bytes_decode_as_in_python)
{
    for (auto const& [name, multibyte, expected, _] : rows)
    {
        codec const how(name);
        fnv digest;
        for (int a = 0; a < 256; ++a)
        {
            add_decoded(digest, how, std::string(1, static_cast<char>(a)));
        }
        for (int pair = 0; multibyte && pair < 0x10000; ++pair)
        {
            char const bytes[] = {static_cast<char>(pair >> 8),
                                  static_cast<char>(pair)};
            add_decoded(digest, how, {bytes, 2});
        }
        BOOST_TEST(digest.value == expected, name);
    }
}

BOOST_AUTO_TEST_CASE(every_character_is_encoded_as_in_python)
{
    for (auto const& [name, multibyte, _, expected] : rows)
    {
        codec const how(name, "backslashreplace");
        fnv digest;
        for (unsigned block = 0; block < (multibyte ? 0x2ff00 : 0x10000);
             block += 0x100)
        {
            if (block >= 0xd800 && block < 0xe000)
            {
                continue;
            }
            std::string text;
            for (unsigned c = block; c < block + 0x100; ++c)
            {
                append_utf_8(text, c);
            }
            digest.add(encode(how, text));
        }
        BOOST_TEST(digest.value == expected, name);
    }
}

// If an error took more time than a character, this case would run for minutes.
BOOST_AUTO_TEST_CASE(many_errors_are_decoded_in_linear_time)
{
    constexpr std::size_t size = 200'000;
    for (auto const& row : rows)
    {
        if (!row.multibyte)
        {
            continue;
        }
        // Each byte is an error, or a character, of its own.
        std::string const bytes(size, '\x80');
        auto const unit = decode(codec(row.name, "replace"), "\x80 ");
        auto const text = decode(codec(row.name, "replace"), bytes);
        BOOST_TEST(text.size() >= size, row.name);
        BOOST_TEST(text.starts_with(unit.substr(0, unit.size() - 1)), row.name);
    }
    auto const text =
        decode(codec("gbk", "replace"), std::string(size, '\xff'));
    BOOST_TEST(text.size() == 3 * size);
    BOOST_TEST(
        decode(codec("gbk", "ignore"), std::string(size, '\xff')).empty());
}

// KS X 1001 spells characters that it lacks, and GB 18030 computes them.
BOOST_AUTO_TEST_CASE(characters_of_many_bytes)
{
    codec const korean("euc_kr");
    std::string const spelled = "\xa4\xd4\xa4\xa4\xa4\xca\xa4\xba";
    BOOST_TEST(encode(korean, "\xeb\x87\xa3") == spelled);
    BOOST_TEST(decode(korean, spelled) == "\xeb\x87\xa3");
    BOOST_CHECK_THROW(decode(korean, spelled.substr(0, 7)), UnicodeDecodeError);

    codec const chinese("gb18030");
    std::string const clef = "\xf0\x9d\x84\x9e";
    BOOST_TEST(encode(chinese, clef) == "\x94\x32\xbe\x34");
    BOOST_TEST(decode(chinese, "\x94\x32\xbe\x34") == clef);
    BOOST_CHECK_THROW(decode(chinese, "\xe3\x32\x9a\x36"), UnicodeDecodeError);
}

// Two characters have one code, in both directions.
BOOST_AUTO_TEST_CASE(characters_that_combine)
{
    codec const how("big5hkscs");
    BOOST_TEST(decode(how, "\x88\x62\x88\x66") == "\xc3\x8a\xcc\x84\xc3\x8a");
    BOOST_TEST(encode(how, "\xc3\x8a\xcc\x84\xc3\x8a") == "\x88\x62\x88\x66");
}

BOOST_AUTO_TEST_CASE(nothing_is_lost_silently)
{
    // The charset lacks the backslash that the escape sequence needs.
    BOOST_TEST(encode(codec("johab", "backslashreplace"),
                      "a\xf0\x9f\x98\x80") == "a\\U0001f600");
    BOOST_TEST(decode(codec("johab"), "\\") == "\\");
}

BOOST_AUTO_TEST_SUITE_END()
