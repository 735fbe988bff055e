// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_CHARSET_HPP
#define CONCUR_SUBPROCESS_CHARSET_HPP

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace concur::subprocess::detail {

// How far decoding came.
struct progress
{
    std::size_t good;        // how many bytes are done
    std::size_t bad = 0;     // how many bytes after them are one error
    char const* reason = ""; // what is wrong with those
    bool incomplete = false; // whether more bytes could make them right
};

// A charset of Boost.Locale's. Its interface converts whole strings and does
// not say where an error is, so single-byte charsets become tables, and others
// are converted in blocks of whole characters that shrink around an error.
class charset
{
public:
    // The charset of a normal name, if there is one without shift states.
    static std::optional<charset> find(std::string const& name);

    bool multibyte() const
    {
        return multibyte_;
    }

    progress decode(std::string_view bytes, std::string& text) const;

    // Stops at what cannot be encoded, and returns how far it came.
    std::size_t encode(std::string_view text, std::string& bytes) const;

private:
    charset(std::string name, std::string spelling);

    std::optional<std::string> to_text(std::string_view bytes) const;
    std::optional<std::string> from_text(std::string_view text) const;
    std::size_t length(std::string_view bytes) const;
    progress decode_bytes(std::string_view bytes, std::string& text) const;
    std::size_t encode_bytes(std::string_view text, std::string& bytes) const;

    std::string name_;
    std::string spelling_; // the name that Boost.Locale knows it by
    bool multibyte_ = false;
    std::array<std::string, 256> texts_;              // empty for no character
    std::vector<std::pair<std::string, char>> bytes_; // sorted by text
};

} // namespace concur::subprocess::detail

#endif
