// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/errors.hpp>

#include <concur/detail/repr.hpp>

#include <boost/locale/utf.hpp>
#include <boost/throw_exception.hpp>

#include <cerrno>
#include <cstdio>
#include <utility>

namespace concur {
namespace {

// The text is Python's. It shows a single wrong byte, or the range of several
// wrong bytes.
std::string decode_message(std::string const& encoding,
                           std::string const& object, std::size_t start,
                           std::size_t end, std::string const& reason,
                           std::size_t offset)
{
    auto text = "'" + encoding + "' codec can't decode ";
    if (end == start + 1 && start >= offset && start - offset < object.size())
    {
        char byte[8];
        std::snprintf(byte, sizeof byte, "0x%02x",
                      static_cast<unsigned char>(object[start - offset]));
        text += "byte " + std::string(byte) + " in position " +
                std::to_string(start);
    }
    else
    {
        text += "bytes in position " + std::to_string(start) + "-" +
                std::to_string(end - 1);
    }
    return text + ": " + reason;
}

// The escape sequence of the character at an index of a text. Empty if the
// index is beyond the end.
std::string escape_at(std::string const& text, std::size_t index)
{
    namespace utf = boost::locale::utf;

    auto p = text.begin();
    while (p != text.end())
    {
        auto next = p;
        utf::code_point c = utf::utf_traits<char>::decode(next, text.end());
        if (!utf::is_valid_codepoint(c))
        {
            c = 0xdc00 + static_cast<unsigned char>(*p);
            next = p + 1;
        }
        if (index == 0)
        {
            char escape[16];
            std::snprintf(escape, sizeof escape,
                          c <= 0xff     ? "\\x%02x"
                          : c <= 0xffff ? "\\u%04x"
                                        : "\\U%08x",
                          static_cast<unsigned>(c));
            return escape;
        }
        --index;
        p = next;
    }
    return {};
}

std::string encode_message(std::string const& encoding,
                           std::string const& object, std::size_t start,
                           std::size_t end, std::string const& reason)
{
    auto text = "'" + encoding + "' codec can't encode ";
    auto const escape =
        end == start + 1 ? escape_at(object, start) : std::string();
    if (!escape.empty())
    {
        text +=
            "character '" + escape + "' in position " + std::to_string(start);
    }
    else
    {
        text += "characters in position " + std::to_string(start) + "-" +
                std::to_string(end - 1);
    }
    return text + ": " + reason;
}

std::string os_message(std::error_code code,
                       std::optional<std::string> const& filename)
{
    auto text =
        "[Errno " + std::to_string(code.value()) + "] " + code.message();
    if (filename)
    {
        text += ": " + detail::repr(*filename);
    }
    return text;
}

} // namespace

struct UnicodeDecodeError::fields
{
    std::string encoding;
    std::string object;
    std::size_t start;
    std::size_t end;
    std::string reason;
    std::size_t offset;
};

UnicodeDecodeError::UnicodeDecodeError(std::string encoding, std::string object,
                                       std::size_t start, std::size_t end,
                                       std::string reason, std::size_t offset)
    : UnicodeError(
          decode_message(encoding, object, start, end, reason, offset)),
      fields_(std::make_shared<fields const>(
          fields{std::move(encoding), std::move(object), start, end,
                 std::move(reason), offset}))
{
}

UnicodeDecodeError::~UnicodeDecodeError() = default;

std::string const& UnicodeDecodeError::encoding() const noexcept
{
    return fields_->encoding;
}

std::string const& UnicodeDecodeError::object() const noexcept
{
    return fields_->object;
}

std::size_t UnicodeDecodeError::start() const noexcept
{
    return fields_->start;
}

std::size_t UnicodeDecodeError::end() const noexcept
{
    return fields_->end;
}

std::string const& UnicodeDecodeError::reason() const noexcept
{
    return fields_->reason;
}

std::size_t UnicodeDecodeError::offset() const noexcept
{
    return fields_->offset;
}

struct UnicodeEncodeError::fields
{
    std::string encoding;
    std::string object;
    std::size_t start;
    std::size_t end;
    std::string reason;
};

UnicodeEncodeError::UnicodeEncodeError(std::string encoding, std::string object,
                                       std::size_t start, std::size_t end,
                                       std::string reason)
    : UnicodeError(encode_message(encoding, object, start, end, reason)),
      fields_(std::make_shared<fields const>(fields{std::move(encoding),
                                                    std::move(object), start,
                                                    end, std::move(reason)}))
{
}

UnicodeEncodeError::~UnicodeEncodeError() = default;

std::string const& UnicodeEncodeError::encoding() const noexcept
{
    return fields_->encoding;
}

std::string const& UnicodeEncodeError::object() const noexcept
{
    return fields_->object;
}

std::size_t UnicodeEncodeError::start() const noexcept
{
    return fields_->start;
}

std::size_t UnicodeEncodeError::end() const noexcept
{
    return fields_->end;
}

std::string const& UnicodeEncodeError::reason() const noexcept
{
    return fields_->reason;
}

struct OSError::fields
{
    std::optional<std::string> filename;
    std::string message;
};

OSError::OSError(int error, std::optional<std::string> filename)
    : std::system_error(error, std::generic_category())
{
    auto text = os_message(code(), filename);
    fields_ = std::make_shared<fields const>(
        fields{std::move(filename), std::move(text)});
}

OSError::~OSError() = default;

int OSError::errno_() const noexcept
{
    return code().value();
}

std::optional<std::string> OSError::filename() const
{
    return fields_->filename;
}

char const* OSError::what() const noexcept
{
    return fields_->message.c_str();
}

void throw_os_error(int error, std::optional<std::string> filename)
{
    switch (error)
    {
    case ENOENT:
        boost::throw_exception(FileNotFoundError(error, std::move(filename)));
    case EACCES:
    case EPERM:
        boost::throw_exception(PermissionError(error, std::move(filename)));
    case ENOTDIR:
        boost::throw_exception(NotADirectoryError(error, std::move(filename)));
    case EAGAIN:
    case EALREADY:
    case EINPROGRESS:
        boost::throw_exception(BlockingIOError(error, std::move(filename)));
    case EPIPE:
    case ESHUTDOWN:
        boost::throw_exception(BrokenPipeError(error, std::move(filename)));
    case ECHILD:
        boost::throw_exception(ChildProcessError(error, std::move(filename)));
    case ESRCH:
        boost::throw_exception(ProcessLookupError(error, std::move(filename)));
    default:
        boost::throw_exception(OSError(error, std::move(filename)));
    }
}

} // namespace concur
