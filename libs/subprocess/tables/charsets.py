#!/usr/bin/env python3.10
"""Writes charset_data.cpp and charset_names.cpp. The argument is their folder,
src/text.

Run this with CPython 3.10 on a system with glibc. The tables say where Python's
charsets differ from those of glibc's iconv, and how Python names encodings.

Copyright (c) 2026 The concur authors
Distributed under the Boost Software License, Version 1.0.
"""

import codecs
import ctypes
import encodings
import encodings.aliases
import pkgutil
import sys

# OWN: the encodings that the library implements without tables. LEFT_OUT: the
# modules of encodings with shift states and of encodings that are no charset.
OWN = {"utf_8", "utf_8_sig", "ascii", "latin_1", "iso8859_1", "utf_16",
       "utf_16_le", "utf_16_be", "utf_32", "utf_32_le", "utf_32_be"}
LEFT_OUT = {"aliases", "base64_codec", "bz2_codec", "charmap", "hex_codec",
            "hz", "idna", "iso2022_jp", "iso2022_jp_1", "iso2022_jp_2",
            "iso2022_jp_2004", "iso2022_jp_3", "iso2022_jp_ext", "iso2022_kr",
            "mbcs", "oem", "punycode", "quopri_codec", "raw_unicode_escape",
            "rot_13", "undefined", "unicode_escape", "utf_7", "uu_codec",
            "zlib_codec"}

# The nearest charset of iconv, if data() cannot make its name from Python's.
SOURCES = {
    "euc_jis_2004": "EUC-JISX0213", "euc_jisx0213": "EUC-JISX0213",
    "shift_jis": "SJIS", "shift_jis_2004": "SHIFT_JISX0213",
    "shift_jisx0213": "SHIFT_JISX0213", "big5hkscs": "BIG5-HKSCS",
    "euc_jp": "EUC-JP", "euc_kr": "EUC-KR", "hp_roman8": "HP-ROMAN8",
    "koi8_r": "KOI8-R", "koi8_u": "KOI8-U", "koi8_t": "KOI8-T",
    "kz1048": "RK1048", "ptcp154": "PT154", "tis_620": "TIS-620",
    "mac_latin2": "MAC-CENTRALEUROPE", "mac_cyrillic": "MAC-CYRILLIC",
    "mac_roman": "MACINTOSH", "mac_croatian": "MACINTOSH",
    "mac_iceland": "MACINTOSH", "mac_romanian": "MACINTOSH",
    "mac_turkish": "MACINTOSH", "palmos": "CP1252"}
WITHOUT_SOURCE = {"cp720", "cp1006", "mac_arabic", "mac_farsi", "mac_greek"}
SECOND_SOURCES = {"euc_jis_2004": "EUC-JP", "euc_jisx0213": "EUC-JP"}
MULTIBYTE = {"big5", "big5hkscs", "cp932", "cp949", "cp950", "euc_jis_2004",
             "euc_jisx0213", "euc_jp", "euc_kr", "gb18030", "gb2312", "gbk",
             "johab", "shift_jis", "shift_jis_2004", "shift_jisx0213"}
FORMS = {"euc_jp": "euc", "euc_jis_2004": "euc", "euc_jisx0213": "euc",
         "euc_kr": "euc_kr", "gb18030": "gb18030"}

# The edition of 2022 of GB 18030 moved these characters, so versions of glibc
# differ in them. The tables always contain what Python does with them.
MOVED = {"gb18030": set(range(0xe700, 0xe865)) | set(range(0xfe10, 0xfe1a)) |
         set(range(0x9fb4, 0x9fbc)) | {0x1e3f}}

libc = ctypes.CDLL(None)
libc.iconv_open.restype = ctypes.c_void_p
libc.iconv.restype = ctypes.c_size_t
libc.iconv.argtypes = [ctypes.c_void_p] + 4 * [ctypes.c_void_p]


class Iconv:
    def __init__(self, name):
        self.cd = libc.iconv_open(b"UTF-32LE", name.encode())
        if self.cd == ctypes.c_void_p(-1).value:
            raise LookupError(name)

    def decode(self, data):
        """The text of the bytes; None after an error or with bytes left."""
        libc.iconv(self.cd, None, None, None, None)
        source = ctypes.create_string_buffer(data)
        target = ctypes.create_string_buffer(32)
        at = ctypes.c_void_p(ctypes.addressof(source))
        to = ctypes.c_void_p(ctypes.addressof(target))
        left, room = ctypes.c_size_t(len(data)), ctypes.c_size_t(32)
        refs = [ctypes.byref(x) for x in (at, left, to, room)]
        if libc.iconv(self.cd, *refs) == ctypes.c_size_t(-1).value:
            return None
        if libc.iconv(self.cd, None, None, *refs[2:]) == \
                ctypes.c_size_t(-1).value or left.value:
            return None
        return target.raw[:32 - room.value].decode("utf-32-le", "surrogatepass")


def sequences(form, multibyte):
    """Yields the key and the bytes of each sequence that may be a character;
    see charset_keys.hpp."""
    for a in range(256):
        yield a, bytes([a])
    if not multibyte:
        return
    for a in range(0x80, 0x100):
        for b in range(0x100):
            yield a << 8 | b, bytes([a, b])
    if form == "euc":
        for b in range(0xa1, 0xff):
            for c in range(0xa1, 0xff):
                yield 0x10000 | b << 8 | c, bytes([0x8f, b, c])
    if form == "gb18030":
        for n in range(39420):
            yield 0x20000 + n, bytes([0x81 + n // 12600, 0x30 + n // 1260 % 10,
                                      0x81 + n // 10 % 126, 0x30 + n % 10])


def python_decode(name, data):
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return None


def python_encode(name, text):
    try:
        return text.encode(name)
    except UnicodeEncodeError:
        return None


def table(form, multibyte, decode):
    found = {}
    for key, data in sequences(form, multibyte):
        if len(data) == 2 and data[0] in found:
            continue
        text = decode(data)
        # Skip bytes without a text, such as errors and a lone byte order mark.
        if text:
            found[key] = text
    return found


def key_of(data):
    if len(data) == 3:
        return 0x10000 | data[1] << 8 | data[2]
    if len(data) == 4:
        return 0x20000 + (((data[0] - 0x81) * 10 + data[1] - 0x30) * 126 +
                          data[2] - 0x81) * 10 + data[3] - 0x30
    return int.from_bytes(data, "big")


def runs(pairs):
    """Joins neighbouring keys to one run (key, value, count) if their values
    are neighbours, or are all NONE or all NO_PAIR."""
    out = []
    for key, value in sorted(pairs):
        if out:
            first, to, count = out[-1]
            step = count if to < NO_PAIR else 0
            if first + count == key and to + step == value:
                out[-1] = (first, to, count + 1)
                continue
        out.append((key, value, 1))
    return out


NONE = 0xffffffff
NO_PAIR = 0xfffffffe


def absent(name, key):
    """The value of a key without a character: NO_PAIR if Python reports its two
    bytes as one error, else NONE."""
    if 0xff < key < 0x10000:
        try:
            key.to_bytes(2, "big").decode(name)
        except UnicodeDecodeError as e:
            if e.end == 2 and e.reason.startswith("illegal"):
                return NO_PAIR
    return NONE


def leads(name):
    found = []
    for a in range(256):
        try:
            bytes([a]).decode(name)
        except UnicodeDecodeError as e:
            if e.reason.startswith("incomplete"):
                if found and found[-1][1] == a - 1:
                    found[-1][1] = a
                else:
                    found.append([a, a])
    return "".join(f"\\x{a:02x}\\x{b:02x}" for a, b in found)


def literal(items):
    lines, line = [], "   "
    for item in items:
        text = " {" + ", ".join(f"{x:#x}" for x in item) + "},"
        if len(line + text) > 79:
            lines.append(line)
            line = "   "
        line += text
    return "\n".join(lines + [line])


def names():
    for module in pkgutil.iter_modules(encodings.__path__):
        if module.name not in LEFT_OUT:
            yield module.name


def data():
    arrays, rows = [], []
    for name in names():
        if name in OWN:
            continue
        multibyte = name in MULTIBYTE
        form = FORMS.get(name, "pairs" if multibyte else "single")
        source = "" if name in WITHOUT_SOURCE else SOURCES.get(
            name, name.upper().replace("ISO8859_", "ISO-8859-"))
        second = SECOND_SOURCES.get(name, "")
        python = table(form, multibyte, lambda b: python_decode(name, b))
        system = table(form, multibyte, Iconv(source).decode) if source else {}
        fallback = set()
        if second:
            more = table(form, multibyte, Iconv(second).decode)
            fallback = {k for k in more
                        if k >= 0x10000 and k not in system}
            assert fallback <= set(python), name
            system.update({k: more[k] for k in fallback})
        # In iconv, too, only Python's pairs have more than one character.
        combined = {t for t in python.values() if len(t) > 1}
        assert all(len(t) == 1 for k, t in system.items()
                   if t not in combined and k in python), name
        moved = MOVED.get(name, set())
        differ = [(k, absent(name, k) if k not in python else ord(python[k]))
                  for k in set(python) | set(system)
                  if len(python.get(k, "?")) == 1 and
                  (python.get(k) != system.get(k) or
                   (k in python and ord(python[k]) in moved))]
        pairs = [(k, *map(ord, t)) for k, t in sorted(python.items())
                 if len(t) == 2]
        fallback -= {k for k, c in differ}
        # If several keys are decoded to one character, the first encodes it.
        # `back` says where Python encodes otherwise.
        reverse = {}
        for k in sorted(python, key=lambda k: (k in fallback, k)):
            if len(python[k]) == 1:
                reverse.setdefault(python[k], k)
        back = []
        for c in range(0x110000):
            if form == "gb18030" and c >= 0x10000:
                break
            encoded = python_encode(name, chr(c))
            if encoded is not None and len(encoded) > 4:
                encoded = None
            key = NONE if encoded is None else key_of(encoded)
            if reverse.get(chr(c), NONE) != key:
                back.append((c, key))
        number = len(rows)
        parts = []
        for kind, items in (("change", runs(differ)), ("change", runs(back)),
                            ("pair", pairs)):
            label = f"{name}_{('decoded', 'encoded', 'pairs')[len(parts)]}"
            if items:
                arrays.append(f"constexpr charset_{kind} {label}[] = {{\n"
                              f"{literal(items)}\n}};\n")
            parts.append(label if items else "{}")
        rows.append(f'    {{"{codecs.lookup(name).name}", "{source}", '
                    f'"{second}", charset_form::{form}, "{leads(name)}", '
                    f'{", ".join(parts)}}},')
        print(name, source, len(differ), len(back), file=sys.stderr)
    return "\n".join(arrays), "\n".join(rows)


def aliases():
    found = {}
    for module in names():
        found[module] = codecs.lookup(module).name
    for alias, module in encodings.aliases.aliases.items():
        if module in found:
            found[alias] = found[module]
    return "\n".join(f'    {{"{a}", "{n}"}},' for a, n in sorted(found.items()))


HEAD = """\
// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Generated by libs/subprocess/tables/charsets.py; do not edit.

// clang-format off

"""

if __name__ == "__main__":
    folder = sys.argv[1]
    arrays, rows = data()
    with open(folder + "/charset_data.cpp", "w") as out:
        out.write(HEAD + '#include "charset_data.hpp"\n\n'
                  "namespace concur::subprocess::detail {\nnamespace {\n\n" +
                  arrays + "\nconstexpr charset_data all[] = {\n" + rows +
                  "\n};\n\n} // namespace\n\n"
                  "std::span<charset_data const> charsets() noexcept\n{\n"
                  "    return all;\n}\n\n"
                  "} // namespace concur::subprocess::detail\n")
    with open(folder + "/charset_names.cpp", "w") as out:
        out.write(HEAD + '#include "charset_names.hpp"\n\n'
                  "#include <algorithm>\n#include <iterator>\n"
                  "#include <utility>\n\n"
                  "namespace concur::subprocess::detail {\nnamespace {\n\n"
                  "constexpr std::pair<std::string_view, std::string_view> "
                  "names[] = {\n" + aliases() + "\n};\n\n} // namespace\n\n"
                  "std::string_view charset_name(std::string_view alias) "
                  "noexcept\n{\n"
                  "    auto const* const found = std::ranges::lower_bound(\n"
                  "        names, alias, {}, "
                  "[](auto const& entry) { return entry.first; });\n"
                  "    return found != std::end(names) && "
                  "found->first == alias\n"
                  "               ? found->second\n"
                  "               : std::string_view();\n}\n\n"
                  "} // namespace concur::subprocess::detail\n")
