#!/usr/bin/env python3.10
"""Prints the rows of test/subprocess/charset.cpp: for each charset of CPython
3.10 that the library makes from tables, its name, whether it is multibyte, and
two digests. The first digest is of what each byte is decoded to, and in a
multibyte charset each pair of bytes. The second digest is of what each
character below 0x10000 is encoded to; below 0x2ff00 in a multibyte charset.

Copyright (c) 2026 The concur authors
Distributed under the Boost Software License, Version 1.0.
"""

import codecs

import charsets


def fnv(parts):
    h = 0xcbf29ce484222325
    for part in parts:
        for b in part + b"\0":
            h = ((h ^ b) * 0x100000001b3) & 0xffffffffffffffff
    return h


def decoded(name, wide):
    inputs = [bytes([a]) for a in range(256)]
    if wide:
        inputs += [bytes([a, b]) for a in range(256) for b in range(256)]
    for data in inputs:
        try:
            text = data.decode(name).replace("\r\n", "\n").replace("\r", "\n")
            yield text.encode()
        except UnicodeDecodeError as e:
            yield f"{e.start} {e.end} {e.reason}".encode()


def encoded(name, wide):
    for block in range(0, 0x2ff00 if wide else 0x10000, 0x100):
        if not 0xd800 <= block < 0xe000:
            text = "".join(chr(block + i) for i in range(0x100))
            yield text.encode(name, "backslashreplace")


if __name__ == "__main__":
    for module in charsets.names():
        if module not in charsets.OWN:
            name = codecs.lookup(module).name
            wide = module in charsets.MULTIBYTE
            print(f'    {{"{name}", {str(wide).lower()}, '
                  f"{fnv(decoded(module, wide)):#x}, "
                  f"{fnv(encoded(module, wide)):#x}}},")
