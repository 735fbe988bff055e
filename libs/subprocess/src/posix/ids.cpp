// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "ids.hpp"

#include "../check_options.hpp"

#include <concur/errors.hpp>

#include <boost/throw_exception.hpp>

#include <cerrno>
#include <cstddef>
#include <limits>
#include <string>

#include <grp.h>
#include <pwd.h>

namespace concur::subprocess::detail {
namespace {

// Looks up a user or group by name; false if there is none. The buffer grows
// until the entry fits.
template<class Entry>
bool look_up(int (*get)(char const*, Entry*, char*, std::size_t, Entry**),
             std::string const& name, Entry& entry)
{
    check_no_nul(name);
    std::vector<char> buffer(1024);
    for (;;)
    {
        Entry* found = nullptr;
        auto const error =
            get(name.c_str(), &entry, buffer.data(), buffer.size(), &found);
        switch (error)
        {
        case ERANGE:
            buffer.resize(buffer.size() * 2);
            break;
        case EINTR:
            break;
        // The search has failed, so the name may exist: throw OSError. CPython
        // throws KeyError in these cases.
        case EMFILE:
        case ENFILE:
        case ENOMEM:
        case EIO:
            throw_os_error(error);
        default:
            return found != nullptr;
        }
    }
}

long long number_of_user(principal const& user)
{
    if (!user.name())
    {
        return user.number();
    }
    passwd entry;
    if (!look_up(::getpwnam_r, *user.name(), entry))
    {
        boost::throw_exception(
            KeyError("getpwnam(): name not found: '" + *user.name() + "'"));
    }
    return entry.pw_uid;
}

long long number_of_group(principal const& group)
{
    if (!group.name())
    {
        return group.number();
    }
    ::group entry;
    if (!look_up(::getgrnam_r, *group.name(), entry))
    {
        boost::throw_exception(
            KeyError("getgrnam(): name not found: '" + *group.name() + "'"));
    }
    return entry.gr_gid;
}

// The largest number is no id: for system calls it means "keep the id". CPython
// accepts this number, and this library rejects it.
template<class Id>
bool is_id(long long number)
{
    return number < static_cast<long long>(std::numeric_limits<Id>::max());
}

template<class Id>
Id check_id(long long number, char const* what, char const* short_name)
{
    if (number < 0)
    {
        boost::throw_exception(ValueError(std::string(what) +
                                          " ID cannot be negative, got " +
                                          std::to_string(number)));
    }
    if (!is_id<Id>(number))
    {
        boost::throw_exception(OverflowError(std::string(short_name) +
                                             " is greater than maximum"));
    }
    return static_cast<Id>(number);
}

} // namespace

uid_t user_id(principal const& user)
{
    return check_id<uid_t>(number_of_user(user), "User", "uid");
}

gid_t group_id(principal const& group)
{
    return check_id<gid_t>(number_of_group(group), "Group", "gid");
}

std::vector<gid_t> group_ids(sequence<principal> const& groups)
{
    std::vector<gid_t> ids;
    for (auto const& group : groups)
    {
        auto const number = number_of_group(group);
        if (number >= 0 && !is_id<gid_t>(number))
        {
            boost::throw_exception(ValueError("invalid group id"));
        }
        ids.push_back(check_id<gid_t>(number, "Group", "gid"));
    }
    return ids;
}

} // namespace concur::subprocess::detail
