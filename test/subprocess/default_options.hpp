// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUBPROCESS_DEFAULT_OPTIONS_HPP
#define CONCUR_TEST_SUBPROCESS_DEFAULT_OPTIONS_HPP

#include <concur/subprocess/options.hpp>

#include <boost/test/unit_test.hpp>

namespace support {

/// Check that options have Python's defaults.
inline void check_defaults(concur::subprocess::options const& o)
{
    BOOST_TEST(o.bufsize.value() == -1);
    BOOST_TEST(!o.executable);
    for (auto const* stream : {&o.stdin_, &o.stdout_, &o.stderr_})
    {
        BOOST_TEST(
            (stream->what() == concur::subprocess::redirect::kind::unset));
    }
    BOOST_TEST(!o.preexec_fn);
    BOOST_TEST(o.close_fds);
    BOOST_TEST(!o.shell);
    BOOST_TEST(!o.cwd);
    BOOST_TEST(!o.env);
    BOOST_TEST(!o.universal_newlines);
    BOOST_TEST(!o.startupinfo);
    BOOST_TEST(o.creationflags == 0);
    BOOST_TEST(o.restore_signals);
    BOOST_TEST(!o.start_new_session);
    BOOST_TEST(o.pass_fds.empty());
    BOOST_TEST(!o.group);
    BOOST_TEST(!o.extra_groups);
    BOOST_TEST(!o.user);
    BOOST_TEST(!o.encoding);
    BOOST_TEST(!o.errors);
    BOOST_TEST(!o.text);
    BOOST_TEST(o.umask == -1);
    BOOST_TEST(o.pipesize.value() == -1);
    BOOST_TEST(!o.process_group);
    BOOST_TEST(!o.cgroup);
    BOOST_TEST((o.die_with_parent == concur::subprocess::parent_death()));
    BOOST_TEST(o.fds.empty());
    BOOST_TEST(!o.on_stdout);
    BOOST_TEST(!o.on_stderr);
    BOOST_TEST(!o.on_output);
    BOOST_TEST(o.line_limit == 1024 * 1024);
    BOOST_TEST(o.tee.empty());
    BOOST_TEST(o.tee_stdout.empty());
    BOOST_TEST(o.tee_stderr.empty());
    BOOST_TEST(!o.record);
    BOOST_TEST(o.stop.empty());
    BOOST_TEST((o.scope == concur::subprocess::stop_scope::child));
    BOOST_TEST(!o.input.given());
    BOOST_TEST(!o.capture_output);
    BOOST_TEST(!o.timeout);
    BOOST_TEST(!o.check);
}

} // namespace support

#endif
