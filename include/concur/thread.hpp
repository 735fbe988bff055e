// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_THREAD_HPP
#define CONCUR_THREAD_HPP

#include <concur/errors.hpp>
#include <concur/limit.hpp>
#include <concur/thread/errors.hpp>
#include <concur/thread/exit.hpp>
#include <concur/thread/handle.hpp>
#include <concur/thread/ident.hpp>
#include <concur/thread/interrupt_main.hpp>
#include <concur/thread/lock.hpp>
#include <concur/thread/name.hpp>
#include <concur/thread/options.hpp>
#include <concur/thread/scoped_signal.hpp>
#include <concur/thread/stack_size.hpp>
#include <concur/thread/start_joinable_thread.hpp>
#include <concur/thread/start_new_thread.hpp>
#include <concur/thread/startable.hpp>
#include <concur/thread/unraisablehook.hpp>

#endif
