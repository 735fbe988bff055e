// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONFIG_HPP
#define CONCUR_CONFIG_HPP

#include <boost/config.hpp>

#if BOOST_CXX_VERSION < 202002L
#error "concur needs C++20"
#endif

// A library marks the declarations that it exports with CONCUR_<MODULE>_DECL. A
// class is either compiled as a whole and exported, or inline as a whole and
// visible (CONCUR_VISIBLE).
//
// The build defines CONCUR_DYN_LINK for shared libraries. It defines
// CONCUR_<MODULE>_SOURCE while it compiles the library of the module.

// Marks a class or function that is one and the same in all shared objects.
#define CONCUR_VISIBLE BOOST_SYMBOL_VISIBLE

// Marks a thread-local variable that inline functions read. This TLS model is
// fast. It also works in libraries that a program loads later, as long as these
// variables are small and few.
#define CONCUR_THREAD_LOCAL                                                    \
    thread_local __attribute__((tls_model("initial-exec")))

#if !defined(CONCUR_DYN_LINK)
#define CONCUR_CORE_DECL
#define CONCUR_CONTEXTVARS_DECL
#define CONCUR_QUEUE_DECL
#define CONCUR_SCHED_DECL
#define CONCUR_SUBPROCESS_DECL
#define CONCUR_THREAD_DECL
#else
#if defined(CONCUR_CORE_SOURCE)
#define CONCUR_CORE_DECL BOOST_SYMBOL_EXPORT
#else
#define CONCUR_CORE_DECL BOOST_SYMBOL_IMPORT
#endif
#if defined(CONCUR_CONTEXTVARS_SOURCE)
#define CONCUR_CONTEXTVARS_DECL BOOST_SYMBOL_EXPORT
#else
#define CONCUR_CONTEXTVARS_DECL BOOST_SYMBOL_IMPORT
#endif
#if defined(CONCUR_QUEUE_SOURCE)
#define CONCUR_QUEUE_DECL BOOST_SYMBOL_EXPORT
#else
#define CONCUR_QUEUE_DECL BOOST_SYMBOL_IMPORT
#endif
#if defined(CONCUR_SCHED_SOURCE)
#define CONCUR_SCHED_DECL BOOST_SYMBOL_EXPORT
#else
#define CONCUR_SCHED_DECL BOOST_SYMBOL_IMPORT
#endif
#if defined(CONCUR_SUBPROCESS_SOURCE)
#define CONCUR_SUBPROCESS_DECL BOOST_SYMBOL_EXPORT
#else
#define CONCUR_SUBPROCESS_DECL BOOST_SYMBOL_IMPORT
#endif
#if defined(CONCUR_THREAD_SOURCE)
#define CONCUR_THREAD_DECL BOOST_SYMBOL_EXPORT
#else
#define CONCUR_THREAD_DECL BOOST_SYMBOL_IMPORT
#endif
#endif

#endif
