// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
// release() without the header that knows the processes of Boost.Process.
//
// expect: release() needs #include <concur/subprocess/launcher.hpp>
// expect: release_needs_launcher_header<

#include <concur/subprocess/popen.hpp>

#include <boost/asio/io_context.hpp>

namespace sp = concur::subprocess;

void allowed()
{
    sp::Popen p("x");
    p.wait();
}

#ifdef CONCUR_TEST_MISUSE

void misuse()
{
    boost::asio::io_context context;
    sp::Popen p("x");
    p.release(context.get_executor());
}

#endif
