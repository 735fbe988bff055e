// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef CONCUR_SUBPROCESS_LAUNCHER_HPP
#define CONCUR_SUBPROCESS_LAUNCHER_HPP

// This header declares the launcher of the platform. It also enables
// initializers of Boost.Process among the keywords, policies with other
// launchers, and basic_popen::release().

#include <concur/subprocess/posix/launcher.hpp>

#include <concur/subprocess/posix/detail/launch_adapter.hpp>

#endif
