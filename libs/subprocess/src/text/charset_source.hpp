// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_TEXT_CHARSET_SOURCE_HPP
#define CONCUR_LIBS_SUBPROCESS_TEXT_CHARSET_SOURCE_HPP

#include <cstdint>
#include <string_view>

namespace concur::subprocess::detail {

// A charset of the system, which decodes one character at a time.
class charset_source
{
public:
    // Throws LookupError if the system does not know the name, and OSError for
    // other errors.
    explicit charset_source(char const* name);
    ~charset_source();
    charset_source(charset_source const&) = delete;
    charset_source& operator=(charset_source const&) = delete;

    // The character of the bytes; no_character if they are not exactly one
    // character.
    std::uint32_t decode(std::string_view bytes) const;

private:
    void* converter_;
};

} // namespace concur::subprocess::detail

#endif
