// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef CONCUR_LIBS_SUBPROCESS_POSIX_IDS_HPP
#define CONCUR_LIBS_SUBPROCESS_POSIX_IDS_HPP

#include <concur/subprocess/options.hpp>

#include <vector>

#include <sys/types.h>

namespace concur::subprocess::detail {

// The ids of users and groups that are given by number or by name. These
// functions throw KeyError for an unknown name, ValueError and OverflowError
// for a number that is no id, and OSError if the system's data base cannot be
// read.

uid_t user_id(principal const& user);
gid_t group_id(principal const& group);
std::vector<gid_t> group_ids(sequence<principal> const& groups);

} // namespace concur::subprocess::detail

#endif
