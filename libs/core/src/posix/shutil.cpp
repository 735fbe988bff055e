// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/shutil.hpp>

#include <cstdlib>
#include <set>

#include <sys/stat.h>
#include <unistd.h>

namespace concur::shutil {
namespace {

static_assert(f_ok == F_OK && x_ok == X_OK && w_ok == W_OK && r_ok == R_OK);

bool accessible(std::string const& file, int mode)
{
    struct ::stat status;
    return file.find('\0') == std::string::npos &&
           ::stat(file.c_str(), &status) == 0 &&
           ::access(file.c_str(), mode) == 0 && !S_ISDIR(status.st_mode);
}

std::string default_path()
{
    if (char const* path = std::getenv("PATH"))
    {
        return path;
    }
    auto const size = ::confstr(_CS_PATH, nullptr, 0);
    if (size == 0)
    {
        return "/bin:/usr/bin";
    }
    std::string path(size, '\0');
    ::confstr(_CS_PATH, path.data(), size);
    path.resize(size - 1);
    return path;
}

} // namespace

std::optional<std::string> which(std::string const& cmd, int mode,
                                 std::optional<std::string> path)
{
    if (cmd.find('/') != std::string::npos)
    {
        return accessible(cmd, mode) ? std::optional(cmd) : std::nullopt;
    }
    auto const directories = path ? *path : default_path();
    if (directories.empty())
    {
        return std::nullopt;
    }

    std::set<std::string> seen;
    for (std::size_t begin = 0; begin <= directories.size();)
    {
        auto const colon = directories.find(':', begin);
        auto const end =
            colon == std::string::npos ? directories.size() : colon;
        auto name = directories.substr(begin, end - begin);
        begin = end + 1;
        if (!seen.insert(name).second)
        {
            continue;
        }
        if (!name.empty() && name.back() != '/')
        {
            name += '/';
        }
        name += cmd;
        if (accessible(name, mode))
        {
            return name;
        }
    }
    return std::nullopt;
}

} // namespace concur::shutil
