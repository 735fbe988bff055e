// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_HPP
#define CONCUR_CONTEXTVARS_HPP

#include <concur/contextvars/any_context_var.hpp>
#include <concur/contextvars/bind_context.hpp>
#include <concur/contextvars/context.hpp>
#include <concur/contextvars/context_executor.hpp>
#include <concur/contextvars/context_iterator.hpp>
#include <concur/contextvars/context_var.hpp>
#include <concur/contextvars/copy_context.hpp>
#include <concur/contextvars/scoped_token.hpp>
#include <concur/contextvars/spawn.hpp>
#include <concur/contextvars/token.hpp>
#include <concur/errors.hpp>

#endif
