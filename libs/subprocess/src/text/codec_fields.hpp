// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_TEXT_CODEC_FIELDS_HPP
#define CONCUR_LIBS_SUBPROCESS_TEXT_CODEC_FIELDS_HPP

#include "charset.hpp"
#include "codec.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace concur::subprocess::detail {

/// The implementation of an encoding: its own functions or, for `charset`, the
/// tables of a charset.
enum class encoding_form
{
    utf_8,
    utf_8_sig,
    ascii,
    latin_1,
    utf_16, ///< in the byte order of the mark, or else of the machine
    utf_16_le,
    utf_16_be,
    utf_32, ///< in the byte order of the mark, or else of the machine
    utf_32_le,
    utf_32_be,
    charset
};

/// The error handlers of Python that are supported.
enum class error_handler
{
    strict,
    ignore,
    replace,
    backslashreplace,
    surrogateescape
};

/// The signature at the beginning of utf-8-sig.
inline constexpr std::string_view utf_8_mark = "\xef\xbb\xbf";

/// The data of a codec.
struct codec_fields
{
    std::string name;
    std::string errors;
    encoding_form form = encoding_form::charset;
    error_handler handler = error_handler::strict;
    detail::charset const* charset = nullptr; ///< null unless `form` is charset

    /// Whether the encoding is a charset with characters of several bytes.
    bool multibyte() const
    {
        return charset && charset->multibyte();
    }

    /// The name of the encoding in error messages. `actual` is the form with
    /// the byte order.
    std::string error_name(encoding_form actual) const;
};

/// Encode text up to the first character that cannot be encoded. Returns the
/// number of bytes of `text` before that character.
std::size_t encode_valid(codec_fields const& fields, encoding_form form,
                         std::string_view text, std::string& bytes);

/// The text that backslashreplace writes for a character or a byte.
std::string escape(unsigned c);

} // namespace concur::subprocess::detail

#endif
