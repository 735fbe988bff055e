// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef CONCUR_SUBPROCESS_DETAIL_CHECK_OPTIONS_HPP
#define CONCUR_SUBPROCESS_DETAIL_CHECK_OPTIONS_HPP

#include <concur/config.hpp>
#include <concur/subprocess/options.hpp>

namespace concur::subprocess::detail {

// Python's checks of options that exclude one another. Where one option implies
// another one, that is set.

/// For run(); throws ValueError.
CONCUR_SUBPROCESS_DECL void check_options_of_run(options& o);

/// For check_output(); throws ValueError.
CONCUR_SUBPROCESS_DECL void check_options_of_check_output(options& o);

/// For a process object, which takes no option of run(); throws ValueError.
CONCUR_SUBPROCESS_DECL void check_options_of_popen(options const& o);

} // namespace concur::subprocess::detail

#endif
