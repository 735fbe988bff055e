// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/getoutput.hpp>

#include <concur/subprocess/detail/popen_core.hpp>

namespace concur::subprocess {

std::pair<int, std::string> getstatusoutput(os_string const& cmd)
{
    options o;
    o.shell = true;
    o.text = true;
    o.stdout_ = PIPE;
    o.stderr_ = STDOUT;
    std::pair<int, std::string> result;
    std::optional<std::string> out;
    std::optional<std::string> err;
    detail::run_details none;
    result.first = detail::run_checked(cmd.str(), o, nullptr, out, err, none);
    result.second = std::move(*out);
    if (result.second.ends_with('\n'))
    {
        result.second.pop_back();
    }
    return result;
}

std::string getoutput(os_string const& cmd)
{
    return getstatusoutput(cmd).second;
}

} // namespace concur::subprocess
