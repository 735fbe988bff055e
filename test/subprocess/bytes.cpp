// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/bytes.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <sstream>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace sp = concur::subprocess;
using sp::detail::byte_buffer;

namespace {

// Contents of this size and more are in pages of their own.
constexpr std::size_t border = 256 * 1024;

std::string pattern(std::size_t size)
{
    std::string text(size, '\0');
    for (std::size_t i = 0; i != size; ++i)
    {
        text[i] = static_cast<char>(i * 31 + i / 251);
    }
    return text;
}

byte_buffer buffer_of(std::string_view text)
{
    byte_buffer b;
    b.append(text);
    return b;
}

std::vector<std::size_t> const sizes{0,
                                     1,
                                     8127,
                                     8128,
                                     8129,
                                     border - 1,
                                     border,
                                     border + 1,
                                     1 << 20,
                                     (2 << 20) - 64,
                                     2 << 20,
                                     (2 << 20) + 1,
                                     (5 << 20) + 3};

} // namespace

BOOST_AUTO_TEST_SUITE(bytes)

BOOST_AUTO_TEST_CASE(bytes_read_as_a_string)
{
    sp::bytes const none;
    BOOST_TEST(none.empty());
    BOOST_TEST(none == "");
    BOOST_TEST((none.data() != nullptr));
    BOOST_TEST((none.begin() == none.end()));

    sp::bytes const some("a\0b" + std::string(1, '\n') + "c");
    sp::bytes const nul(std::string_view("a\0b", 3));
    BOOST_TEST(nul.size() == 3u);
    BOOST_TEST(nul[1] == '\0');
    BOOST_TEST(nul == std::string_view("a\0b", 3));
    BOOST_TEST((nul != std::string_view("a")));
    BOOST_TEST(some == "a\nc");
    BOOST_TEST(std::string(some.begin(), some.end()) == "a\nc");
    BOOST_TEST(std::string_view(some).substr(1) == "\nc");
    std::ostringstream out;
    out << nul;
    BOOST_TEST(out.str() == std::string("a\0b", 3));
}

BOOST_AUTO_TEST_CASE(copies_share_and_moves_leave_nothing)
{
    sp::bytes a(pattern(1000));
    sp::bytes const b = a;
    BOOST_TEST((a.data() == b.data()));
    sp::bytes c = std::move(a);
    BOOST_TEST(a.empty());
    BOOST_TEST((c.data() == b.data()));
    a = c;
    c = sp::bytes("other");
    BOOST_TEST(a == b);
    BOOST_TEST(c == "other");
    auto& self = a;
    a = self;
    BOOST_TEST(a == pattern(1000));
    a = sp::bytes();
    BOOST_TEST(b == pattern(1000));
}

BOOST_AUTO_TEST_CASE(bytes_of_every_size_hold_what_they_were_made_of)
{
    for (auto size : sizes)
    {
        auto const text = pattern(size);
        BOOST_TEST((sp::bytes(text) == text), "size " << size);
        BOOST_TEST((buffer_of(text).take() == text), "size " << size);
        BOOST_TEST((buffer_of(text).take_string() == text), "size " << size);
    }
}

BOOST_AUTO_TEST_CASE(a_buffer_grows_across_every_border)
{
    for (std::size_t piece : {1000, 4096, 65536, 300000, 3000000})
    {
        auto const text = pattern(7 << 20);
        byte_buffer b;
        BOOST_TEST(b.room_size() == 0u);
        for (std::size_t at = 0; at < text.size();)
        {
            auto const n = std::min(piece, text.size() - at);
            auto const room = b.room(n);
            BOOST_TEST_REQUIRE(b.room_size() >= n);
            std::memcpy(room, text.data() + at, n);
            b.commit(n);
            at += n;
        }
        BOOST_TEST((b.view() == text), "pieces of " << piece);
        BOOST_TEST((b.take() == text), "pieces of " << piece);
        BOOST_TEST(b.view().empty());
    }
}

BOOST_AUTO_TEST_CASE(a_buffer_is_used_again_when_it_was_taken_from)
{
    for (auto size : sizes)
    {
        auto b = buffer_of(pattern(size));
        auto const first = b.take();
        BOOST_TEST(b.view() == "");
        b.append("second");
        BOOST_TEST(b.take_string() == "second");
        b.append("third");
        auto moved = std::move(b);
        BOOST_TEST(moved.view() == "third");
        BOOST_TEST(b.view() == "");
        b = std::move(moved);
        BOOST_TEST(b.view() == "third");
        BOOST_TEST((first == pattern(size)), "size " << size);
    }
}

BOOST_AUTO_TEST_CASE(shared_bytes_stay_when_the_buffer_is_emptied)
{
    for (auto size : sizes)
    {
        auto const text = pattern(size);
        {
            auto b = buffer_of(text);
            sp::bytes const shared = b.share();
            BOOST_TEST((b.take_string() == text), "size " << size);
            BOOST_TEST((shared == text), "size " << size);
        }
        {
            auto b = buffer_of(text);
            sp::bytes const shared = b.share();
            auto const taken = b.take();
            BOOST_TEST((shared == text && taken == text), "size " << size);
        }
    }
}

BOOST_AUTO_TEST_CASE(threads_share_contents)
{
    auto const text = pattern(border + 5);
    for (int n = 0; n != 20; ++n)
    {
        sp::bytes const original = buffer_of(text).take();
        std::array<bool, 4> same{};
        std::vector<std::thread> threads;
        for (auto& s : same)
        {
            threads.emplace_back([&s, &text, copy = original]() mutable {
                for (int i = 0; i != 100; ++i)
                {
                    sp::bytes another = copy;
                    copy = another;
                }
                s = copy == text;
            });
        }
        for (auto& t : threads)
        {
            t.join();
        }
        BOOST_TEST((std::count(same.begin(), same.end(), true) == 4));
    }
}

BOOST_AUTO_TEST_SUITE_END()
