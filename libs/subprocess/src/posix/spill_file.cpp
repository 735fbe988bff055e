// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../spill_file.hpp"

#include "../io.hpp"
#include "../pipe_stream.hpp"
#include "kernel.hpp"

#include <concur/errors.hpp>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <utility>

#include <unistd.h>

namespace concur::subprocess::detail {
namespace {

std::string directory_of_files()
{
    auto const* const given = std::getenv("TMPDIR");
    return given != nullptr && *given != '\0' ? given : "/tmp";
}

} // namespace

std::size_t spill_file::write(std::string_view bytes)
{
    if (!file_)
    {
        auto made = pipe_stream::make(true, {});
        auto const directory = directory_of_files();
        descriptor opened(kernel::open_unnamed(directory));
        if (!opened)
        {
            throw_os_error(errno, directory);
        }
        pipe_stream::of(made)->open(std::move(opened));
        file_ = std::move(made);
    }
    for (;;)
    {
        auto const n = ::pwrite(pipe_stream::of(file_)->number(), bytes.data(),
                                bytes.size(), static_cast<off_t>(written_));
        if (n > 0)
        {
            written_ += static_cast<unsigned long long>(n);
            return static_cast<std::size_t>(n);
        }
        if (n == 0 || errno != EINTR)
        {
            throw_os_error(n == 0 ? ENOSPC : errno);
        }
    }
}

} // namespace concur::subprocess::detail
