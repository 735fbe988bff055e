// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_VERSION_HPP
#define CONCUR_VERSION_HPP

/// The version of the library as "major.minor.patch".
#define CONCUR_VERSION "0.2.0"

/// The version of the library as one number: major * 10000 + minor * 100 +
/// patch.
#define CONCUR_VERSION_NUMBER 200

/// The number of the binary interface, which is a part of the names of shared
/// libraries: libconcur_core.so.0. A release with another number needs programs
/// to be compiled again.
#define CONCUR_ABI_VERSION 0

#endif
