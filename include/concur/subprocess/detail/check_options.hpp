// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef CONCUR_SUBPROCESS_DETAIL_CHECK_OPTIONS_HPP
#define CONCUR_SUBPROCESS_DETAIL_CHECK_OPTIONS_HPP

#include <concur/config.hpp>
#include <concur/subprocess/options.hpp>

namespace concur::subprocess::detail {

// These functions check, as Python does, that no options exclude each other. If
// an option implies another option, the function sets that option.

/// Check the options of run(); throws ValueError.
CONCUR_SUBPROCESS_DECL void check_options_of_run(options& o);

/// Check the options of check_output(); throws ValueError.
CONCUR_SUBPROCESS_DECL void check_options_of_check_output(options& o);

/// Check that a process object gets no option of run(); throws ValueError.
CONCUR_SUBPROCESS_DECL void check_options_of_popen(options const& o);

} // namespace concur::subprocess::detail

#endif
