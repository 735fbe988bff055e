// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef CONCUR_SUBPROCESS_DETAIL_CHECK_OPTIONS_HPP
#define CONCUR_SUBPROCESS_DETAIL_CHECK_OPTIONS_HPP

#include <concur/config.hpp>
#include <concur/subprocess/options.hpp>

namespace concur::subprocess::detail {

// The checks that differ between run(), check_output() and process objects.

/// Check that no options of run() exclude each other, and set the streams that
/// `input` and `capture_output` need; throws ValueError.
CONCUR_SUBPROCESS_DECL void check_options_of_run(options& o);

/// Check the options of check_output(), and set those that it implies; throws
/// ValueError.
CONCUR_SUBPROCESS_DECL void check_options_of_check_output(options& o);

/// Check that no option is set that a process object does not have; throws
/// ValueError.
CONCUR_SUBPROCESS_DECL void check_options_of_popen(options const& o);

/// Check the options of a pipeline as a whole, and set the streams that `input`
/// and `capture_output` need; throws ValueError.
CONCUR_SUBPROCESS_DECL void check_options_of_pipeline(options& o);

/// Check that neither `record` nor `max_output` is set, for functions whose
/// result has no place for what these provide; throws ValueError.
CONCUR_SUBPROCESS_DECL void check_records_nothing(options const& o);

} // namespace concur::subprocess::detail

#endif
