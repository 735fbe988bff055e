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
#include <utility>

namespace concur::subprocess::detail {

enum class encoding_form;
struct codec_fields;
struct progress;

/// The beginning of an encoded text.
enum class beginning
{
    none,   ///< no mark: the text continues an earlier text
    stream, ///< as in Python's streams: only utf-8-sig has its signature
    text    ///< the byte order mark or signature of the encoding
};

/** An encoding and an error handler. Copies share the data.

    UTF-8, UTF-8 with a signature, UTF-16, UTF-32, ASCII and Latin-1 are
    implemented here. Python's other charsets come from the system's iconv(),
    changed where Python differs from glibc.

    Exported for its tests.

    @par Difference from Python
    Unknown encodings are: those with shift states (ISO-2022, HZ, UTF-7), those
    that are no charset (such as unicode_escape and idna), and charsets that the
    system lacks.
*/
class CONCUR_SUBPROCESS_DECL codec
{
public:
    /** Look up an encoding and an error handler.

        @param encoding A name in any of Python's spellings. If it is absent or
        "locale", the charset of the current C locale; if that charset is ASCII,
        UTF-8.
        @param errors strict, ignore, replace, backslashreplace or
        surrogateescape; strict if absent.

        @throws LookupError The encoding or the error handler is unknown.
        @throws ValueError A name contains a null character.
        @throws OSError The system cannot open a charset that it knows.
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

    Bytes that surrogateescape keeps appear in the text unchanged.
*/
class CONCUR_SUBPROCESS_DECL decoder
{
public:
    /** Begin to decode.

        @param codec The encoding.
        @param mark_needed Whether UTF-16 and UTF-32 must begin with a byte
        order mark, as in Python's streams. If not, text without a mark has the
        byte order of the machine.
    */
    explicit decoder(codec codec, bool mark_needed = false);
    ~decoder();
    decoder(decoder const&);
    decoder& operator=(decoder const&);

    /** Decode the next piece.

        An incomplete sequence, and a CR that may be the first half of CR LF,
        are held back until the next call.

        @param bytes The piece. It must not be a part of `text`.
        @param text The string that the decoded text is appended to.

        @throws UnicodeDecodeError The bytes are wrong and the error handler is
        strict or refuses these bytes. The error's positions count from the
        first byte of the first piece, or after the signature of utf-8-sig.
        `text` is unchanged; the decoder cannot be used any more.
        @throws UnicodeError The needed byte order mark is missing.
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

    /// Whether a byte order mark or signature is still to be read.
    bool expects_mark() const noexcept;

    /** Begin a new part, after bytes that are missing. A CR that is held back
        ends a line; an incomplete sequence is dropped.

        @param position The position of the new part, from the first byte.
        @param part The new part.
        @param text The string that the decoded text is appended to.

        @return The number of bytes that were dropped, and of the first bytes of
        the part that begin within a character: they should be skipped.
    */
    std::pair<std::size_t, std::size_t> resume(unsigned long long position,
                                               std::string_view part,
                                               std::string& text);

    /// Return the bytes that are held back, as if they had not been fed.
    std::string unfeed();

    /// Increase the positions of errors by a number of bytes that are not fed.
    void skip(std::size_t size) noexcept
    {
        offset_ += size;
    }

private:
    void convert(std::string_view bytes, std::string& text, bool final);
    std::size_t partial_character(unsigned long long position,
                                  std::string_view part) const noexcept;
    std::optional<std::size_t> read_mark(std::string_view bytes, bool final);
    std::size_t decode(std::string_view bytes, std::string& text, bool final);
    progress decode_valid(std::string_view bytes, std::string& text) const;
    std::size_t handle_error(std::string_view bytes, std::size_t start,
                             std::size_t size, char const* reason,
                             std::string& text) const;

    codec codec_;
    bool mark_needed_;
    encoding_form form_;       // with the byte order, after it is known
    std::string pending_;      // an incomplete sequence
    std::size_t offset_ = 0;   // the number of bytes before pending_
    bool begun_ = false;       // the byte order mark, if any, was read
    bool return_held_ = false; // a CR was held back
};

/** Decode all bytes of a text.

    @throws UnicodeDecodeError The error of decoder::feed().
*/
CONCUR_SUBPROCESS_DECL std::string decode(codec const& codec,
                                          std::string_view bytes);

/** Encode UTF-8 text. Line endings are not changed.

    A byte of `text` that is not UTF-8 counts as one character that cannot be
    encoded. With surrogateescape, such a byte is written unchanged; UTF-16 and
    UTF-32 refuse it.

    @param codec The encoding.
    @param text The text.
    @param at The beginning of the encoded text.

    @throws UnicodeEncodeError A character cannot be encoded and the error
    handler is strict or refuses this character. The error's positions count
    characters.

    @par Difference from Python
    With surrogateescape, ASCII writes the UTF-8 bytes of each character that is
    not ASCII, since a decoder may have kept these bytes.
*/
CONCUR_SUBPROCESS_DECL std::string encode(codec const& codec,
                                          std::string_view text,
                                          beginning at = beginning::text);

} // namespace concur::subprocess::detail

#endif
