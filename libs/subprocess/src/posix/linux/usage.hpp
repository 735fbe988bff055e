// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_POSIX_LINUX_USAGE_HPP
#define CONCUR_LIBS_SUBPROCESS_POSIX_LINUX_USAGE_HPP

#include <concur/subprocess/process_report.hpp>

#include <chrono>

#include <sys/resource.h>

namespace concur::subprocess::detail::kernel {

/// The resources that a wait has told of.
inline resource_usage usage_of(rusage const& used) noexcept
{
    auto const duration = [](timeval const& t) {
        return std::chrono::seconds(t.tv_sec) +
               std::chrono::microseconds(t.tv_usec);
    };
    return {duration(used.ru_utime), duration(used.ru_stime),
            1024ULL * static_cast<unsigned long long>(used.ru_maxrss)};
}

} // namespace concur::subprocess::detail::kernel

#endif
