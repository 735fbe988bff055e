// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_TEXT_CODEC_HPP
#define CONCUR_LIBS_SUBPROCESS_TEXT_CODEC_HPP

#include <concur/config.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace concur::subprocess::detail {

enum class encoding_form;
struct codec_fields;
struct progress;

/// How an encoded text begins.
enum class beginning
{
    none,   ///< it continues an earlier text
    stream, ///< as in Python's streams: with the signature, for utf-8-sig only
    text    ///< with the byte order mark or signature of the encoding
};

/** An encoding and an error handler. Cheap to copy.

    UTF-8, UTF-8 with a signature, UTF-16, UTF-32, ASCII and Latin-1 are
    implemented here. Python's other charsets come from the system's iconv(),
    changed where Python differs from glibc.

    Exported for its tests.

    @par Difference from Python
    Charsets with shift states (ISO-2022, HZ, UTF-7) are unknown encodings, as
    are those that the system does not know.
*/
class CONCUR_SUBPROCESS_DECL codec
{
public:
    /** Look up an encoding and an error handler.

        @param encoding A name in any of Python's spellings. When absent or
        "locale", the charset of the C locale; where that locale is "C", UTF-8.
        @param errors strict, ignore, replace, backslashreplace or
        surrogateescape. When absent, strict.

        @throws LookupError One of them is unknown.
        @throws ValueError One of them contains a null character.
    */
    explicit codec(std::optional<std::string> encoding = std::nullopt,
                   std::optional<std::string> errors = std::nullopt);

    ~codec();
    codec(codec const&);
    codec& operator=(codec const&);

    /// The normal name of the encoding, such as "utf-8".
    std::string const& encoding() const noexcept;

    /// The name of the error handler.
    std::string const& errors() const noexcept;

private:
    friend class decoder;
    friend CONCUR_SUBPROCESS_DECL std::string
    encode(codec const&, std::string_view, beginning);

    std::shared_ptr<codec_fields const> fields_;
};

/** Decodes bytes, in pieces of any size, to UTF-8 text with LF line endings.

    Bytes that surrogateescape keeps appear in the text unchanged; encode()
    turns them into the same bytes.
*/
class CONCUR_SUBPROCESS_DECL decoder
{
public:
    /** Begin to decode.

        @param codec The encoding.
        @param mark_needed Whether UTF-16 and UTF-32 must begin with a byte
        order mark, as in Python's streams. Otherwise the order is that of the
        machine where there is none.
    */
    explicit decoder(codec codec, bool mark_needed = false);
    ~decoder();
    decoder(decoder const&);
    decoder& operator=(decoder const&);

    /** Decode what can be decoded so far.

        An incomplete sequence, and a CR that may be the first half of CR LF,
        are held back until the next call.

        @param bytes The next piece. It must not be part of `text`.
        @param text Where the text is appended.

        @throws UnicodeDecodeError The bytes are wrong and the handler is
        strict (or refuses these bytes). Its positions count from the first
        byte of the first piece. `text` is as before; the decoder cannot be
        used any more.
        @throws UnicodeError The mark that is needed is not there.
    */
    void feed(std::string_view bytes, std::string& text);

    /// Decode the bytes that are held back, after the last piece. Throws as
    /// feed().
    void finish(std::string& text);

    /// Accept text without a byte order mark from now on.
    void need_no_mark() noexcept
    {
        mark_needed_ = false;
    }

    /// Return the bytes that are held back, as if they had not been fed.
    std::string unfeed();

    /// Count bytes that are not fed in the positions of errors.
    void skip(std::size_t size) noexcept
    {
        offset_ += size;
    }

private:
    void convert(std::string_view bytes, std::string& text, bool final);
    std::optional<std::size_t> read_mark(std::string_view bytes, bool final);
    std::size_t decode(std::string_view bytes, std::string& text, bool final);
    progress decode_valid(std::string_view bytes, std::string& text) const;
    std::size_t handle_error(std::string_view bytes, std::size_t start,
                             std::size_t size, char const* reason,
                             std::string& text) const;

    codec codec_;
    bool mark_needed_;
    encoding_form form_;       // with the byte order, once that is known
    std::string pending_;      // an incomplete sequence
    std::size_t offset_ = 0;   // the number of bytes before pending_
    bool begun_ = false;       // the byte order mark has been read
    bool return_held_ = false; // a CR was held back
};

/** Decode all bytes of a text.

    @throws UnicodeDecodeError As decoder::feed().
*/
CONCUR_SUBPROCESS_DECL std::string decode(codec const& codec,
                                          std::string_view bytes);

/** Encode UTF-8 text. Line ends stay as they are.

    A byte of `text` that is not UTF-8 counts as one character that cannot be
    encoded, and surrogateescape writes it as it is.

    @param codec The encoding.
    @param text The text.
    @param at What to begin with.

    @throws UnicodeEncodeError A character cannot be encoded and the handler
    is strict (or refuses this character). Its positions count characters.

    @par Difference from Python
    With surrogateescape, ASCII lets every other character pass as its UTF-8
    bytes: they may be what a decoder has kept, and cannot be told apart.
*/
CONCUR_SUBPROCESS_DECL std::string encode(codec const& codec,
                                          std::string_view text,
                                          beginning at = beginning::text);

} // namespace concur::subprocess::detail

#endif
