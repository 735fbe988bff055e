// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../text/charset_source.hpp"

#include "../text/charset_data.hpp"

#include <concur/errors.hpp>

#include <boost/endian/conversion.hpp>
#include <boost/throw_exception.hpp>

#include <cerrno>
#include <cstddef>
#include <string>

#include <iconv.h>

namespace concur::subprocess::detail {
namespace {

constexpr auto failed = static_cast<std::size_t>(-1);

} // namespace

charset_source::charset_source(char const* name)
    : converter_(::iconv_open("UTF-32LE", name))
{
    // By POSIX, -1 is the error value of iconv_open().
    if (converter_ == reinterpret_cast<void*>(-1))
    {
        if (errno == EINVAL)
        {
            boost::throw_exception(
                LookupError("unknown encoding: " + std::string(name)));
        }
        throw_os_error(errno);
    }
}

charset_source::~charset_source()
{
    ::iconv_close(converter_);
}

std::uint32_t charset_source::decode(std::string_view bytes) const
{
    unsigned char character[16];
    auto* in = const_cast<char*>(bytes.data());
    auto left = bytes.size();
    auto* out = reinterpret_cast<char*>(character);
    auto room = sizeof character;
    ::iconv(converter_, nullptr, nullptr, nullptr, nullptr);
    // The last call returns a character that iconv() holds back, because a
    // combining character may follow it.
    if (::iconv(converter_, &in, &left, &out, &room) == failed || left != 0 ||
        ::iconv(converter_, nullptr, nullptr, &out, &room) == failed ||
        room != sizeof character - 4)
    {
        return no_character;
    }
    return boost::endian::load_little_u32(character);
}

} // namespace concur::subprocess::detail
