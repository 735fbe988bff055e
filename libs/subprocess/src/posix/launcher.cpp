// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/posix/launcher.hpp>

#include <cerrno>

namespace concur::subprocess::detail {

int errno_of(boost::system::error_code const& ec) noexcept
{
    if (!ec)
    {
        return 0;
    }
    auto const condition = ec.default_error_condition();
    return condition.category() == boost::system::generic_category()
               ? condition.value()
               : EIO;
}

posix::child_plan amend(posix::child_plan const& plan, char const* const* argv,
                        char const* const* env, std::vector<int> const& kept)
{
    auto amended = plan;
    amended.argv.clear();
    do
    {
        amended.argv.push_back(*argv);
    } while (*argv++);
    if (env)
    {
        amended.env = env;
    }
    // Leave out 0, 1 and 2, with which the list of Boost.Process begins.
    for (auto number : kept)
    {
        if (number > 2)
        {
            amended.hook_fds.push_back(number);
        }
    }
    return amended;
}

} // namespace concur::subprocess::detail
