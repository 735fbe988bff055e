// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_TEXT_CHARSET_HPP
#define CONCUR_LIBS_SUBPROCESS_TEXT_CHARSET_HPP

#include "charset_data.hpp"
#include "utf.hpp"

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace concur::subprocess::detail {

// A map from numbers to numbers, for keys that are close together.
class page_table
{
public:
    // The value of a key; no_character if there is none.
    std::uint32_t get(std::uint32_t key) const noexcept
    {
        auto const page = key >> 8;
        return page < index_.size() ? pages_[index_[page]][key & 0xff]
                                    : no_character;
    }

    void set(std::uint32_t key, std::uint32_t value);

    // Calls f(key, value) in the order of the keys.
    template<class F>
    void for_each(F f) const
    {
        for (std::size_t page = 0; page < index_.size(); ++page)
        {
            for (std::uint32_t i = 0; i < 256; ++i)
            {
                if (auto const value = pages_[index_[page]][i];
                    value != no_character)
                {
                    f(static_cast<std::uint32_t>(page << 8 | i), value);
                }
            }
        }
    }

private:
    using page = std::array<std::uint32_t, 256>;

    std::vector<std::uint16_t> index_;
    std::vector<page> pages_; // the first page has no values
};

// A charset that Python implements by tables. A character has one or more
// bytes; there are no shift states. The tables come from the system and are
// changed where Python differs. They are made when the charset is first used.
class charset
{
public:
    // The charset with a normal name of Python; null if the name is unknown or
    // the system lacks the charset. A charset is never destroyed.
    static charset const* find(std::string_view name);

    explicit charset(charset_data const& data);

    bool multibyte() const noexcept
    {
        return data_.form != charset_form::single;
    }

    progress decode(std::string_view bytes, std::string& text) const;

    // Encodes text up to the first character that cannot be encoded. Returns
    // the number of bytes of `text` before that character.
    std::size_t encode(std::string_view text, std::string& bytes) const;

private:
    void load(char const* source, page_table& decoded) const;
    std::size_t length(std::string_view bytes) const noexcept;
    std::uint32_t character(std::string_view bytes) const noexcept;
    bool encode(char32_t c, std::string& bytes) const;

    charset_data const& data_;
    std::bitset<256> leads_;
    bool has_ascii_ = true;
    page_table decoded_; // from the key of bytes to a character or a pair
    page_table encoded_; // from a character to the key of bytes
};

} // namespace concur::subprocess::detail

#endif
